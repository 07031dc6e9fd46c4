/**
 * Writes down what became of recipients and moves them in memory, in the order in which it happened.
 *
 * Promise: while the spool cannot be written (full disk) it goes on trying, so that nothing is sent
 * twice meanwhile; only when the relay stops before that is a delivery repeated.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredFate } from '../../store/decisions/stored-decision.js';
import type { Accepted, Move, Settled } from '../../store/spool/spooled.js';
import { hasEnded } from '../../store/spool/state.js';
import type { Spool } from '../../store/spool/spool.js';
import type { BodyStore } from './body-store.js';
import { enter, isDone, type Entry } from './entry.js';
import type { QueueLog } from './queue-options.js';

/** A report that now stands in the spool, to be queued. */
export interface NewEntry {
  readonly number: number;
  readonly accepted: Accepted;
}

interface SettlerOptions {
  readonly spool: Spool;
  readonly bodies: BodyStore;
  readonly log: QueueLog;
  readonly signal: AbortSignal;
  /** Told of recipients that have ended, once that is in the spool. */
  readonly ended: (fates: readonly StoredFate[]) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Before an outcome that could not be written is written again (milliseconds). Short, since until then a crash
 * brings a message a second time; few wait at once, for each holds its place among the deliveries.
 */
const WAIT_MS = 500;
/** It is said of every so many attempts. */
const SAID_OF = 60;

/** Moves recipients at once, in memory. */
export function applyMoves(entry: Entry, moves: readonly Move[]): void {
  for (const { position, state, attempts, nextTry, lastReply } of moves) {
    const recipient = entry.recipients[position]!;
    if (recipient.state !== state) enter(entry, recipient, state);
    recipient.attempts = attempts;
    recipient.nextTry = nextTry;
    recipient.lastReply = lastReply;
  }
}

export class Settler {
  readonly #options: SettlerOptions;

  constructor(options: SettlerOptions) {
    this.#options = options;
  }

  /** Writes moves that have been applied; a message whose recipients have all ended goes. */
  async settle(
    entry: Entry,
    settled: Pick<Settled, 'moves'> & Partial<Settled>,
  ): Promise<NewEntry[]> {
    const { number } = entry;
    const done = isDone(entry);
    const flushed = settled.flushed || (done && entry.message.inFile);
    const whole = { reports: [], ...settled, number, done, flushed };
    const writing = entry.settling
      ? entry.settling.then(() => this.#write(entry, whole))
      : this.#write(entry, whole);
    entry.settling = writing;
    const numbers = await writing;
    if (numbers) this.#options.ended(fatesOf(entry, whole, this.#options.now()));
    if (entry.settling === writing) entry.settling = null;
    if (!numbers) return [];
    if (done) await this.#remove(entry);
    return numbers.map((each, index) => ({ number: each, accepted: whole.reports[index]! }));
  }

  /** Null when the relay stopped before it was written. */
  async #write({ message }: Entry, settled: Settled): Promise<readonly number[] | null> {
    const { spool, log, signal } = this.#options;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await spool.call('settle', settled);
      } catch (error) {
        const { message: why } = error as Error;
        if (attempt % SAID_OF === 0) {
          log.error(`${message.queueId}: the outcome could not be written: ${why}`);
        }
        if (signal.aborted) return null;
        await sleep(WAIT_MS, null, { signal }).catch(() => undefined);
      }
    }
  }

  async #remove({ message }: Entry): Promise<void> {
    const { bodies, log } = this.#options;
    log.info(`${message.queueId}: removed`, 'qmgr');
    if (!message.inFile) return;
    try {
      await bodies.remove(message.queueId);
    } catch (error) {
      log.error(`${message.queueId}: its body was not removed: ${(error as Error).message}`);
    }
  }
}

function fatesOf(entry: Entry, { moves, attempts = [] }: Settled, now: number): StoredFate[] {
  const { queueId, received } = entry.message;
  // Our own reports came in through no session: no decision is theirs.
  if (received.session === undefined) return [];
  return moves.flatMap(({ position, state, attempts: count, lastReply }) => {
    if (!hasEnded(state)) return [];
    const attempt = attempts.find((each) => each.position === position);
    const { address } = entry.recipients[position]!;
    return [
      {
        queueId,
        recipient: address,
        state,
        at: attempt?.at ?? now,
        attempts: count,
        host: attempt?.host ?? null,
        reply: lastReply,
      },
    ];
  });
}
