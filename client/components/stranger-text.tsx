/**
 * Text that a stranger wrote: addresses, HELO names, logon names, replies.
 *
 * Promise: it is shown as text, in an order of its own (`bdi`), and what would be invisible or turn
 * the line around (controls, direction marks, lone surrogates) is written out, as in \u202e.
 */
import type { ReactNode } from 'react';
import { escaped, UNSEEN, writtenOut } from './written-out.js';

export function StrangerText({ text, mono }: { readonly text: string; readonly mono?: boolean }) {
  return (
    <bdi className={mono ? 'm' : undefined} title={writtenOut(text)}>
      {pieces(text)}
    </bdi>
  );
}

interface StrangerLinesProps {
  readonly label: string;
  readonly text: string;
}

/** Several lines of it. They can be reached by the keyboard, to be scrolled. */
export function StrangerLines({ label, text }: StrangerLinesProps) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
    <section className="reply verbatim" tabIndex={0} aria-label={label}>
      {text.split(/\r\n|\r|\n/).map((line, i) => (
        // eslint-disable-next-line react/no-array-index-key -- lines of one text, never reordered
        <bdi key={i}>{pieces(line.replaceAll('\t', '    '))}</bdi>
      ))}
    </section>
  );
}

function pieces(text: string): ReactNode {
  if (!UNSEEN.test(text)) return text;
  return text.split(UNSEEN).map((piece, i) =>
    i % 2 === 1 ? (
      // eslint-disable-next-line react/no-array-index-key -- pieces of one text, never reordered
      <span className="esc" key={i}>
        {escaped(piece)}
      </span>
    ) : (
      piece
    ),
  );
}
