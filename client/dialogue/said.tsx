/** Lines of a dialogue: ours, theirs, and what was done between. */
import { useEffect, useRef } from 'react';
import type { DialogueLine } from '../../shared/api/dialogues.js';
import { StrangerText } from '../components/stranger-text.js';

const WHO: Readonly<Record<DialogueLine['from'], string>> = {
  ours: 'Gatepost says',
  theirs: 'The host says',
  note: 'Note',
};
const MARK: Readonly<Record<DialogueLine['from'], string>> = { ours: '→', theirs: '←', note: '·' };

interface SaidProps {
  readonly lines: readonly DialogueLine[];
  readonly label: string;
  /** While it goes on: the newest line is in view. */
  readonly follow?: boolean;
}

export function Said({ lines, label, follow = false }: SaidProps) {
  const said = useRef<HTMLOListElement>(null);
  const count = lines.length;
  useEffect(() => {
    if (follow && count > 0) said.current?.scrollTo({ top: said.current.scrollHeight });
  }, [count, follow]);
  return (
    // Can be reached by the keyboard, to be scrolled.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
    <ol tabIndex={0} aria-label={label} className="said" ref={said}>
      {lines.map(({ from, text }, i) => (
        // eslint-disable-next-line react/no-array-index-key -- lines are only added
        <li key={i} className={`by-${from}`}>
          <span aria-hidden="true">{MARK[from]}</span>
          <span className="sr">{WHO[from]}: </span>
          <StrangerText text={text} />
        </li>
      ))}
    </ol>
  );
}
