/**
 * `npm run bench`: prints figures and ratios, never a verdict. Load and next hop are processes of this
 * harness, on the same machine over loopback; where Debian's Postfix is installed it runs beside.
 *
 * - accepted/s: until the last 250. End to end/s: until the next hop has had the last message.
 * - CPU: the relay's processes, those that have ended too, until it is quiet again. On cores that also
 *   carry load and next hop this is the figure that another machine would reproduce best.
 * - RSS counts shared pages once for each process, PSS shares them out.
 * - flush/msg, KiB to disk/msg: the disk's own counters, for the whole machine.
 * - other CPU: the share of the cores that neither relay nor harness used. Over 10: distrust the round.
 *
 * Figures are `median (least-most)` of the rounds.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { BESIDE_SCENARIOS, besideEachOther } from './beside.js';
import { Callee } from './load/calls.js';
import type { SinkHandlers } from './load/sink.js';
import type { SourceHandlers } from './load/source.js';
import { isTmpfs } from './measure/machine.js';
import { benchApply } from './scenarios/apply.js';
import { benchConsole } from './scenarios/console.js';
import { benchDecisions } from './scenarios/decisions.js';
import { benchDrain } from './scenarios/drain.js';
import { benchGuessing } from './scenarios/guessing.js';
import { benchLog } from './scenarios/log.js';
import { gatepostTarget } from './targets/gatepost-target.js';
import { postfixMissing, postfixTarget } from './targets/postfix-target.js';
import { Turn } from './turn.js';

const SCENARIOS = [
  ...BESIDE_SCENARIOS,
  'drain',
  'decisions',
  'apply',
  'guessing',
  'log',
  'console',
];

interface Options {
  readonly scenarios: readonly string[];
  readonly rounds: number;
  readonly messages: number;
  readonly idle: number;
  readonly rows: number;
  readonly postfix: boolean;
  readonly log?: string;
}

const options = new Command('bench')
  .description('Prints figures and ratios, never a verdict.')
  .option('--scenarios <names>', `of: ${SCENARIOS.join(',')}`, scenariosOf, SCENARIOS)
  .option('--rounds <n>', 'how often each is measured', countOf, 3)
  .option('--messages <n>', 'messages of 4 KiB', countOf, 2000)
  .option('--idle <n>', 'idle sessions', countOf, 10_000)
  .option('--rows <n>', 'rows of the decision log', countOf, 10_000_000)
  .option('--log <folder>', 'a log that stays: written there once, and read again')
  .option('--no-postfix', 'without Postfix beside')
  .parse()
  .opts<Options>();

const root = process.env['GATEPOST_BENCH_DIR'] ?? tmpdir();
mkdirSync(root, { recursive: true });
const folder = mkdtempSync(join(root, 'gatepost-bench-'));
const source = new Callee<SourceHandlers>(new URL('./load/source.js', import.meta.url));
const sink = new Callee<SinkHandlers>(new URL('./load/sink.js', import.meta.url));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void clean().finally(() => process.exit(1)));
}
try {
  const [core] = cpus();
  console.log(
    `${new Date().toISOString()}, ${cpus().length} cores (${core?.model ?? 'unknown'}), ` +
      `load average ${loadavg()[0]!.toFixed(2)}, node ${process.version}, data in ${folder}`,
  );
  if (isTmpfs(folder)) {
    console.log(
      '! That is tmpfs: nothing is flushed. Set GATEPOST_BENCH_DIR to a folder on a disk.',
    );
  }
  const bed = { folder, source, sink, sinkPort: await sink.call('listen', null) };
  const beside = options.scenarios.filter((name) => BESIDE_SCENARIOS.includes(name));
  if (beside.length > 0) {
    const missing = options.postfix ? postfixMissing() : 'not wanted';
    if (missing !== '') console.log(`Without Postfix beside: ${missing}.`);
    const targets = missing === '' ? [postfixTarget, gatepostTarget] : [gatepostTarget];
    await besideEachOther(bed, targets, { ...options, scenarios: beside });
  }
  if (options.scenarios.includes('drain')) await benchDrain(bed, options.rounds);
  if (options.scenarios.includes('decisions')) await benchDecisions();
  if (options.scenarios.includes('apply')) await benchApply();
  if (options.scenarios.includes('guessing')) await benchGuessing();
  if (options.scenarios.includes('console')) await benchConsole();
  if (options.scenarios.includes('log'))
    await benchLog(options.log ?? join(folder, 'log'), options.rows);
} finally {
  await clean();
}

async function clean(): Promise<void> {
  await Turn.current?.stop();
  await Promise.all([source.stop(), sink.stop()]);
  rmSync(folder, { recursive: true, force: true });
}

function scenariosOf(text: string): string[] {
  const names = text.split(',').filter((name) => name !== '');
  const unknown = names.find((name) => !SCENARIOS.includes(name));
  if (unknown !== undefined) throw new InvalidArgumentError(`There is no scenario ${unknown}.`);
  return names;
}

function countOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('A whole number above 0.');
}
