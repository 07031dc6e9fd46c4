/**
 * Replies without what differs from row to row, so that the log keeps each wording once: the recipient
 * and the reference, which stand in the row already.
 */
import { referenceFromNumber } from '../../../shared/smtp/reference.js';
import { printable } from '../../../shared/smtp/reply.js';

interface Parts {
  readonly number: number;
  readonly recipient: string;
  readonly given: string | null;
}

/** Controls never stand in a reply. */
const [RECIPIENT, GIVEN, REFERENCE] = ['\u0001', '\u0002', '\u0003'];

export function patternOf(reply: string, { number, recipient, given }: Parts): string {
  const named = replaceLast(reply, referenceFromNumber(number), REFERENCE);
  if (given === null) return replaceLast(named, printable(recipient), RECIPIENT);
  const asGiven = replaceLast(named, printable(given), GIVEN);
  return asGiven === named ? replaceLast(named, printable(recipient), RECIPIENT) : asGiven;
}

export function replyOf(pattern: string, { number, recipient, given }: Parts): string {
  return pattern
    .replace(REFERENCE, () => referenceFromNumber(number))
    .replace(GIVEN, () => printable(given ?? recipient))
    .replace(RECIPIENT, () => printable(recipient));
}

function replaceLast(text: string, part: string, by: string): string {
  const place = part === '' ? -1 : text.lastIndexOf(part);
  return place < 0 ? text : text.slice(0, place) + by + text.slice(place + part.length);
}
