/**
 * Text that a stranger wrote: addresses, HELO names, logon names, replies.
 *
 * Promise: it is shown as text, in an order of its own (`bdi`), and what would be invisible or turn
 * the line around (controls, direction marks, lone surrogates) is written out, as in \u202e.
 */
import type { ReactNode } from 'react';

const UNSEEN = /((?:[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]|\p{Default_Ignorable_Code_Point})+)/u;

export function StrangerText({ text, mono }: { readonly text: string; readonly mono?: boolean }) {
  return (
    <bdi className={mono ? 'm' : undefined} title={writtenOut(text)}>
      {pieces(text)}
    </bdi>
  );
}

/** The same for places that take only a string, such as `title`. */
export function writtenOut(text: string): string {
  return text
    .split(UNSEEN)
    .map((piece, i) => (i % 2 === 1 ? escaped(piece) : piece))
    .join('');
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

function escaped(piece: string): string {
  return Array.from({ length: piece.length }, (_, i) => {
    const code = piece.charCodeAt(i).toString(16);
    return `\\u${code.padStart(4, '0')}`;
  }).join('');
}
