/** Starts with messages in the queue: how soon the relay listens, and whether a long queue is a slow one. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../support/free-port.js';
import { sharedNow } from '../load/calls.js';
import { watchPeak } from '../measure/peak.js';
import { ProcessTree } from '../measure/process-tree.js';
import { printTable, span } from '../table.js';
import { fillQueue } from '../targets/filled-queue.js';
import { startRelay } from '../targets/gatepost-target.js';
import { relayingFolder } from '../targets/relaying-folder.js';
import type { Bed } from '../turn.js';

const QUEUED = [100, 2000, 100_000];
const RUN = 'drain';
const LIMIT_MS = 600_000;

interface Drained {
  /** Milliseconds from the start. */
  readonly listens: number;
  readonly first: number;
  /** Messages a second. */
  readonly first100: number;
  readonly all: number;
  readonly last1000: number;
  readonly cpu: number;
  readonly pss: number;
  readonly missing: number;
  readonly doubled: number;
}

export async function benchDrain(bed: Bed, rounds: number): Promise<void> {
  console.log('\n== drain: started with messages of 4 KiB in the queue, all to one next hop');
  const rows: string[][] = [];
  for (const queued of QUEUED) {
    const template = join(bed.folder, 'queued');
    await fillQueue(relayingFolder(template, bed.sinkPort), queued, RUN);
    const drained: Drained[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      process.stderr.write(`round ${round} of ${rounds}, gatepost: drain ${queued}\n`);
      drained.push(await drain(bed, template, queued));
    }
    const figure = (of: (one: Drained) => number, digits = 0) => span(drained.map(of), digits);
    rows.push([
      String(queued),
      figure(({ listens }) => listens),
      figure(({ first }) => first),
      figure(({ first100 }) => first100),
      figure(({ all }) => all),
      queued < 1000 ? '-' : figure(({ last1000 }) => last1000),
      figure(({ cpu }) => cpu, 2),
      figure(({ pss }) => pss / 2 ** 20),
      figure(({ missing }) => missing),
      figure(({ doubled }) => doubled),
    ]);
  }
  printTable(
    [
      'queued',
      'listens after ms',
      'first delivered after ms',
      'first 100 msg/s',
      'all msg/s',
      'last 1000 msg/s',
      'CPU s with the start',
      'peak PSS MiB',
      'missing',
      'doubled',
    ],
    rows,
  );
}

async function drain({ folder, sink }: Bed, template: string, queued: number): Promise<Drained> {
  const root = join(folder, 'draining');
  rmSync(root, { recursive: true, force: true });
  cpSync(template, root, { recursive: true });
  await sink.call('begin', { name: RUN, delay: 0 });
  const from = sharedNow();
  const relay = await startRelay(root, await freePort());
  const tree = new ProcessTree(relay.pid);
  const peak = watchPeak(tree);
  const arrived = await sink.call('arrived', { messages: queued, limit: LIMIT_MS });
  const [first100, all, last1000] = await Promise.all(
    [
      { from: 0, to: 100 },
      { from: 0, to: queued },
      { from: queued - 1000, to: queued },
    ].map((part) => sink.call('pace', part)),
  );
  const cpu = tree.cpu();
  const { pss } = peak();
  await relay.stop();
  return {
    listens: relay.upAfter,
    first: arrived.first - from,
    first100: first100!,
    all: all!,
    last1000: last1000!,
    cpu,
    pss,
    missing: queued - arrived.unique,
    doubled: arrived.doubled,
  };
}
