/**
 * A load that strangers make: thousands of sessions that say nothing, hundreds that write an octet now and
 * then, and recipients that are refused without end. Meanwhile a permitted peer sends message after message,
 * each of which is to be taken within a second, and the memory of the relay is read.
 *
 * Strangers come from as many addresses as it takes for none to have more than FEW sessions. False when the
 * permitted peer ever waited longer, a refused recipient was taken, or the memory passed its bound or grew on.
 * Threats: T10, T11.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { printTable } from '../bench/table.js';
import { RefusedLoad } from './refused-load.js';
import { permitting } from '../support/permitting.js';

const FEW = 50;
const FLOODERS = 8;
const MOST_WAIT_MS = 1000;
const MIB = 1024 * 1024;
/** What the relay has without sessions, and for each; see the figures of `npm run bench -- --scenarios idle`. */
const BOUND = { base: 250 * MIB, session: 64 * 1024, growth: MIB };
const SAMPLE_MS = 5000;
const ROW_MS = 30_000;
const OCTET_MS = 10_000;
const PRELOADED = join(import.meta.dirname, '../../../test/support/tell-memory.mjs');

export interface LoadOptions {
  readonly minutes: number;
  readonly idle: number;
  readonly slow: number;
}

/** What they say at the greeting, and what they then wait for. */
const IDLE = { say: 'EHLO stranger.test\r\n', until: /^250 /m };
/** In the middle of a message: there a peer may take its time. */
const SLOW = {
  say: 'EHLO stranger.test\r\nMAIL FROM:<s@s.test>\r\nRCPT TO:<r@example.com>\r\nDATA\r\n',
  until: /^354 /m,
};

interface Sample {
  readonly minute: number;
  readonly rss: number;
  /** What a collection left of the heap. */
  readonly live: number;
}

export async function soakLoad({ minutes, idle, slow }: LoadOptions): Promise<boolean> {
  const files = mostFiles();
  const wanted = idle + slow + 500;
  if (files < wanted) {
    // Node takes all that it may; more is the shell's to give.
    console.error(`${wanted} files must be open at once, ${files} may: ulimit -n ${wanted}`);
    return false;
  }
  const sink = await new SmtpSink().start();
  const memory = mkdtempSync(join(tmpdir(), 'gatepost-memory-'));
  const gatepost = await Gatepost.start({
    environment: { NODE_OPTIONS: `--import=${PRELOADED}`, TELL_MEMORY: memory },
  });
  await gatepost.apply({
    routes: [{ domain: 'example.com', to: { kind: 'inbound' } }],
    restrictions: permitting('127.0.0.2'),
  });
  await gatepost.deliver({
    inbound: { kind: 'smtp', host: '127.0.0.1', port: sink.port },
    outbound: { kind: 'smarthost', host: '127.0.0.1', port: sink.port, tls: 'none' },
  });
  const { relay } = await gatepost.children();
  const port = gatepost.smtpPort;
  const strangers = new Strangers(port);
  await strangers.fill(idle, slow);
  const flood = new RefusedLoad({ port, addresses: addressesOf(30, FLOODERS), pause: 1 });

  const waits: number[] = [];
  const samples: Sample[] = [];
  const rows: string[][] = [];
  const from = performance.now();
  const deadline = from + minutes * 60_000;
  let refusals = 0;
  let nextSample = 0;
  let nextRow = from + ROW_MS;
  let sinceRow: number[] = [];
  while (performance.now() < deadline) {
    const took = await oneMessage(port);
    waits.push(took);
    sinceRow.push(took);
    sink.messages.length = sink.sessions.length = gatepost.lines.length = 0;
    const now = performance.now();
    if (now >= nextSample) {
      nextSample = now + SAMPLE_MS;
      const sample = sampleOf(relay, memory, (now - from) / 60_000);
      if (sample) samples.push(sample);
      await strangers.fill(idle, slow);
    }
    if (now >= nextRow) {
      nextRow = now + ROW_MS;
      const last = samples.at(-1);
      rows.push([
        ((now - from) / 60_000).toFixed(1),
        String(strangers.open.idle),
        String(strangers.open.slow),
        ((flood.asked - refusals) / (ROW_MS / 1000)).toFixed(0),
        String(sinceRow.length),
        Math.max(...sinceRow).toFixed(0),
        ((last?.rss ?? 0) / MIB).toFixed(0),
        ((last?.live ?? 0) / MIB).toFixed(0),
      ]);
      refusals = flood.asked;
      sinceRow = [];
    }
    await wait(100);
  }
  await flood.stop();
  strangers.close();
  printTable(
    ['minute', 'idle', 'slow', 'refused/s', 'messages', 'longest ms', 'RSS MiB', 'live MiB'],
    rows,
  );
  const bound = BOUND.base + (idle + slow) * BOUND.session;
  const most = Math.max(...samples.map(({ rss }) => rss));
  const growth = growthOf(samples);
  const sorted = waits.toSorted((a, b) => a - b);
  const longest = sorted.at(-1) ?? Infinity;
  const late = waits.filter((took) => took > MOST_WAIT_MS).length;
  console.log(
    `${waits.length} messages of the permitted peer: median ${sorted[sorted.length >> 1]?.toFixed(0)} ms, ` +
      `longest ${longest.toFixed(0)} ms, ${late} over ${MOST_WAIT_MS} ms\n` +
      `RSS at most ${(most / MIB).toFixed(0)} MiB of ${(bound / MIB).toFixed(0)}, ` +
      `${(growth / MIB).toFixed(2)} MiB a minute that a collection leaves more (at most ${BOUND.growth / MIB})\n` +
      `${flood.asked} recipients refused, ${flood.accepted.length} taken`,
  );
  await gatepost.stop();
  await sink.stop();
  rmSync(memory, { recursive: true });
  return late === 0 && most < bound && growth < BOUND.growth && flood.accepted.length === 0;
}

/** Milliseconds from connecting to the 250 behind a message. */
async function oneMessage(port: number): Promise<number> {
  const from = performance.now();
  const client = await SmtpClient.open({ port, localAddress: '127.0.0.2' });
  const replies = await client.message('s@sender.test', ['r@remote.test']);
  client.close();
  const last = replies.at(-1)!;
  if (!last.startsWith('250 2.0.0')) throw new Error(`the permitted peer was answered ${last}`);
  return performance.now() - from;
}

class Strangers {
  readonly #port: number;
  readonly #idle = new Set<Socket>();
  readonly #slow = new Set<Socket>();
  readonly #timer: NodeJS.Timeout;
  #count = 0;

  constructor(port: number) {
    this.#port = port;
    this.#timer = setInterval(() => {
      for (const socket of this.#slow) socket.write('x');
    }, OCTET_MS);
  }

  get open(): { readonly idle: number; readonly slow: number } {
    return { idle: this.#idle.size, slow: this.#slow.size };
  }

  /** Opens as many as are missing: the relay ends those that were silent for too long. */
  async fill(idle: number, slow: number): Promise<void> {
    const missing = [
      ...Array<Set<Socket>>(Math.max(0, idle - this.#idle.size)).fill(this.#idle),
      ...Array<Set<Socket>>(Math.max(0, slow - this.#slow.size)).fill(this.#slow),
    ];
    for (let at = 0; at < missing.length; at += 100) {
      await Promise.all(missing.slice(at, at + 100).map((set) => this.#open(set)));
    }
  }

  close(): void {
    clearInterval(this.#timer);
    for (const socket of [...this.#idle, ...this.#slow]) socket.destroy();
  }

  /** Resolves when it has been answered, or turned away. */
  #open(set: Set<Socket>): Promise<void> {
    const address = addressOf(10, Math.floor(this.#count / FEW) % 60_000);
    this.#count += 1;
    const socket = connect({ port: this.#port, host: '127.0.0.1', localAddress: address });
    const { say, until } = set === this.#idle ? IDLE : SLOW;
    return new Promise((resolve) => {
      let heard = '';
      socket
        .on('error', () => undefined)
        .on('close', () => {
          set.delete(socket);
          resolve();
        })
        .on('data', (chunk: Buffer) => {
          if (heard === '') socket.write(say);
          heard += chunk.toString('latin1');
          if (!until.test(heard)) return;
          set.add(socket);
          socket.removeAllListeners('data').resume();
          resolve();
        });
    });
  }
}

function addressOf(net: number, number: number): string {
  return `127.${net + Math.floor(number / 60_000)}.${Math.floor(number / 250) + 1}.${(number % 250) + 1}`;
}

function addressesOf(net: number, count: number): string[] {
  return Array.from({ length: count }, (_, number) => addressOf(net, number));
}

function sampleOf(pid: number, folder: string, minute: number): Sample | null {
  try {
    const told = readFileSync(join(folder, String(pid)), 'utf8');
    const { rss, live } = JSON.parse(told) as Pick<Sample, 'rss' | 'live'>;
    return { minute, rss, live };
  } catch {
    return null; // It is being written.
  }
}

/** Octets a minute by which what is left of the heap after a collection grew from the middle third to the last. */
function growthOf(samples: readonly Sample[]): number {
  const third = Math.floor(samples.length / 3);
  if (third === 0) return 0;
  const parts = [samples.slice(third, 2 * third), samples.slice(2 * third, 3 * third)];
  const [before, after] = parts.map((part) => ({
    live: part.map(({ live }) => live).toSorted((x, y) => x - y)[part.length >> 1]!,
    minute: part[part.length >> 1]!.minute,
  }));
  return (after!.live - before!.live) / (after!.minute - before!.minute);
}

/** How many files a process of ours may have open. */
function mostFiles(): number {
  const limits = readFileSync('/proc/self/limits', 'utf8');
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 0);
}
