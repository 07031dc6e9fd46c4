/** The supervisor, over small processes that do as they are told. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Supervisor } from '../../../server/command/supervisor.js';
import { silentLog } from '../../../server/log.js';
import { until } from '../../support/until.js';

let folder: string;
let supervisor: Supervisor | null = null;
const ready: string[] = [];
const faults: string[] = [];
const waitedFor: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatepost-'));
  ready.length = 0;
  faults.length = 0;
  waitedFor.length = 0;
});
afterEach(async () => {
  await supervisor?.stop('SIGTERM');
  supervisor = null;
  await rm(folder, { recursive: true, force: true });
});

/**
 * Starts a supervisor over this program. In it, `name` is its name, `start` counts its starts from 1,
 * and `say(kind, text)` tells the supervisor.
 */
async function supervise(program: string): Promise<{ ended: Promise<number> }> {
  const script = join(folder, 'child.mjs');
  const head = `
    import { existsSync, readFileSync, writeFileSync } from 'node:fs';
    const name = process.argv[2];
    const counter = ${JSON.stringify(folder)} + '/' + name;
    const start = existsSync(counter) ? Number(readFileSync(counter, 'utf8')) + 1 : 1;
    writeFileSync(counter, String(start));
    const say = (kind, text, isDatabase = false) =>
      new Promise((done) => process.send({ kind, text, isDatabase }, done));
    const stay = () => setInterval(() => {}, 1000);
  `;
  await writeFile(script, head + program);
  supervisor = new Supervisor({
    names: ['relay', 'console'],
    script,
    args: ['--smtp=x'],
    log: silentLog(),
    onReady: (name, text) => ready.push(`${name} ${text}`),
    onRefused: (fault) => faults.push(fault),
    onConsoleDown: (fault) => waitedFor.push(fault),
  });
  return { ended: supervisor.start() };
}

const starts = async (name: string) =>
  Number(await readFile(join(folder, name), 'utf8').catch(() => '0'));

test('both are started with the flags, and end when they are told to', async () => {
  const { ended } = await supervise(`
    await say('ready', process.argv.slice(3).join());
    process.on('SIGTERM', async () => { writeFileSync(counter + '.ended', ''); process.exit(0); });
    stay();
  `);
  await until(() => (ready.length === 2 ? true : null));
  expect(ready.toSorted()).toEqual(['console --smtp=x', 'relay --smtp=x']);
  await supervisor!.stop('SIGTERM');
  expect(await ended).toBe(0);
  await readFile(join(folder, 'relay.ended'));
  await readFile(join(folder, 'console.ended'));
});

test('one that dies is started again, and the other does not notice', async () => {
  await supervise(`
    if (name === 'relay' && start < 3) process.kill(process.pid, 'SIGKILL');
    await say('ready', String(start));
    stay();
  `);
  await until(() => (ready.length === 2 ? true : null));
  expect(ready).toContain('relay 3');
  expect(await starts('console')).toBe(1);
});

test('a setting that keeps one from starting ends both with that line, once', async () => {
  const { ended } = await supervise(`
    if (name === 'console') stay();
    else { await say('fault', 'GATEPOST_SMTP: taken.'); process.exit(78); }
  `);
  expect(await ended).toBe(78);
  expect(faults).toEqual(['GATEPOST_SMTP: taken.']);
  expect(await starts('relay')).toBe(1);
});

test('when both are kept from starting, one line is shown', async () => {
  const { ended } = await supervise(`await say('fault', name); process.exit(78);`);
  expect(await ended).toBe(78);
  expect(faults).toHaveLength(1);
});

test('a setting that keeps one from starting again later does not end the other', async () => {
  await supervise(`
    if (name === 'relay' && start === 1) { await say('ready', '1'); process.exit(1); }
    if (name === 'relay' && start < 4) { await say('fault', 'taken'); process.exit(78); }
    await say('ready', String(start));
    stay();
  `);
  await until(() => (ready.includes('relay 4') ? true : null));
  expect(faults).toEqual([]);
  expect(await starts('console')).toBe(1);
});

test('a console whose database cannot be opened is waited for, and the relay goes on', async () => {
  await supervise(`
    if (name === 'console' && start < 3) { await say('fault', 'damaged', true); process.exit(78); }
    await say('ready', String(start));
    stay();
  `);
  await until(() => (ready.includes('console 3') ? true : null));
  expect(ready).toContain('relay 1');
  expect(waitedFor).toEqual(['damaged']);
  expect(faults).toEqual([]);
});

test('a relay whose database cannot be opened ends the start: it could not keep its promises', async () => {
  const { ended } = await supervise(`
    if (name === 'console') stay();
    else { await say('fault', 'damaged', true); process.exit(78); }
  `);
  expect(await ended).toBe(78);
  expect(faults).toEqual(['damaged']);
});
