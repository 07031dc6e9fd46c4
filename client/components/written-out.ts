/**
 * What would be invisible in a stranger's text, turn the line around, or stand on top of its neighbours (marks
 * heaped on one letter), written out as in \u202e.
 */
export const UNSEEN =
  /((?:[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]|\p{Default_Ignorable_Code_Point}|(?<=\p{M}{4})\p{M})+)/u;

/** For places that take only a string, such as `title`. */
export function writtenOut(text: string): string {
  return text
    .split(UNSEEN)
    .map((piece, i) => (i % 2 === 1 ? escaped(piece) : piece))
    .join('');
}

export function escaped(piece: string): string {
  return Array.from({ length: piece.length }, (_, i) => {
    const code = piece.charCodeAt(i).toString(16);
    return `\\u${code.padStart(4, '0')}`;
  }).join('');
}
