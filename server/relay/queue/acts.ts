/**
 * What an administrator does to one message: hold, release, bounce, delete.
 *
 * Promise: a recipient whose attempt is under way is changed when that attempt has not ended it.
 */
import type { Delivery } from '../../../shared/api/delivery.js';
import type { QueueAction } from '../../../shared/api/queue.js';
import type { NextHop } from '../../../shared/engine/decision.js';
import { hasEnded } from '../../store/spool/state.js';
import type { Settled } from '../../store/spool/spooled.js';
import type { Destination } from './destination.js';
import { isWaiting, redirect, type Entry, type QueuedRecipient } from './entry.js';
import type { Reports } from './reports.js';
import { BY_HAND, moveTo } from './settlement.js';
import { applyMoves, type NewEntry, type Settler } from './settler.js';

export interface ActsOptions {
  readonly settings: () => Delivery;
  readonly now: () => number;
  readonly reports: Reports;
  readonly settler: Settler;
  readonly route: (address: string) => { nextHop: NextHop } | null;
  readonly destination: (nextHop: NextHop) => Destination;
  /** It has changed: it waits again, or has ended. */
  readonly onChange: (entry: Entry, reports: readonly NewEntry[]) => void;
}

/** Each resolves with whether it changed anything, once that is on the disk. `by`: who asked. */
export type Acts = Readonly<
  Record<Exclude<QueueAction, 'retry'>, (entry: Entry, by: string) => Promise<boolean>>
>;

export function acts({ settings, now, reports, settler, ...options }: ActsOptions): Acts {
  return {
    hold: (entry, by) => move(entry, 'held', `held by ${by}`),
    delete: (entry, by) => move(entry, 'removed', `removed by ${by}`),
    release,
    bounce,
  };

  async function move(entry: Entry, state: 'held' | 'removed', why: string): Promise<boolean> {
    const changing = entry.recipients.filter(
      (each) => isWaiting(each.state) || (state === 'removed' && each.state === 'held'),
    );
    const isActive = entry.recipients.some((each) => each.state === 'active');
    if (isActive) entry.wanted = state;
    if (changing.length === 0) return isActive;
    const moves = changing.map((each) =>
      moveTo(each, state, { nextTry: each.nextTry, lastReply: why }),
    );
    applyMoves(entry, moves);
    await write(entry, { moves });
    return true;
  }

  async function release(entry: Entry): Promise<boolean> {
    if (entry.wanted === 'held') entry.wanted = null;
    const held = entry.recipients.filter((each) => each.state === 'held' && mended(entry, each));
    if (held.length === 0) return false;
    const moves = held.map((each) =>
      moveTo(each, each.attempts === 0 ? 'queued' : 'deferred', {
        nextTry: now(),
        lastReply: each.lastReply,
      }),
    );
    applyMoves(entry, moves);
    await write(entry, { moves });
    return true;
  }

  /** One whose next hop could not be read goes where the rules send it now. */
  function mended(entry: Entry, recipient: QueuedRecipient): boolean {
    if (!recipient.isDamaged) return true;
    const route = options.route(recipient.address);
    if (!route) return false;
    redirect(entry, recipient, route.nextHop, options.destination(route.nextHop));
    return true;
  }

  async function bounce(entry: Entry): Promise<boolean> {
    const ending = entry.recipients.filter(({ state }) => !hasEnded(state) && state !== 'active');
    if (entry.recipients.some(({ state }) => state === 'active')) entry.wanted = 'bounced';
    if (ending.length === 0) return entry.wanted === 'bounced';
    const moves = ending.map((each) =>
      moveTo(each, 'bounced', { nextTry: now(), lastReply: BY_HAND.reply }),
    );
    const fates = ending.map((recipient) => ({ recipient, outcome: BY_HAND, expired: false }));
    applyMoves(entry, moves);
    const report = await reports('failure', entry, fates, settings());
    await write(entry, { moves, reports: report ? [report] : [] });
    return true;
  }

  async function write(entry: Entry, settled: Pick<Settled, 'moves'> & Partial<Settled>) {
    options.onChange(entry, await settler.settle(entry, { ...settled, flushed: true }));
  }
}
