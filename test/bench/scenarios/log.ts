/**
 * The decision log at size: how fast it is written, what a row takes on the disk, pages by every filter and by
 * pairs, free text, a preview by replay; and the same searches with ripgrep and grep over the lines that
 * Postfix would have written.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DecisionReader } from '../../../server/store/decisions/reader.js';
import { DecisionLog } from '../../../server/console/decision-log.js';
import { previewOf } from '../../../server/console/preview.js';
import type { DecisionFilter } from '../../../shared/api/decisions.js';
import { compile } from '../../../shared/engine/compile.js';
import { FIRST_RULES, type Rules } from '../../../shared/rules/schema.js';
import { referenceFromNumber } from '../../../shared/smtp/reference.js';
import { writeLog } from '../load/log-file.js';
import { DEVICE_NETWORKS, LOG_END, LOG_HOST } from '../load/log-rows.js';
import { printTable, span } from '../table.js';

const DAY_MS = 86_400_000;
const PAGE = 100;
const TIMES = 7;

/** `folder` may hold a log that was written before: then it is only read. */
export async function benchLog(folder: string, rows: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'decisions.db');
  const text = join(folder, 'mail.log');
  if (existsSync(path)) console.log(`\nDecision log: as it stands in ${folder}.\n`);
  else await writeLog(path, text, rows);
  const reader = DecisionReader.open(path)!;
  const newest = reader.newest();
  pages(reader, newest);
  searches(reader, text);
  reader.close();
  await preview(path);
}

const SINGLE: readonly (readonly [string, DecisionFilter])[] = [
  ['no filter', {}],
  ['verdict', { verdict: 'relay' }],
  ['reason (seldom)', { reason: 'logon-refused' }],
  ['peer, one that comes often', { peer: '10.1.0.1' }],
  ['peer, a /24', { peer: '10.1.3.0/24' }],
  ['peer, a /12 of strangers', { peer: '64.0.0.0/12' }],
  ['account', { account: 'amber.amber0' }],
  ['rule', { rule: 'address 10.1.7.0/24' }],
  ['revision, an old one', { revision: 3 }],
  ['since and until, an old hour', { since: day(60, 3), until: day(60, 4) }],
  ['sender, a part', { sender: 'scanner29@' }],
  ['recipient, a part', { recipient: 'juniper.amber' }],
  ['recipient that never was', { recipient: 'nobody@nowhere.invalid' }],
];
const PAIRS: readonly (readonly [string, DecisionFilter])[] = [
  ['peer and verdict', { peer: '10.1.0.1', verdict: 'relay' }],
  ['peer (a /24) and recipient', { peer: '10.1.30.0/24', recipient: 'olive' }],
  ['account and reason', { account: 'tulip.amber3', reason: 'authenticated' }],
  ['sender and verdict that never meet', { sender: 'scanner290@', verdict: 'inbound' }],
];
const OTHERS: readonly (readonly [string, DecisionFilter])[] = [
  ['verdict and rule that never meet', { verdict: 'inbound', rule: 'address 10.1.7.0/24' }],
  ['two letters', { recipient: 'zq' }],
];

function pages(reader: DecisionReader, newest: number): void {
  console.log(
    `A page of ${PAGE} rows, newest and from the middle of the log (ms, ${TIMES} times each).\n`,
  );
  const rows = [...SINGLE, ...PAIRS].map(([name, filter]) => [
    name,
    ...[null, referenceFromNumber(Math.floor(newest / 2))].map((after) =>
      span(
        Array.from({ length: TIMES }, () => timed(() => pageOf(reader, filter, after))),
        1,
      ),
    ),
    String(pageOf(reader, filter, null)),
  ]);
  printTable(['filter', 'newest', 'middle', 'rows'], rows);
  console.log('\nOther searches: the first answer within its second, and the whole log.\n');
  const others = OTHERS.map(([name, filter]) => {
    const slices: number[] = [];
    const whole = timed(() => {
      const search = reader.page({ filter, after: null, limit: PAGE });
      let begun = performance.now();
      while (!search.next(false).done) {
        slices.push(performance.now() - begun);
        begun = performance.now();
      }
    });
    const longest = Math.max(whole / (slices.length + 1), ...slices);
    return [name, whole.toFixed(0), longest.toFixed(1)];
  });
  printTable(['filter', 'whole log ms', 'longest slice ms'], others);
}

const TEXTS = ['scan-29.example', 'juniper.amber', 'pearl-river', 'fjord', 'nowhere.invalid'];

function searches(reader: DecisionReader, text: string): void {
  console.log(
    '\nFree text over sender, recipient, peer and HELO, and the same in the lines of Postfix (ms).\n',
  );
  const rows = TEXTS.map((q) => {
    const own = span(
      Array.from({ length: TIMES }, () => timed(() => pageOf(reader, { q }, null))),
      1,
    );
    const others = [
      ['rg', '-c', '-F', '-i', q, text],
      ['grep', '-c', '-F', '-i', q, text],
    ].map(([command, ...parameters]) => ran(command!, parameters));
    return [q, own, String(pageOf(reader, { q }, null)), ...others];
  });
  printTable(['text', 'Gatepost', 'rows', 'ripgrep', 'grep'], rows);
}

function ran(command: string, parameters: readonly string[]): string {
  let found: ReturnType<typeof spawnSync> | null = null;
  const took = timed(() => (found = spawnSync(command, parameters)));
  return found!['error'] ? 'not there' : took.toFixed(0);
}

async function preview(path: string): Promise<void> {
  console.log('\nPreview by replay.\n');
  const networks = Array.from({ length: DEVICE_NETWORKS }, (_, i) => `10.1.${i}.0/24`);
  const before = rulesWith(networks);
  const drafts: readonly (readonly [string, Rules])[] = [
    ['narrows one network, adds another', rulesWith([...networks.slice(0, -1), '64.0.0.0/16'])],
    [
      'sends one domain to a host',
      {
        ...before,
        routes: [
          ...before.routes,
          { domain: 'co.uk', to: { kind: 'host', host: 'h.test', port: 25 } },
        ],
      },
    ],
    [
      'unticks logging on',
      { ...before, restrictions: { ...before.restrictions, authenticated: false } },
    ],
    ['does not reroute: all is asked again', { ...before, reroute: false }],
  ];
  const decisions = new DecisionLog(path);
  const compiled = (rules: Rules) => compile(rules, LOG_HOST).compiled!;
  const desk = { current: () => ({ revision: { revision: 1, rules: before } }) };
  const rows: string[][] = [];
  for (const [name, after] of drafts) {
    for (const days of [1, 7, 9, 30]) {
      const since = new Date(LOG_END - days * DAY_MS);
      const started = performance.now();
      const result = await previewOf(
        { decisions, desk: desk as never, now: () => new Date(LOG_END) },
        { rules: after, compiled: compiled(after), before: compiled(before), since },
      );
      rows.push([
        name,
        String(days),
        result.decisions.toLocaleString('en'),
        (performance.now() - started).toFixed(0),
        `${result.loses.peers} lose, ${result.gains.peers} gain`,
      ]);
    }
  }
  decisions.close();
  printTable(['draft', 'days', 'decisions', 'ms', 'peers'], rows);
}

function rulesWith(networks: readonly string[]): Rules {
  return {
    ...FIRST_RULES,
    routes: Array.from({ length: 20 }, (_, i) => ({
      domain: `d${i}.example.com`,
      to: { kind: 'inbound' as const },
    })),
    restrictions: {
      ...FIRST_RULES.restrictions,
      authenticated: true,
      addresses: { enabled: true, entries: networks.map((network) => ({ network })) },
    },
  };
}

function pageOf(reader: DecisionReader, filter: DecisionFilter, after: string | null): number {
  const search = reader.page({ filter, after, limit: PAGE });
  for (;;) {
    const step = search.next(false);
    if (step.done) return step.value.items.length;
  }
}

function timed(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

function day(before: number, hour: number): string {
  const start = Math.floor(LOG_END / DAY_MS) * DAY_MS - before * DAY_MS;
  return new Date(start + hour * 3_600_000).toISOString();
}
