import type { KeyboardEvent, MouseEvent } from 'react';

interface RefLinkProps {
  readonly reference: string;
  readonly open: boolean;
  readonly onToggle: () => void;
}

/** Opens a row's detail; arrows go from row to row. */
export function RefLink({ reference, open, onToggle }: RefLinkProps) {
  const press = (event: MouseEvent) => {
    event.stopPropagation();
    onToggle();
  };
  return (
    <button
      type="button"
      className="link m"
      data-ref={reference}
      aria-expanded={open}
      onClick={press}
      onKeyDown={step}
    >
      {reference}
    </button>
  );
}

function step(event: KeyboardEvent<HTMLElement>): void {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (by === 0) return;
  const links = [...document.querySelectorAll<HTMLElement>('[data-ref]')];
  const next = links[links.indexOf(event.currentTarget) + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
