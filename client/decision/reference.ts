/** References as people hand them on: `7F3K2QX`, `ref 7f3k2qx`, `(ref 7F3K2QX)`. */
import { numberFromReference, referenceFromNumber } from '../../shared/smtp/reference.js';

/**
 * The reference that a text is, as it was issued; null for any other. A word of seven letters in lower
 * case may be a name as well: that is none, and the log, which looks for references too, is to tell.
 */
export function referenceIn(text: string): string | null {
  const [, said, written = ''] = /^\s*\(?\s*(ref\.?\s+)?(\w{7})\s*\)?\s*$/i.exec(text) ?? [];
  const number = numberFromReference(written);
  if (number === null) return null;
  const reference = referenceFromNumber(number);
  return said || /\d/.test(written) || written === reference ? reference : null;
}

/** The reference that a text must be, since nothing else is looked for: letters in lower case do as well. */
export function referenceTyped(text: string): string | null {
  return referenceIn(text) ?? referenceIn(`ref ${text.trim()}`);
}
