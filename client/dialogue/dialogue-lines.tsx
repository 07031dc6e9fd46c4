/** What was said, line by line: ours, theirs, and what was done between. */
import { useEffect, useRef } from 'react';
import type { DialogueLine, HeldDialogue } from '../../shared/api/dialogues.js';
import { Icon } from '../components/icon.js';
import { StrangerText } from '../components/stranger-text.js';

const WHO: Readonly<Record<DialogueLine['from'], string>> = {
  ours: 'Gatepost says',
  theirs: 'The host says',
  note: 'Note',
};
const MARK: Readonly<Record<DialogueLine['from'], string>> = { ours: '→', theirs: '←', note: '·' };

export function DialogueLines({ held }: { readonly held: HeldDialogue }) {
  const { lines, state, outcome } = held;
  const said = useRef<HTMLOListElement>(null);
  const count = lines.length;
  useEffect(() => {
    if (count > 0) said.current?.scrollTo({ top: said.current.scrollHeight });
  }, [count]);
  return (
    <div className="dialogue">
      {/* Can be reached by the keyboard, to be scrolled. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above */}
      <ol tabIndex={0} aria-label="What was said" className="said" ref={said}>
        {lines.map(({ from, text }, i) => (
          // eslint-disable-next-line react/no-array-index-key -- lines are only added
          <li key={i} className={`by-${from}`}>
            <span aria-hidden="true">{MARK[from]}</span>
            <span className="sr">{WHO[from]}: </span>
            <StrangerText text={text} />
          </li>
        ))}
      </ol>
      <output className={`outcome ${state === 'bad' ? 'bad' : 'good'}`}>
        {state !== 'running' && (
          <>
            <Icon name={state === 'good' ? 'yes' : 'warn'} />
            <span>
              <StrangerText text={outcome} />
            </span>
          </>
        )}
      </output>
    </div>
  );
}
