/**
 * The queue: takes messages in, hands each to the courier when it is due, and writes down what
 * became of it, until every recipient has been delivered or bounced.
 *
 * Promise: once `commit` of an intake has resolved, the message is delivered, bounced or still here,
 * whatever ends the process. A recipient is delivered twice only when the process ends, or the next
 * hop's answer is lost, between the delivery and its record.
 * Known weakness: all that is queued stands in memory (without bodies): some 1 KB a message.
 */
import { setMaxListeners } from 'node:events';
import { printable } from '../../../shared/smtp/reply.js';
import type { Accepted } from '../../store/spool/spooled.js';
import { acceptedOf, uniqueRecipients } from './accepted.js';
import { BodyStore } from './body-store.js';
import { entryOf, isDone, type Entry } from './entry.js';
import { Intake, type Content, type Envelope } from './intake.js';
import { queueIds, type QueueIds } from './queue-id.js';
import type { QueueOptions } from './queue-options.js';
import { runner, type Runner } from './runner.js';
import { Schedule, type Bounds } from './schedule.js';

export interface Counts {
  /** Messages in the queue, whatever their state. */
  readonly queued: number;
  /** Jobs under way. */
  readonly active: number;
}

const BOUNDS: Bounds = { all: 200, perDestination: 20 };
/** Small bodies that came in and are not yet tried are kept in memory up to here (octets, all together). */
const MOST_BODIES = 32 * 1024 * 1024;

export class Queue {
  readonly #options: QueueOptions;
  readonly #now: () => number;
  readonly #ids: QueueIds;
  readonly #bodies: BodyStore;
  readonly #schedule: Schedule;
  readonly #runner: Runner;
  readonly #entries = new Map<string, Entry>();
  readonly #stopping = new AbortController();
  #bodyMemory = 0;

  constructor(options: QueueOptions) {
    // Every job under way listens to it.
    setMaxListeners(0, this.#stopping.signal);
    const { now = Date.now, bounds = BOUNDS, folder } = options;
    this.#options = options;
    this.#now = now;
    this.#ids = queueIds(now);
    this.#bodies = new BodyStore(folder.bodies);
    this.#runner = runner({
      ...options,
      now,
      bodies: this.#bodies,
      newQueueId: () => this.newQueueId(),
      signal: this.#stopping.signal,
    });
    this.#schedule = new Schedule(bounds, now, async (batch) => {
      const bounce = await this.#runner(batch);
      this.#forgetBody(batch.entry);
      if (isDone(batch.entry)) this.#entries.delete(batch.entry.message.queueId);
      else this.#schedule.add(batch.entry);
      if (bounce) this.#add(bounce);
    });
  }

  /** Takes up what an earlier run left, sweeps orphaned bodies, and begins to deliver. */
  async start(): Promise<void> {
    for (const recovered of await this.#options.spool.call('recover', undefined)) {
      const entry = entryOf(recovered);
      this.#entries.set(entry.message.queueId, entry);
      this.#ids.passOver(entry.message.queueId);
    }
    await this.#bodies.start((queueId) => this.#entries.has(queueId));
    for (const entry of this.#entries.values()) this.#schedule.add(entry);
    this.#schedule.start();
  }

  /**
   * Begins nothing more, gives what is under way `grace` milliseconds, then cuts it off: it stays in
   * the queue as it was.
   */
  async stop(grace = 5000): Promise<void> {
    const cut = setTimeout(() => this.#stopping.abort(), grace);
    await this.#schedule.stop();
    clearTimeout(cut);
    this.#stopping.abort();
  }

  newQueueId(): string {
    return this.#ids.next();
  }

  /** Takes in the message that has this id. */
  intake(queueId: string): Intake {
    return new Intake(queueId, this.#bodies, (content, envelope) =>
      this.#accept(content, envelope),
    );
  }

  counts(): Counts {
    return { queued: this.#entries.size, active: this.#schedule.active };
  }

  /** Looks at clock and settings again; new settings count from each recipient's next attempt. */
  reconsider(): void {
    this.#schedule.look();
  }

  async #accept(content: Content, envelope: Envelope): Promise<void> {
    const recipients = uniqueRecipients(envelope.recipients);
    const accepted = acceptedOf(content, { ...envelope, recipients }, this.#now());
    const number = await this.#options.spool.call('accept', accepted);
    const from = `${content.queueId}: from=<${printable(envelope.sender)}>`;
    const figures = `size=${content.size}, nrcpt=${recipients.length}`;
    this.#options.log.info(`${from}, ${figures} (queue active)`);
    this.#add({ number, accepted });
  }

  /** Queues in memory what is already in the spool. */
  #add({ number, accepted }: { number: number; accepted: Accepted }): void {
    const { message, body } = accepted;
    const recipients = accepted.recipients.map((recipient, position) => ({
      ...recipient,
      position,
      state: 'queued' as const,
      attempts: 0,
      nextTry: message.receivedAt,
      lastReply: '',
    }));
    const kept = body !== null && this.#bodyMemory + body.length <= MOST_BODIES;
    if (kept) this.#bodyMemory += body.length;
    const entry = entryOf({ number, message, recipients }, kept ? (body as Buffer) : null);
    this.#entries.set(message.queueId, entry);
    this.#schedule.add(entry);
  }

  /** After an attempt the next one is far away: then the body is read again. */
  #forgetBody(entry: Entry): void {
    if (!entry.body || entry.recipients.some(({ state }) => state === 'active')) return;
    this.#bodyMemory -= entry.body.length;
    entry.body = null;
  }
}
