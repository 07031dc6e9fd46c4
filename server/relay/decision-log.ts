/**
 * The relay's side of the decision log: gives every decision its number and reference at once, and
 * hands the rows to the log's writer in batches, in the order in which they were decided.
 *
 * Promise: a row can be read within 500 ms. kill -9 loses at most the rows not handed over yet, and of
 * those none that accepted mail: they ride in the spool's commit and come back at the next start. What
 * a full disk refuses is tried again, in its order.
 * Known weakness: while it lasts only so many rows are kept in memory; the oldest go first.
 */
import { referenceFromNumber } from '../../shared/smtp/reference.js';
import type { DecisionCommands } from '../store/decisions/writer-commands.js';
import type { StoredDecision, StoredFate } from '../store/decisions/stored-decision.js';
import type { Writer } from '../store/writer.js';
import type { DecisionRecorder } from './smtp/front.js';

const BLOCK = 100_000;
const FLUSH_MS = 50;
const MOST_IN_BATCH = 1000;
const SETTLE_MS = 15_000;
/** Rows that wait for a log that cannot be written, and how often that is tried (milliseconds). */
const MOST_KEPT = 20_000;
const RETRY_MS = 1000;

/** Where the decisions of accepted mail wait until the log has them for good. */
export interface CarriedDecisions {
  list(): Promise<readonly { readonly json: string }[]>;
  forget(upTo: number): Promise<unknown>;
}

export class DecisionLog implements DecisionRecorder {
  readonly #writer: Writer<DecisionCommands>;
  readonly #carried: CarriedDecisions;
  readonly #onFault: (error: Error) => void;
  readonly #onRow: (row: StoredDecision) => void;
  #number = 0;
  #end = 0;
  #following: { first: number; end: number } | null = null;
  #reserving = false;
  #batch: StoredDecision[] = [];
  #fates: StoredFate[] = [];
  #flushTimer: NodeJS.Timeout | null = null;
  /** One part at a time, so that none overtakes one that is tried again. */
  #flushing: Promise<boolean> | null = null;
  #isFaulty = false;
  #settleTimer: NodeJS.Timeout | null = null;

  constructor(
    writer: Writer<DecisionCommands>,
    carried: CarriedDecisions,
    onFault: (error: Error) => void,
    onRow: (row: StoredDecision) => void,
  ) {
    this.#writer = writer;
    this.#carried = carried;
    this.#onFault = onFault;
    this.#onRow = onRow;
  }

  /** Brings back what the spool carried and reserves the first numbers. */
  async start(): Promise<void> {
    const carried = await this.#carried.list();
    const rows = carried.map(({ json }) => JSON.parse(json) as StoredDecision);
    await this.#writer.call('append', rows);
    this.#number = await this.#writer.call('reserve', BLOCK);
    this.#end = this.#number + BLOCK;
    this.#settleTimer = setInterval(() => void this.#settle(), SETTLE_MS);
  }

  /** Hands over what is left. */
  async stop(): Promise<void> {
    if (this.#settleTimer) clearInterval(this.#settleTimer);
    if (this.#flushing) await this.#flushing;
    while (!this.#isEmpty() && (await this.#flush()));
    if (this.#flushTimer) clearTimeout(this.#flushTimer);
  }

  next(): { readonly number: number; readonly ref: string } {
    if (this.#number === this.#end) this.#nextBlock();
    const number = this.#number;
    this.#number += 1;
    if (this.#end - this.#number < BLOCK / 2) this.#reserve();
    return { number, ref: referenceFromNumber(number) };
  }

  record(row: StoredDecision): void {
    this.#batch.push(row);
    this.#onRow(row);
    if (this.#batch.length >= MOST_IN_BATCH && !this.#flushing && !this.#isFaulty) {
      void this.#flush();
    } else {
      this.#flushTimer ??= setTimeout(() => void this.#flush(), FLUSH_MS);
    }
  }

  /** What became of recipients that were taken in; it may be lost where refusals may. */
  ended(fates: readonly StoredFate[]): void {
    if (this.#fates.length + fates.length <= MOST_KEPT) this.#fates.push(...fates);
    this.#flushTimer ??= setTimeout(() => void this.#flush(), FLUSH_MS);
  }

  /** False when it could not be written. */
  #flush(): Promise<boolean> {
    if (this.#flushTimer) clearTimeout(this.#flushTimer);
    this.#flushTimer = null;
    this.#flushing ??= this.#write().finally(() => {
      this.#flushing = null;
      if (this.#isEmpty()) return;
      const wait = this.#isFaulty ? RETRY_MS : FLUSH_MS;
      this.#flushTimer ??= setTimeout(() => void this.#flush(), wait);
    });
    return this.#flushing;
  }

  async #write(): Promise<boolean> {
    const rows = this.#batch;
    const fates = this.#fates;
    this.#batch = [];
    this.#fates = [];
    try {
      await Promise.all([
        rows.length > 0 && this.#writer.call('append', rows),
        fates.length > 0 && this.#writer.call('end', fates),
      ]);
      this.#isFaulty = false;
      return true;
    } catch (error) {
      // What was written after all is left alone when it comes again.
      this.#batch = [...rows, ...this.#batch].slice(-MOST_KEPT);
      this.#fates = [...fates, ...this.#fates].slice(-MOST_KEPT);
      if (!this.#isFaulty) this.#onFault(error as Error);
      this.#isFaulty = true;
      return false;
    }
  }

  #isEmpty(): boolean {
    return this.#batch.length === 0 && this.#fates.length === 0;
  }

  #nextBlock(): void {
    if (!this.#following) throw new Error('The decision log gives no more numbers.');
    this.#number = this.#following.first;
    this.#end = this.#following.end;
    this.#following = null;
  }

  #reserve(): void {
    if (this.#following || this.#reserving) return;
    this.#reserving = true;
    this.#writer
      .call('reserve', BLOCK)
      .then((first) => {
        this.#following = { first, end: first + BLOCK };
      }, this.#onFault)
      .finally(() => {
        this.#reserving = false;
      });
  }

  async #settle(): Promise<void> {
    try {
      const settled = await this.#writer.call('settled', null);
      if (settled > 0) await this.#carried.forget(settled);
    } catch (error) {
      this.#onFault(error as Error);
    }
  }
}
