/**
 * One SMTP reply: what the relay sends, what the log keeps and what Try it shows.
 *
 * Promise: a line that `replyToText` returns holds no control characters and is under 512 octets with
 * its CR LF (RFC 5321 4.5.3.1.5), whatever a peer managed to get into it.
 */
import { cutOctets, utf8Length } from '../address/octets.js';
import type { Reply } from '../engine/decision.js';

const PLAIN = /^[\x20-\x7e]*$/;
const MOST_LINE = 510;
const MOST_ADDRESS = 200;

/** `550 5.7.1 text`, without CR LF. */
export function replyToText(reply: Reply): string {
  return cutOctets(`${reply.code} ${reply.enhanced} ${printable(reply.text)}`, MOST_LINE);
}

/** The reply with the reference at its end; the text gives way, never the reference. */
export function withReference(reply: Reply, ref: string): Reply {
  const tail = ` (ref ${ref})`;
  const head = `${reply.code} ${reply.enhanced} `;
  const text = cutOctets(printable(reply.text), MOST_LINE - utf8Length(head) - utf8Length(tail));
  return { ...reply, text: text + tail };
}

/** The reference at the end of a reply of ours; null where there is none. */
export function referenceAtEnd(text: string): string | null {
  return / \(ref ([0-9A-Z]{7})\)$/.exec(text.trimEnd())?.[1] ?? null;
}

/** An address inside a reply: cut to 200 octets, controls as `?`. */
export function quotedAddress(address: string): string {
  return `<${cutOctets(printable(address), MOST_ADDRESS)}>`;
}

/** One line: controls, line separators and invisible direction marks become `?`. */
export function printable(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.toWellFormed().replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cf}]/gu, '?');
}
