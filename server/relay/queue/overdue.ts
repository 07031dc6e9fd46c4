/**
 * What happens to a message because of its age alone, whether it is tried or not: its sender is told
 * once that it is late, and what has waited too long is given up. Held recipients wait without end.
 */
import type { Delivery } from '../../../shared/api/delivery.js';
import { isWaiting, type Entry, type QueuedRecipient } from './entry.js';
import type { QueueLog, QueueWatch } from './queue-options.js';
import type { Reports } from './reports.js';
import { expiryLine, moveTo, type Fate } from './settlement.js';
import { applyMoves, type NewEntry, type Settler } from './settler.js';

interface OverdueOptions {
  readonly settings: () => Delivery;
  readonly now: () => number;
  readonly log: QueueLog;
  readonly reports: Reports;
  readonly settler: Settler;
  readonly watch?: QueueWatch;
}

const NEVER_TRIED = '4.4.7 it could not be tried in time';

/** Looks at one message; resolves with the reports that this brought into the spool. */
export type Overdue = (entry: Entry) => Promise<readonly NewEntry[]> | null;

export function overdue({ settings, now, log, reports, settler, watch }: OverdueOptions): Overdue {
  return (entry) => {
    const { expireAfter, warnAfter } = settings();
    const age = now() - entry.message.receivedAt;
    const isLate = warnAfter > 0 && age >= warnAfter * 1000 && !entry.warned;
    const isExpired = age >= expireAfter * 1000;
    if (!isLate && !isExpired) return null;
    const waiting = entry.recipients.filter(({ state }) => isWaiting(state));
    if (waiting.length === 0) return null;
    return isExpired ? giveUp(entry, waiting) : warn(entry, waiting);
  };

  async function giveUp(entry: Entry, waiting: readonly QueuedRecipient[]) {
    const moves = waiting.map((recipient) => moveTo(recipient, 'bounced'));
    const fates = fatesOf(waiting);
    applyMoves(entry, moves);
    log.info(expiryLine(entry.message.queueId, entry.message.sender), 'qmgr');
    watch?.expired(waiting.length);
    const report = await reports('failure', entry, fates, settings());
    return await settler.settle(entry, { moves, reports: report ? [report] : [] });
  }

  async function warn(entry: Entry, waiting: readonly QueuedRecipient[]) {
    entry.warned = true;
    const report = await reports('delay', entry, fatesOf(waiting), settings());
    return await settler.settle(entry, {
      moves: [],
      warned: true,
      reports: report ? [report] : [],
    });
  }
}

function fatesOf(recipients: readonly QueuedRecipient[]): Fate[] {
  return recipients.map((recipient) => ({
    recipient,
    outcome: { kind: 'deferred', reply: recipient.lastReply || NEVER_TRIED },
    expired: true,
  }));
}
