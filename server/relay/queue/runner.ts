/** Runs one job from its body to the record of its outcomes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { firstDelivery, type Delivery } from '../../../shared/api/delivery.js';
import { printable } from '../../../shared/smtp/reply.js';
import type { Accepted, Settled } from '../../store/spool/spooled.js';
import { acceptedOf } from './accepted.js';
import type { BodyStore } from './body-store.js';
import { bounceText, MOST_HEADER } from './bounce.js';
import type { Job, Outcome } from './courier.js';
import { enter, isDone, type Batch, type Entry } from './entry.js';
import { isAsciiText } from './octet-class.js';
import type { QueueOptions } from './queue-options.js';
import { settlementOf, type Failure } from './settlement.js';

/** Returns the bounce that now stands in the spool, to be queued. Never throws. */
export type Runner = (batch: Batch) => Promise<{ number: number; accepted: Accepted } | null>;

interface RunnerOptions extends QueueOptions {
  readonly now: () => number;
  readonly bodies: BodyStore;
  readonly newQueueId: () => string;
  readonly signal: AbortSignal;
}

/** Waits before an outcome that could not be written is written again (milliseconds; the last repeats). */
const SETTLE_WAITS = [200, 1000, 5000, 30_000];

/** After the abort, for a courier that does not heed it (milliseconds). */
const ABANDON_AFTER = 500;

export function runner(options: RunnerOptions): Runner {
  const { spool, courier, bodies, log, now, signal } = options;

  return async (batch) => {
    const { entry, recipients } = batch;
    const outcomes = await deliver(batch);
    const at = { now: now(), aborted: signal.aborted };
    const { moves, failures, lines } = settlementOf(batch, outcomes, settings(), at);
    for (const line of lines) log.info(line);
    const moved = new Map(moves.map((move) => [move.position, move]));
    for (const recipient of recipients) {
      const move = moved.get(recipient.position);
      enter(recipient, move?.state ?? 'queued');
      recipient.attempts = move?.attempts ?? recipient.attempts;
      recipient.nextTry = move?.nextTry ?? recipient.nextTry;
    }
    if (moves.length === 0) return null;
    const bounce = await bounceOf(entry, failures);
    const done = isDone(entry);
    const settled = { number: entry.number, moves, done, bounce };
    const before = entry.settling;
    const settling = before.then(() => settle(entry, settled));
    entry.settling = settling.then(() => undefined);
    const written = await settling;
    if (!written) return null;
    if (done) await remove(entry);
    return bounce && written.bounce !== null ? { number: written.bounce, accepted: bounce } : null;
  };

  /** Where none are in force nothing can be sent; then it waits, and nothing expires. */
  function settings(): Delivery {
    try {
      return options.settings();
    } catch {
      return { ...firstDelivery(options.hostname), expireAfter: Infinity };
    }
  }

  async function deliver(batch: Batch): Promise<ReadonlyMap<string, Outcome>> {
    try {
      return await orAborted(courier.deliver(await jobOf(batch), signal));
    } catch (error) {
      // A fault of ours, never the sender's: it is tried again and must be seen.
      const { stack, message } = error as Error;
      log.error(`${batch.entry.message.queueId}: delivery failed within: ${stack}`);
      const outcome = { kind: 'deferred', reply: `4.3.0 ${message}` } as const;
      return new Map(batch.recipients.map(({ address }) => [address, outcome]));
    }
  }

  /** When the relay stops, what does not end soon (a look-up, say) is left behind. */
  async function orAborted(outcomes: Promise<ReadonlyMap<string, Outcome>>) {
    let abandon = () => {};
    const abandoned = new Promise<ReadonlyMap<string, Outcome>>((resolve) => {
      abandon = () => void setTimeout(() => resolve(new Map()), ABANDON_AFTER);
      if (signal.aborted) abandon();
      else signal.addEventListener('abort', abandon);
    });
    try {
      return await Promise.race([outcomes, abandoned]);
    } finally {
      signal.removeEventListener('abort', abandon);
    }
  }

  async function jobOf({ entry, nextHop, recipients }: Batch): Promise<Job> {
    const { queueId, sender, size, eightBit, smtputf8, inFile } = entry.message;
    const addresses = recipients.map(({ address }) => address);
    const body = inFile ? null : await bodyOf(entry);
    return {
      queueId,
      sender,
      recipients: addresses,
      nextHop,
      body: () => body ?? bodies.read(queueId),
      size,
      eightBit,
      smtputf8: smtputf8 || [sender, ...addresses].some((address) => !isAsciiText(address)),
    };
  }

  async function bodyOf(entry: Entry): Promise<Buffer> {
    if (entry.body) return entry.body;
    const body = await spool.call('body', entry.number);
    if (!body) throw new Error('The body of the message is missing in the spool.');
    return Buffer.from(body.buffer, body.byteOffset, body.length);
  }

  /** The bounce for those who get no more attempts; null when there are none or it has nowhere to go. */
  async function bounceOf(entry: Entry, failures: readonly Failure[]): Promise<Accepted | null> {
    const { queueId, sender, receivedAt } = entry.message;
    if (failures.length === 0) return null;
    if (sender === '') {
      log.info(`${queueId}: the sender is empty: no bounce is sent`);
      return null;
    }
    const route = options.route(sender);
    if (!route) {
      log.error(`${queueId}: no bounce can be sent to <${printable(sender)}>`);
      return null;
    }
    const id = options.newQueueId();
    const { siteDomain } = settings();
    const reporter = { hostname: options.hostname, siteDomain, queueId: id, now: now() };
    const beginning = await beginningOf(entry);
    const body = bounceText({ queueId, sender, receivedAt, failures, beginning }, reporter);
    log.info(`${queueId}: sender non-delivery notification: ${id}`);
    const eightBit = body.some((octet) => octet > 127);
    const international =
      !isAsciiText(sender) || failures.some(({ address }) => !isAsciiText(address));
    const content = { queueId: id, size: body.length, eightBit, headerEightBit: true, body };
    const envelope = { sender: '', recipients: [route], smtputf8: international };
    const received = { peer: '', helo: options.hostname };
    return acceptedOf(content, { ...envelope, received, decisions: [] }, now());
  }

  async function beginningOf(entry: Entry): Promise<Buffer> {
    try {
      if (!entry.message.inFile) return (await bodyOf(entry)).subarray(0, MOST_HEADER);
      return await bodies.beginning(entry.message.queueId, MOST_HEADER);
    } catch (error) {
      // A bounce without the header is better than none.
      log.error(`${entry.message.queueId}: ${(error as Error).message}`);
      return Buffer.alloc(0);
    }
  }

  /**
   * Writes outcomes down; while that fails (full disk) it goes on, so that nothing is sent twice
   * meanwhile. Null when the relay stopped before it was written: then it is sent again.
   */
  async function settle(entry: Entry, settled: Settled): Promise<{ bounce: number | null } | null> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return { bounce: await spool.call('settle', settled) };
      } catch (error) {
        const { message } = error as Error;
        log.error(`${entry.message.queueId}: the outcome could not be written: ${message}`);
        if (signal.aborted) return null;
        const wait = SETTLE_WAITS[Math.min(attempt, SETTLE_WAITS.length - 1)];
        await sleep(wait, null, { signal }).catch(() => undefined);
      }
    }
  }

  async function remove({ message }: Entry): Promise<void> {
    log.info(`${message.queueId}: removed`);
    if (!message.inFile) return;
    try {
      await bodies.remove(message.queueId);
    } catch (error) {
      log.error(`${message.queueId}: its body was not removed: ${(error as Error).message}`);
    }
  }
}
