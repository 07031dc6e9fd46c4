/** One target, started, under measurement: until it is stopped, what it is given and what it used. */
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../support/free-port.js';
import type { Callee } from './load/calls.js';
import type { Arrived, SinkHandlers } from './load/sink.js';
import type { Load, Sent, SourceHandlers } from './load/source.js';
import { busy, CORES, diskBelow } from './measure/machine.js';
import { watchPeak, type Peak } from './measure/peak.js';
import { ProcessTree } from './measure/process-tree.js';
import type { Running, Target } from './targets/target.js';

export interface Bed {
  readonly folder: string;
  readonly source: Callee<SourceHandlers>;
  readonly sink: Callee<SinkHandlers>;
  readonly sinkPort: number;
}

export interface Work extends Omit<Load, 'port' | 'run' | 'limit'> {
  /** Milliseconds that the next hop holds back each reply. */
  readonly delay: number;
}

export interface Used extends Peak {
  readonly work: Work;
  readonly sent: Sent;
  readonly arrived: Arrived;
  /** Seconds of CPU. */
  readonly cpu: number;
  readonly sourceCpu: number;
  readonly sinkCpu: number;
  /** The share of the cores that somebody else used. */
  readonly others: number;
  /** Of the whole machine, for each message; null where the kernel does not count them. */
  readonly flushes: number | null;
  readonly written: number | null;
}

const LIMIT_MS = 180_000;
const SETTLE_MS = 4000;
const LOOK_MS = 250;
/** A tick of the clock in which it did something after all. */
const QUIET_SECONDS = 0.011;
let runs = 0;

export class Turn {
  /** The one that runs, for whoever has to end it early. */
  static current: Turn | null = null;
  readonly port: number;
  readonly tree: ProcessTree;
  readonly #bed: Bed;
  readonly #running: Running;

  private constructor(bed: Bed, port: number, running: Running) {
    this.#bed = bed;
    this.port = port;
    this.#running = running;
    this.tree = new ProcessTree(running.pid);
  }

  static async start(target: Target, bed: Bed): Promise<Turn> {
    const port = await freePort();
    Turn.current = new Turn(bed, port, await target.start(bed.folder, port, bed.sinkPort));
    return Turn.current;
  }

  async stop(): Promise<void> {
    Turn.current = null;
    await this.#running.stop();
  }

  async give(work: Work): Promise<Used> {
    const { source, sink, folder } = this.#bed;
    const { delay, ...load } = work;
    const run = `r${(runs += 1)}`;
    await this.settle();
    await sink.call('begin', { name: run, delay });
    const before = this.#now(folder);
    const peak = watchPeak(this.tree);
    const sent = await source.call('send', { ...load, port: this.port, run, limit: LIMIT_MS });
    const arrived = await sink.call('arrived', { messages: sent.accepted, limit: LIMIT_MS });
    await this.settle();
    const after = this.#now(folder);
    const used = (of: (at: typeof after) => number) => of(after) - of(before);
    const known = used((at) => at.cpu + at.sourceCpu + at.sinkCpu + at.ownCpu);
    return {
      ...peak(),
      work,
      sent,
      arrived,
      cpu: used((at) => at.cpu),
      sourceCpu: used((at) => at.sourceCpu),
      sinkCpu: used((at) => at.sinkCpu),
      others: Math.max(0, used((at) => at.busy) - known) / used((at) => at.cores),
      flushes: before.disk && used((at) => at.disk!.flushes) / work.messages,
      written: before.disk && used((at) => at.disk!.written) / work.messages,
    };
  }

  /** Until it is quiet, so that what it still does for a message is counted with it. */
  async settle(): Promise<void> {
    const deadline = performance.now() + SETTLE_MS;
    for (let last = this.tree.cpu(); performance.now() < deadline;) {
      await wait(LOOK_MS);
      const now = this.tree.cpu();
      if (now - last < QUIET_SECONDS) return;
      last = now;
    }
  }

  #now(folder: string) {
    const own = process.cpuUsage();
    return {
      cpu: this.tree.cpu(),
      sourceCpu: new ProcessTree(this.#bed.source.pid).cpu(),
      sinkCpu: new ProcessTree(this.#bed.sink.pid).cpu(),
      ownCpu: (own.user + own.system) / 1e6,
      busy: busy(),
      cores: (performance.now() / 1000) * CORES,
      disk: diskBelow(folder),
    };
  }
}
