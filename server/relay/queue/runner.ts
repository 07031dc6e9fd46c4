/** Runs one job from its body to the record of its outcomes. */
import { firstDelivery, type Delivery } from '../../../shared/api/delivery.js';
import type { BodyReader } from './body-reader.js';
import type { DsnRequest, Job, Outcome } from './courier.js';
import type { Batch } from './entry.js';
import type { QueueOptions } from './queue-options.js';
import type { Reports } from './reports.js';
import { settlementOf, type Settlement } from './settlement.js';
import { applyMoves, type NewEntry, type Settler } from './settler.js';

export interface Ran {
  /** Whether the destination could be reached. */
  readonly reached: boolean;
  /** Reports that now stand in the spool, to be queued. */
  readonly reports: readonly NewEntry[];
  readonly settlement: Settlement;
}

/** Never throws. */
export type Runner = (batch: Batch) => Promise<Ran>;

interface RunnerOptions extends Pick<QueueOptions, 'courier' | 'log' | 'watch'> {
  readonly settings: () => Delivery;
  readonly now: () => number;
  readonly bodies: BodyReader;
  readonly reports: Reports;
  readonly settler: Settler;
  readonly signal: AbortSignal;
}

/** After the abort, for a courier that does not heed it (milliseconds). */
const ABANDON_AFTER = 500;

export function runner(options: RunnerOptions): Runner {
  const { courier, bodies, log, now, signal, settings, reports, settler, watch } = options;

  return async (batch) => {
    const { entry, destination } = batch;
    const began = now();
    const outcomes = await deliver(batch);
    const at = { began, now: now(), aborted: signal.aborted };
    const inForce = settings();
    const settlement = settlementOf(batch, outcomes, inForce, at);
    for (const line of settlement.lines) log.info(line, 'smtp');
    if (settlement.expiry) log.info(settlement.expiry, 'qmgr');
    for (const { outcome } of settlement.attempts) {
      const { kind } = batch.recipients[0]!.nextHop;
      watch?.tried({ destination: kind, outcome, delay: at.now - entry.message.receivedAt });
    }
    watch?.expired(settlement.failures.filter(({ expired }) => expired).length);
    const reached = noteAnswer(destination, outcomes);
    const { moves, attempts, failures, successes } = settlement;
    applyMoves(entry, moves);
    for (const recipient of batch.recipients) {
      // Unanswered when the relay stops: as it was, to be tried again.
      if (recipient.state === 'active') applyMoves(entry, [{ ...recipient, state: 'queued' }]);
    }
    if (moves.length === 0) return { reached, reports: [], settlement };
    const told = await Promise.all([
      failures.length > 0 ? reports('failure', entry, failures, inForce) : null,
      successes.some(({ recipient }) => recipient.notify)
        ? reports('success', entry, successes, inForce)
        : null,
    ]);
    const accepted = told.filter((each) => each !== null);
    const added = await settler.settle(entry, { moves, attempts, reports: accepted });
    return { reached, reports: added, settlement };
  };

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

  async function jobOf({ entry, recipients }: Batch): Promise<Job> {
    const { queueId, sender, size, eightBit, smtputf8 } = entry.message;
    const addresses = recipients.map(({ address }) => address);
    const dsn = dsnOf(entry.message, recipients);
    return {
      queueId,
      sender,
      recipients: addresses,
      nextHop: recipients[0]!.nextHop,
      body: await bodies.source(entry),
      size,
      eightBit,
      smtputf8,
      ...(dsn ? { dsn } : {}),
    };
  }
}

/** Where no settings are in force nothing can be sent; then it waits, and nothing expires. */
export function settingsOr(hostname: string, settings: () => Delivery): () => Delivery {
  return () => {
    try {
      return settings();
    } catch {
      return { ...firstDelivery(hostname), expireAfter: Infinity, warnAfter: 0 };
    }
  };
}

function dsnOf(
  { ret, envid }: Batch['entry']['message'],
  recipients: Batch['recipients'],
): DsnRequest | null {
  const asked = recipients.filter(({ notify, orcpt }) => notify ?? orcpt);
  if (ret === undefined && envid === undefined && asked.length === 0) return null;
  return { ret, envid, recipients: new Map(asked.map((each) => [each.address, each])) };
}

/** Keeps what the destination said for the Queues page; false when nobody was reached. */
function noteAnswer(
  destination: Batch['destination'],
  outcomes: ReadonlyMap<string, Outcome>,
): boolean {
  let reached = true;
  for (const { host, reply, isUnreachable } of outcomes.values()) {
    if (host !== undefined) destination.server = host;
    destination.lastReply = reply;
    if (isUnreachable) reached = false;
  }
  return reached;
}
