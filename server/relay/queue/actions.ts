/**
 * What an administrator does to messages: retry, hold, release, bounce, delete, for one, for a
 * selection or for all that a filter matches. Each is a job with progress that can be stopped.
 *
 * Promise: what a job says it changed stands on the disk; a recipient whose attempt is under way is
 * changed when that attempt has not ended it.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { QueueAction, QueueJob } from '../../../shared/api/queue.js';
import type { Delivery } from '../../../shared/api/delivery.js';
import type { NextHop } from '../../../shared/engine/decision.js';
import { hasEnded } from '../../store/spool/state.js';
import type { Destination } from './destination.js';
import { isWaiting, redirect, type Entry, type QueuedRecipient } from './entry.js';
import type { QueueLog } from './queue-options.js';
import type { Reports } from './reports.js';
import { BY_HAND, moveTo, type Settlement } from './settlement.js';
import { applyMoves, type NewEntry, type Settler } from './settler.js';

interface ActionsOptions {
  readonly settings: () => Delivery;
  readonly now: () => number;
  readonly log: QueueLog;
  readonly reports: Reports;
  readonly settler: Settler;
  readonly route: (address: string) => { nextHop: NextHop } | null;
  readonly destination: (nextHop: NextHop) => Destination;
  /** Has it tried, and its destinations woken. */
  readonly retry: (entry: Entry) => void;
  /** It has changed: it waits again, or has ended. */
  readonly onChange: (entry: Entry, reports: readonly NewEntry[]) => void;
}

interface Job extends Omit<QueueJob, 'total'> {
  total: number;
  state: QueueJob['state'];
  done: number;
  changed: number;
  delivered: number;
  deferred: number;
  failed: number;
}

/** A job with what it has changed, and what waits for its end. */
interface Begun {
  readonly job: Job;
  readonly changed: string[];
  readonly onEnd: (() => void)[];
}

/** Messages changed before the others get a turn. */
const AT_ONCE = 100;
/** Jobs remembered, for their progress and to undo them. */
const MOST_JOBS = 50;

export class Actions {
  readonly #options: ActionsOptions;
  readonly #jobs = new Map<string, Begun>();
  /** Retries whose outcome a job counts. */
  readonly #awaited = new Map<Entry, Job>();
  #count = 0;

  constructor(options: ActionsOptions) {
    this.#options = options;
  }

  job(id: string): QueueJob | null {
    return this.#jobs.get(id)?.job ?? null;
  }

  /** Ids of the messages that a job changed; null for a job that is not known. */
  changedBy(id: string): readonly string[] | null {
    return this.#jobs.get(id)?.changed ?? null;
  }

  /** Resolves when the job has ended, or after so many milliseconds. */
  async ended(id: string, within: number): Promise<void> {
    const begun = this.#jobs.get(id);
    if (begun?.job.state !== 'running') return;
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, within);
      begun.onEnd.push(() => {
        clearTimeout(late);
        resolve();
      });
    });
  }

  stop(id: string): QueueJob | null {
    const job = this.#jobs.get(id)?.job;
    if (!job) return null;
    if (job.state === 'running') this.#end(job, 'stopped');
    for (const [entry, of] of this.#awaited) if (of === job) this.#awaited.delete(entry);
    return job;
  }

  /** `by`: who asked, for the log. */
  begin(action: QueueAction, entries: readonly Entry[], by: string): QueueJob {
    const id = `${Date.now().toString(36)}-${(this.#count += 1)}`;
    const figures = { done: 0, changed: 0, delivered: 0, deferred: 0, failed: 0 };
    const job: Job = { id, action, state: 'running', total: entries.length, ...figures };
    const changed: string[] = [];
    this.#jobs.set(id, { job, changed, onEnd: [] });
    for (const old of this.#jobs.keys()) {
      if (this.#jobs.size <= MOST_JOBS) break;
      this.#jobs.delete(old);
    }
    this.#options.log.info(`queue: ${action} of ${entries.length} messages by ${by}`);
    void this.#run(job, entries, changed, by);
    return job;
  }

  /** An attempt has ended: counted for the job that asked for it. */
  tried(entry: Entry, { moves }: Settlement): void {
    const job = this.#awaited.get(entry);
    if (!job) return;
    for (const { state } of moves) {
      if (state === 'delivered') job.delivered += 1;
      else if (state === 'deferred') job.deferred += 1;
      else if (state === 'bounced') job.failed += 1;
    }
    if (entry.recipients.some(({ state, isLined }) => state === 'active' || isLined)) return;
    this.#awaited.delete(entry);
    this.#advance(job);
  }

  /** A destination is left alone for a while: what waits for it counts as deferred again. */
  rests(destination: Destination): void {
    for (const [entry, job] of this.#awaited) {
      const open = entry.recipients.filter(({ state }) => !hasEnded(state));
      if (open.some((each) => each.destination !== destination || each.state === 'active'))
        continue;
      job.deferred += open.length;
      this.#awaited.delete(entry);
      this.#advance(job);
    }
  }

  async #run(job: Job, entries: readonly Entry[], changed: string[], by: string): Promise<void> {
    for (let from = 0; from < entries.length && job.state === 'running'; from += AT_ONCE) {
      const part = entries.slice(from, from + AT_ONCE);
      await Promise.all(
        part.map(async (entry) => {
          const did = await this.#act(job, entry, by);
          if (did) {
            job.changed += 1;
            changed.push(entry.message.queueId);
          }
          if (!this.#awaited.has(entry)) this.#advance(job);
        }),
      );
      await turn();
    }
    if (job.total === 0) this.#end(job, 'done');
  }

  #advance(job: Job): void {
    job.done += 1;
    if (job.done >= job.total && job.state === 'running') this.#end(job, 'done');
  }

  #end(job: Job, state: 'done' | 'stopped'): void {
    job.state = state;
    for (const tell of this.#jobs.get(job.id)?.onEnd.splice(0) ?? []) tell();
  }

  /** Whether it changed anything. */
  async #act(job: Job, entry: Entry, by: string): Promise<boolean> {
    switch (job.action) {
      case 'retry':
        return this.#retry(job, entry);
      case 'hold':
        return await this.#move(entry, 'held', `held by ${by}`);
      case 'release':
        return await this.#release(entry);
      case 'delete':
        return await this.#move(entry, 'removed', `removed by ${by}`);
      case 'bounce':
        return await this.#bounce(entry);
    }
  }

  #retry(job: Job, entry: Entry): boolean {
    if (!entry.recipients.some(({ state }) => isWaiting(state))) return false;
    this.#awaited.set(entry, job);
    this.#options.retry(entry);
    return true;
  }

  async #move(entry: Entry, state: 'held' | 'removed', why: string): Promise<boolean> {
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
    this.#options.onChange(entry, await this.#options.settler.settle(entry, { moves }));
    return true;
  }

  async #release(entry: Entry): Promise<boolean> {
    if (entry.wanted === 'held') entry.wanted = null;
    const held = entry.recipients.filter(
      (each) => each.state === 'held' && this.#mended(entry, each),
    );
    if (held.length === 0) return false;
    const now = this.#options.now();
    const moves = held.map((each) =>
      moveTo(each, each.attempts === 0 ? 'queued' : 'deferred', {
        nextTry: now,
        lastReply: each.lastReply,
      }),
    );
    applyMoves(entry, moves);
    this.#options.onChange(entry, await this.#options.settler.settle(entry, { moves }));
    return true;
  }

  /** One whose next hop could not be read goes where the rules send it now. */
  #mended(entry: Entry, recipient: QueuedRecipient): boolean {
    if (!recipient.isDamaged) return true;
    const route = this.#options.route(recipient.address);
    if (!route) return false;
    redirect(entry, recipient, route.nextHop, this.#options.destination(route.nextHop));
    return true;
  }

  async #bounce(entry: Entry): Promise<boolean> {
    const ending = entry.recipients.filter(({ state }) => !hasEnded(state) && state !== 'active');
    if (entry.recipients.some(({ state }) => state === 'active')) entry.wanted = 'bounced';
    if (ending.length === 0) return entry.wanted === 'bounced';
    const { settings, now, settler, reports } = this.#options;
    const moves = ending.map((each) =>
      moveTo(each, 'bounced', { nextTry: now(), lastReply: BY_HAND.reply }),
    );
    const fates = ending.map((recipient) => ({ recipient, outcome: BY_HAND, expired: false }));
    applyMoves(entry, moves);
    const report = await reports('failure', entry, fates, settings());
    this.#options.onChange(
      entry,
      await settler.settle(entry, { moves, reports: report ? [report] : [] }),
    );
    return true;
  }
}
