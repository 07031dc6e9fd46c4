/**
 * Actions on many messages: each is a job with progress that can be stopped.
 *
 * Promise: other work gets its turn every hundred messages; what a job says it changed stands on the disk.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { QueueAction, QueueJob } from '../../../shared/api/queue.js';
import { hasEnded } from '../../store/spool/state.js';
import { acts, type Acts, type ActsOptions } from './acts.js';
import type { Destination } from './destination.js';
import { isWaiting, type Entry } from './entry.js';
import type { QueueLog } from './queue-options.js';
import type { Settlement } from './settlement.js';

interface ActionsOptions extends ActsOptions {
  readonly log: QueueLog;
  /** Has it tried, and its destinations woken. */
  readonly retry: (entry: Entry) => void;
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

/** Messages changed before the others get a turn, and how many such parts are being written at once. */
const AT_ONCE = 100;
const MOST_PARTS = 5;
/** Jobs remembered, for their progress and to undo them. */
const MOST_JOBS = 50;
/** Looked at before the others get a turn. */
const SLICE = 2000;

export class Actions {
  readonly #options: ActionsOptions;
  readonly #acts: Acts;
  readonly #jobs = new Map<string, Begun>();
  /** Retries whose outcome a job counts. */
  readonly #awaited = new Map<Entry, Job>();
  #count = 0;

  constructor(options: ActionsOptions) {
    this.#options = options;
    this.#acts = acts(options);
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

  /** A message has changed otherwise: one that waits no more is not waited for either. */
  changed(entry: Entry): void {
    const job = this.#awaited.get(entry);
    if (!job || entry.recipients.some(({ state }) => state === 'active' || isWaiting(state)))
      return;
    this.#awaited.delete(entry);
    this.#advance(job);
  }

  /** A destination is left alone for a while: what waits for it counts as deferred again. */
  async rests(destination: Destination): Promise<void> {
    const { restsUntil, entries } = destination;
    if (this.#awaited.size === 0) return;
    let looked = 0;
    for (const entry of entries) {
      if ((looked += 1) % SLICE === 0) await turn();
      if (destination.restsUntil !== restsUntil) return;
      const job = this.#awaited.get(entry);
      if (!job) continue;
      const open = entry.recipients.filter(({ state }) => !hasEnded(state));
      if (open.some((each) => each.destination !== destination || each.state === 'active'))
        continue;
      job.deferred += open.length;
      this.#awaited.delete(entry);
      this.#advance(job);
    }
  }

  async #run(job: Job, entries: readonly Entry[], changed: string[], by: string): Promise<void> {
    const one = async (entry: Entry) => {
      if (await this.#act(job, entry, by)) {
        job.changed += 1;
        changed.push(entry.message.queueId);
      }
      if (this.#awaited.get(entry) !== job) this.#advance(job);
    };
    const parts: Promise<unknown>[] = [];
    for (let from = 0; from < entries.length && job.state === 'running'; from += AT_ONCE) {
      parts.push(Promise.all(entries.slice(from, from + AT_ONCE).map(one)));
      if (parts.length >= MOST_PARTS) await parts.shift();
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
    try {
      return job.action === 'retry'
        ? this.#retry(job, entry)
        : await this.#acts[job.action](entry, by);
    } catch (error) {
      // A fault of ours: the others go on.
      const { queueId } = entry.message;
      this.#options.log.error(`${queueId}: ${job.action} failed: ${(error as Error).stack}`);
      return false;
    }
  }

  #retry(job: Job, entry: Entry): boolean {
    if (!entry.recipients.some(({ state }) => isWaiting(state))) return false;
    const earlier = this.#awaited.get(entry);
    this.#awaited.set(entry, job);
    if (earlier) this.#advance(earlier);
    this.#options.retry(entry);
    return true;
  }
}
