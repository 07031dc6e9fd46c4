import type { KeyboardEvent } from 'react';
import type { QueueDestination } from '../../../shared/api/queue.js';
import { StrangerText } from '../../components/stranger-text.js';

interface DestinationNameProps {
  readonly each: QueueDestination;
  readonly isChosen: boolean;
  readonly choose: () => void;
  readonly first: boolean;
}

/** One stop for Tab; arrows go from name to name. */
export function DestinationName({ each, isChosen, choose, first }: DestinationNameProps) {
  return (
    <button
      type="button"
      className="plain"
      data-destination
      aria-pressed={isChosen}
      tabIndex={isChosen || first ? 0 : -1}
      onClick={(event) => {
        event.stopPropagation();
        choose();
      }}
      onKeyDown={step}
    >
      <StrangerText text={each.text} />
    </button>
  );
}

function step(event: KeyboardEvent<HTMLElement>): void {
  const names = [...document.querySelectorAll<HTMLElement>('[data-destination]')];
  const here = names.indexOf(event.currentTarget);
  const to = {
    ArrowDown: here + 1,
    ArrowUp: here - 1,
    Home: 0,
    End: names.length - 1,
  }[event.key];
  const next = to === undefined ? undefined : names[to];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
