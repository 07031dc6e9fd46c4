/** What follows from the outcomes of one job: the recipients' moves, the log's lines, who is told what. */
import type { Delivery } from '../../../shared/api/delivery.js';
import { printable } from '../../../shared/smtp/reply.js';
import type { Attempt, Move } from '../../store/spool/spooled.js';
import type { StoredState } from '../../store/spool/state.js';
import type { Outcome } from './courier.js';
import type { Batch, Entry, QueuedRecipient } from './entry.js';
import { outcomeLine, safeReply } from './outcome.js';

/** A recipient whose fate the sender may be told, and why. */
export interface Fate {
  readonly recipient: Pick<QueuedRecipient, 'address' | 'notify' | 'orcpt'>;
  readonly outcome: Outcome;
  readonly expired: boolean;
}

export interface Settlement {
  readonly moves: readonly Move[];
  readonly attempts: readonly Attempt[];
  readonly failures: readonly Fate[];
  readonly successes: readonly Fate[];
  readonly lines: readonly string[];
  /** The line about a message that is given up; null where it is not. */
  readonly expiry: string | null;
}

/** Seconds, as the delivery settings have them. */
export type RetrySettings = Pick<Delivery, 'retry' | 'expireAfter'>;

const NO_OUTCOME: Outcome = {
  kind: 'deferred',
  reply: '4.3.0 The delivery ended without an answer',
};
export const BY_HAND: Outcome = {
  kind: 'failed',
  reply: '5.7.1 returned by the administrator of this server',
};

/**
 * `aborted`: the relay stops; what is not answered yet stays as it was, and its attempt does not
 * count. `began`, of this attempt, and `now` in milliseconds since 1970.
 */
export function settlementOf(
  { entry, recipients }: Batch,
  outcomes: ReadonlyMap<string, Outcome>,
  { retry, expireAfter }: RetrySettings,
  { began, now, aborted }: { began: number; now: number; aborted: boolean },
): Settlement {
  const { queueId, receivedAt, sender } = entry.message;
  const expiresAt = receivedAt + expireAfter * 1000;
  const moves: Move[] = [];
  const attempts: Attempt[] = [];
  const failures: Fate[] = [];
  const successes: Fate[] = [];
  const lines: string[] = [];
  let anyExpired = false;
  for (const recipient of recipients) {
    const outcome = outcomes.get(recipient.address) ?? NO_OUTCOME;
    const unanswered = aborted && outcome.kind === 'deferred';
    if (unanswered && entry.wanted === null) continue;
    if (!unanswered) {
      lines.push(outcomeLine(queueId, recipient.address, outcome, { receivedAt, began, now }));
      attempts.push(attemptOf(recipient, outcome, now));
    }
    const move = moveOf(entry, recipient, outcome, { retry, expiresAt, now });
    moves.push(move);
    if (move.state === 'delivered') successes.push({ recipient, outcome, expired: false });
    if (move.state !== 'bounced') continue;
    const byHand = outcome.kind === 'deferred' && entry.wanted === 'bounced';
    const expired = outcome.kind === 'deferred' && !byHand;
    anyExpired ||= expired;
    failures.push({ recipient, outcome: byHand ? BY_HAND : outcome, expired });
  }
  const expiry = anyExpired ? expiryLine(queueId, sender) : null;
  return { moves, attempts, failures, successes, lines, expiry };
}

/** The line in Postfix's shape when a message is given up. */
export function expiryLine(queueId: string, sender: string): string {
  return `${queueId}: from=<${printable(sender)}>, status=expired, returned to sender`;
}

/** A move that no attempt stands behind. */
export function moveTo(
  recipient: QueuedRecipient,
  state: StoredState,
  { nextTry, lastReply }: Pick<QueuedRecipient, 'nextTry' | 'lastReply'> = recipient,
): Move {
  const { position, attempts } = recipient;
  return { position, state, attempts, nextTry, lastReply };
}

function attemptOf({ position, attempts }: QueuedRecipient, outcome: Outcome, at: number): Attempt {
  const { kind, host = null, reply } = outcome;
  return { position, attempt: attempts + 1, at, outcome: kind, host, reply: safeReply(reply) };
}

function moveOf(
  { wanted }: Entry,
  { position, attempts: before }: QueuedRecipient,
  { kind, reply }: Outcome,
  { retry, expiresAt, now }: { retry: readonly number[]; expiresAt: number; now: number },
): Move {
  const attempts = before + 1;
  const ended = { position, attempts, nextTry: now, lastReply: safeReply(reply) };
  if (kind === 'delivered') return { ...ended, state: 'delivered' };
  if (kind === 'failed') return { ...ended, state: 'bounced' };
  if (wanted) return { ...ended, state: wanted };
  if (now >= expiresAt) return { ...ended, state: 'bounced' };
  const seconds = retry[Math.min(attempts, retry.length) - 1]!;
  // A last attempt is made when the time is up, not at the interval after it.
  return { ...ended, state: 'deferred', nextTry: Math.min(now + seconds * 1000, expiresAt) };
}
