/** What follows from the outcomes of one job: the recipients' moves, the log's lines, who gets a bounce. */
import type { Delivery } from '../../../shared/api/delivery.js';
import { printable } from '../../../shared/smtp/reply.js';
import type { Move } from '../../store/spool/spooled.js';
import type { Outcome } from './courier.js';
import type { Batch, QueuedRecipient } from './entry.js';
import { outcomeLine, safeReply } from './outcome.js';

/** A recipient that gets no more attempts, and why. */
export interface Failure {
  readonly address: string;
  readonly outcome: Outcome;
  readonly expired: boolean;
}

export interface Settlement {
  readonly moves: readonly Move[];
  readonly failures: readonly Failure[];
  readonly lines: readonly string[];
}

const NO_OUTCOME: Outcome = {
  kind: 'deferred',
  reply: '4.3.0 The delivery ended without an answer',
};

/**
 * `aborted`: the relay stops; what is not answered yet stays as it was, and its attempt does not
 * count. `now` in milliseconds since 1970.
 */
export function settlementOf(
  { entry, recipients }: Batch,
  outcomes: ReadonlyMap<string, Outcome>,
  { retry, expireAfter }: Pick<Delivery, 'retry' | 'expireAfter'>,
  { now, aborted }: { now: number; aborted: boolean },
): Settlement {
  const { queueId, receivedAt, sender } = entry.message;
  const expiresAt = receivedAt + expireAfter * 1000;
  const moves: Move[] = [];
  const failures: Failure[] = [];
  const lines: string[] = [];
  let anyExpired = false;
  for (const recipient of recipients) {
    const outcome = outcomes.get(recipient.address) ?? NO_OUTCOME;
    if (aborted && outcome.kind === 'deferred') continue;
    lines.push(outcomeLine(queueId, recipient.address, outcome, now - receivedAt));
    const move = moveOf(recipient, outcome, { retry, expiresAt, now });
    moves.push(move);
    if (move.state !== 'bounced') continue;
    const expired = outcome.kind === 'deferred';
    anyExpired ||= expired;
    failures.push({ address: recipient.address, outcome, expired });
  }
  if (anyExpired) {
    lines.push(`${queueId}: from=<${printable(sender)}>, status=expired, returned to sender`);
  }
  return { moves, failures, lines };
}

function moveOf(
  recipient: QueuedRecipient,
  { kind, reply }: Outcome,
  { retry, expiresAt, now }: { retry: readonly number[]; expiresAt: number; now: number },
): Move {
  const attempts = recipient.attempts + 1;
  const ended = {
    position: recipient.position,
    attempts,
    nextTry: now,
    lastReply: safeReply(reply),
  };
  if (kind === 'delivered') return { ...ended, state: 'delivered' };
  if (kind === 'failed' || now >= expiresAt) return { ...ended, state: 'bounced' };
  const seconds = retry[Math.min(attempts, retry.length) - 1]!;
  // A last attempt is made when the time is up, not at the interval after it.
  return { ...ended, state: 'deferred', nextTry: Math.min(now + seconds * 1000, expiresAt) };
}
