/**
 * The queue: takes messages in, hands each to the courier when it is due, and writes down what
 * became of it, until every recipient has been delivered, bounced or removed.
 *
 * Promise: once `commit` of an intake has resolved, the message is delivered, bounced, removed by an
 * administrator or still here, whatever ends the process. A recipient is delivered twice only when
 * the process ends, or the next hop's answer is lost, between the delivery and its record.
 * Known weakness: all that is queued stands in memory (without bodies): some 1 KB a message.
 */
import { setMaxListeners } from 'node:events';
import { printable } from '../../../shared/smtp/reply.js';
import type { Accepted } from '../../store/spool/spooled.js';
import { acceptedLines, acceptedOf, uniqueRecipients } from './accepted.js';
import { Actions } from './actions.js';
import { BodyReader } from './body-reader.js';
import { BodyStore } from './body-store.js';
import { Destinations } from './destination.js';
import { entryOf, isDone, type Batch, type Entry } from './entry.js';
import { Intake, type Content, type Envelope } from './intake.js';
import { overdue, type Overdue } from './overdue.js';
import { queueIds, type QueueIds } from './queue-id.js';
import type { QueueOptions } from './queue-options.js';
import { reports } from './reports.js';
import { runner, settingsOr, type Runner } from './runner.js';
import { Schedule, type Reached } from './schedule.js';
import { Settler, type NewEntry } from './settler.js';
import { Snapshots } from './snapshots.js';

export interface Counts {
  /** Messages in the queue, whatever their state. */
  readonly queued: number;
  /** Jobs under way. */
  readonly active: number;
}

/** Jobs at once: all together, and to one destination. */
const MOST_JOBS = 1000;
const WINDOW = { first: 5, most: 50 };
/** Small bodies that came in and are not yet tried are kept in memory up to here (octets, all together). */
const MOST_BODIES = 32 * 1024 * 1024;
/** How often ages are looked at (milliseconds), and how many messages before the others get a turn. */
const SWEEP_EVERY = 30_000;
const SWEEP_SLICE = 5000;

export class Queue {
  readonly #options: QueueOptions;
  readonly #now: () => number;
  readonly #ids: QueueIds;
  readonly #store: BodyStore;
  readonly #destinations = new Destinations(WINDOW);
  readonly #schedule: Schedule;
  readonly #runner: Runner;
  readonly #overdue: Overdue;
  readonly #entries = new Map<string, Entry>();
  readonly #stopping = new AbortController();
  #sweeping: NodeJS.Timeout | null = null;
  #bodyMemory = 0;
  #lastPlace = 0;
  readonly bodies: BodyReader;
  readonly snapshots: Snapshots;
  readonly actions: Actions;

  constructor(options: QueueOptions) {
    // Every job under way listens to it.
    setMaxListeners(0, this.#stopping.signal);
    const { now = Date.now, folder, spool, log, hostname, ended = () => undefined } = options;
    const { signal } = this.#stopping;
    const settings = settingsOr(hostname, options.settings);
    this.#options = options;
    this.#now = now;
    this.#ids = queueIds(now);
    this.#store = new BodyStore(folder.bodies);
    this.bodies = new BodyReader(spool, this.#store);
    this.snapshots = new Snapshots(folder, this.#store);
    const settler = new Settler({ spool, log, signal, ended, now, bodies: this.#store });
    const newQueueId = () => this.newQueueId();
    const tell = reports({ ...options, now, newQueueId, bodies: this.bodies });
    const parts = {
      ...options,
      now,
      settings,
      settler,
      signal,
      bodies: this.bodies,
      reports: tell,
    };
    this.#runner = runner(parts);
    this.#overdue = overdue(parts);
    this.#schedule = new Schedule(MOST_JOBS, now, (batch) => this.#run(batch), {
      onIdle: (destination) => this.#destinations.tidy(destination, now()),
      onRest: (destination) => void this.actions.rests(destination),
    });
    this.actions = new Actions({
      ...parts,
      destination: (nextHop) => this.#destinations.of(nextHop),
      retry: (entry) => this.#retry(entry),
      onChange: (entry, added) => this.#changed(entry, added),
    });
  }

  /** Takes up what an earlier run left, sweeps orphaned bodies, and begins to deliver. */
  async start(): Promise<void> {
    const { spool } = this.#options;
    let after = 0;
    for (let part = spool.call('recover', after); ;) {
      const recovered = await part;
      if (recovered.length === 0) break;
      after = recovered.at(-1)!.number;
      // Read while this part is taken up.
      part = spool.call('recover', after);
      for (const each of recovered) this.#takeUp(entryOf(each, this.#destinations));
    }
    await this.#store.start((queueId) => this.#entries.has(queueId));
    await this.snapshots.sweep();
    for (const entry of this.#entries.values()) this.#schedule.add(entry);
    this.#schedule.start();
    this.#sweeping = setInterval(() => void this.#sweep(), SWEEP_EVERY);
  }

  /**
   * Begins nothing more, gives what is under way `grace` milliseconds, then cuts it off: it stays in
   * the queue as it was.
   */
  async stop(grace = 5000): Promise<void> {
    if (this.#sweeping) clearInterval(this.#sweeping);
    const cut = setTimeout(() => this.#stopping.abort(), grace);
    this.snapshots.abandon();
    await this.#schedule.stop();
    clearTimeout(cut);
    this.#stopping.abort();
  }

  newQueueId(): string {
    return this.#ids.next();
  }

  /** Takes in the message that has this id. */
  intake(queueId: string): Intake {
    return new Intake(queueId, this.#store, (content, envelope) => this.#accept(content, envelope));
  }

  counts(): Counts {
    return { queued: this.#entries.size, active: this.#schedule.active };
  }

  /** When the oldest message came in, in milliseconds since 1970; null when there is none. */
  oldest(): number | null {
    for (const { message } of this.#entries.values()) return message.receivedAt;
    return null;
  }

  /** In the order in which they came in. */
  entries(): Iterable<Entry> {
    return this.#entries.values();
  }

  entry(queueId: string): Entry | null {
    return this.#entries.get(queueId) ?? null;
  }

  destinations(): Destinations {
    return this.#destinations;
  }

  /** Looks at clock and settings again; new settings count from each recipient's next attempt. */
  reconsider(): void {
    this.#schedule.look();
    void this.#sweep();
  }

  /** Puts a message at the end; places grow, so that a list can be read on from one of them. */
  #append(entry: Entry): void {
    this.#lastPlace = Math.max(entry.number, this.#lastPlace + 1);
    entry.place = this.#lastPlace;
    this.#entries.set(entry.message.queueId, entry);
  }

  #takeUp(entry: Entry): void {
    const { queueId } = entry.message;
    this.#append(entry);
    this.#ids.passOver(queueId);
    for (const { isDamaged, address } of entry.recipients) {
      if (!isDamaged) continue;
      this.#options.log.error(
        `${queueId}: to=<${printable(address)}>: its record is damaged: it is held`,
      );
    }
  }

  async #run(batch: Batch): Promise<Reached> {
    const { entry } = batch;
    const { reached, reports: added, settlement } = await this.#runner(batch);
    this.#forgetBody(entry);
    this.actions.tried(entry, settlement);
    this.#changed(entry, added);
    return reached;
  }

  /** A message has changed: it waits again, or is no longer here. */
  #changed(entry: Entry, added: readonly NewEntry[]): void {
    if (isDone(entry)) this.#entries.delete(entry.message.queueId);
    else this.#schedule.add(entry);
    this.actions.changed(entry);
    for (const each of added) {
      const { queueId, size } = each.accepted.message;
      const figures = `size=${size}, nrcpt=${each.accepted.recipients.length}`;
      this.#options.log.info(`${queueId}: from=<>, ${figures} (queue active)`, 'qmgr');
      this.#add(each);
    }
  }

  #retry(entry: Entry): void {
    const now = this.#now();
    for (const recipient of entry.recipients) {
      if (recipient.nextTry > now) recipient.nextTry = now;
      recipient.destination.changes += 1;
      this.#schedule.wake(recipient.destination);
    }
    this.#schedule.add(entry);
  }

  async #accept(content: Content, envelope: Envelope): Promise<void> {
    const recipients = uniqueRecipients(envelope.recipients);
    const accepted = acceptedOf(content, { ...envelope, recipients }, this.#now());
    const number = await this.#options.spool.call('accept', accepted);
    for (const [line, part] of acceptedLines(content, envelope, recipients.length)) {
      this.#options.log.info(line, part);
    }
    this.#options.watch?.accepted();
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
    const recovered = { number, message, recipients, warned: false };
    const entry = entryOf(recovered, this.#destinations, kept ? (body as Buffer) : null);
    this.#append(entry);
    this.#schedule.add(entry);
  }

  /** After an attempt the next one is far away: then the body is read again. */
  #forgetBody(entry: Entry): void {
    if (!entry.body || entry.recipients.some(({ state }) => state === 'active')) return;
    this.#bodyMemory -= entry.body.length;
    entry.body = null;
  }

  /** Who is late is told of, who is too late is given up. */
  async #sweep(): Promise<void> {
    let looked = 0;
    for (const entry of this.#entries.values()) {
      void this.#overdue(entry)?.then((added) => this.#changed(entry, added));
      if ((looked += 1) % SWEEP_SLICE === 0) await new Promise(setImmediate);
    }
  }
}
