/** A data folder of its own for a test, with a queue on it. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Delivery } from '../../shared/api/delivery.js';
import { firstDelivery } from '../../shared/api/delivery.js';
import type { NextHop } from '../../shared/engine/decision.js';
import type { Courier, Job, Outcome } from '../../server/relay/queue/courier.js';
import type { Envelope } from '../../server/relay/queue/intake.js';
import type { QueueOptions } from '../../server/relay/queue/queue-options.js';
import { Queue } from '../../server/relay/queue/queue.js';
import { dataFolder, type DataFolder } from '../../server/store/layout.js';
import { openSpool, type Spool } from '../../server/store/spool/spool.js';

export function temporaryFolder(): DataFolder {
  const root = mkdtempSync(join(tmpdir(), 'gatepost-spool-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return dataFolder(root);
}

/** What a crash at this moment would leave behind. */
export function crashCopy(folder: DataFolder): DataFolder {
  const copy = temporaryFolder();
  cpSync(folder.root, copy.root, { recursive: true });
  return copy;
}

export function temporarySpool(folder = temporaryFolder()): { folder: DataFolder; spool: Spool } {
  const spool = openSpool(folder.spool, () => undefined);
  onTestFinished(() => spool.close());
  return { folder, spool };
}

export interface Attempt {
  readonly job: Job;
  readonly at: number;
}

export interface TestQueue {
  readonly queue: Queue;
  readonly spool: Spool;
  readonly folder: DataFolder;
  readonly lines: string[];
  readonly attempts: Attempt[];
  settings: Delivery;
  /** What each recipient gets; default: delivered. */
  answer: (recipient: string, job: Job) => Outcome | Promise<Outcome>;
  /** Milliseconds; moves only when a test says so. */
  clock: number;
  /** Lets time pass, and what is due be tried. */
  pass(milliseconds: number): void;
  take(text: string | Buffer, envelope?: Partial<Envelope>): Promise<string>;
}

export const INBOUND: NextHop = { kind: 'inbound' };
export const DELIVERED: Outcome = {
  kind: 'delivered',
  reply: '250 2.0.0 Ok',
  host: 'h.test[192.0.2.1]:25',
};

/** A queue whose clock and courier the test holds. */
export async function testQueue(
  folder = temporaryFolder(),
  options: Partial<QueueOptions> = {},
): Promise<TestQueue> {
  const { spool } = temporarySpool(folder);
  const lines: string[] = [];
  const attempts: Attempt[] = [];
  const courier: Courier = {
    async deliver(job) {
      attempts.push({ job, at: held.clock });
      const outcomes = job.recipients.map(async (recipient) => {
        return [recipient, await held.answer(recipient, job)] as const;
      });
      return new Map(await Promise.all(outcomes));
    },
  };
  const note = (line: string) => void lines.push(line);
  const queue: Queue = new Queue({
    folder,
    spool,
    courier,
    settings: () => held.settings,
    route: (address) => ({ address, nextHop: INBOUND }),
    hostname: 'gatepost.test',
    log: { info: note, error: note },
    now: () => held.clock,
    ...options,
  });
  const held: TestQueue = {
    queue,
    spool,
    folder,
    lines,
    attempts,
    settings: firstDelivery('site.test'),
    answer: () => DELIVERED,
    clock: Date.UTC(2026, 0, 1),
    pass(milliseconds) {
      held.clock += milliseconds;
      queue.reconsider();
    },
    async take(text, envelope = {}) {
      const queueId = queue.newQueueId();
      const intake = queue.intake(queueId);
      await intake.write(Buffer.from(text));
      await intake.commit(envelopeOf(envelope));
      return queueId;
    },
  };
  onTestFinished(() => queue.stop(100));
  await queue.start();
  return held;
}

export function envelopeOf(envelope: Partial<Envelope> = {}): Envelope {
  return {
    sender: 'sender@from.test',
    recipients: [{ address: 'someone@to.test', nextHop: INBOUND }],
    smtputf8: false,
    received: { peer: '192.0.2.9', helo: 'peer.test' },
    decisions: [],
    ...envelope,
  };
}
