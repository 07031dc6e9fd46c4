/**
 * Makes something safe and standard of what a next hop said: one line, a status (RFC 3463), and the
 * line in the log.
 */
import { cutOctets } from '../../../shared/address/octets.js';
import { printable } from '../../../shared/smtp/reply.js';
import type { Outcome } from './courier.js';

const MOST_REPLY = 1000;
const CLASS = { delivered: '2', deferred: '4', failed: '5' } as const;

/** A reply as one line without controls, never empty. */
export function safeReply(reply: string): string {
  const line = printable(reply.replace(/\s+/g, ' ')).trim();
  return cutOctets(line, MOST_REPLY) || 'no reply';
}

/** Whether a reply is a next hop's, not a finding of ours. */
export function isRemote(reply: string): boolean {
  return /^[2-5]\d\d\b/.test(reply);
}

/** The status of an outcome: its class is the outcome's, whatever the reply claims. */
export function statusOf({ kind, reply }: Outcome): string {
  const detail = /^(?:[2-5]\d\d[ -])?[245]\.(\d{1,3}\.\d{1,3})(?![\d.])/.exec(reply)?.[1];
  return `${CLASS[kind]}.${detail ?? '0.0'}`;
}

const WORD = { delivered: 'sent', deferred: 'deferred', failed: 'bounced' } as const;

/** Milliseconds since 1970. */
interface Times {
  readonly receivedAt: number;
  /** Of this attempt. */
  readonly began: number;
  readonly now: number;
}

/**
 * `QID: to=<a@b>, relay=h[ip]:25, delay=1.2, delays=0/1/0/0.2, dsn=2.0.0, status=sent (250 …)`. Of the delays the
 * second is the wait in the queue and the last the attempt, connecting included.
 */
export function outcomeLine(
  queueId: string,
  recipient: string,
  outcome: Outcome,
  { receivedAt, began, now }: Times,
): string {
  const to = `${queueId}: to=<${printable(recipient)}>, relay=${printable(outcome.host ?? 'none')}`;
  const delays = `0/${secondsToText(began - receivedAt)}/0/${secondsToText(now - began)}`;
  const delay = secondsToText(now - receivedAt);
  const figures = `delay=${delay}, delays=${delays}, dsn=${statusOf(outcome)}`;
  return `${to}, ${figures}, status=${WORD[outcome.kind]} (${safeReply(outcome.reply)})`;
}

/** Two figures below ten seconds, as Postfix writes them. */
function secondsToText(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  return String(seconds < 10 ? Number(seconds.toPrecision(2)) : Math.round(seconds));
}
