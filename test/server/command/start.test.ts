/** `gatepost start` itself: two real processes, their ends and their faults. */
import Database from 'better-sqlite3';
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Gatepost, type GatepostOptions } from '../../support/gatepost.js';
import { until } from '../../support/until.js';

const MAIN = join(import.meta.dirname, '../../../dist/server/command/main.js');
const running: Gatepost[] = [];
afterEach(async () => {
  for (const gatepost of running.splice(0)) await gatepost.stop();
});

async function start(options: GatepostOptions = {}): Promise<Gatepost> {
  const gatepost = await Gatepost.start(options);
  running.push(gatepost);
  return gatepost;
}

const health = async ({ consoleUrl }: Gatepost) => {
  const response = await fetch(`${consoleUrl}/healthz`).catch(() => null);
  return response?.status === 200 ? true : null;
};
const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** A start that is expected to end by itself: its exit code and what it wrote, but for the log. */
async function startRefused(environment: Record<string, string>, data: string) {
  const env = {
    PATH: process.env['PATH'],
    GATEPOST_DATA: data,
    GATEPOST_SMTP: '127.0.0.1:0',
    GATEPOST_CONSOLE: '127.0.0.1:0',
    ...environment,
  };
  const child = spawn(process.execPath, [MAIN, 'start'], { env });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  }
  const [code] = (await once(child, 'close')) as [number];
  return { code, lines: text.split('\n').filter((line) => line !== '' && !line.startsWith('{')) };
}

test('is up in a moment, healthy, and ends clean with both processes when told to', async () => {
  const gatepost = await start();
  await until(() => health(gatepost));
  const { relay, console } = await gatepost.children();
  const child = gatepost.child!;
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(0);
  // They let go of the folder first, and are gone a moment later.
  await until(() => (alive(relay) || alive(console) ? null : true));
});

test('a second start on the same data folder ends with one line and leaves the first alone', async () => {
  const gatepost = await start();
  const { code, lines } = await startRefused({}, gatepost.data);
  expect(code).toBe(78);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(
    new RegExp(`^Another (relay|console) already runs on the data folder ${gatepost.data}\\.$`),
  );
  await until(() => health(gatepost));
});

test('a port that is taken ends the start with one line that names the setting', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const taken = `127.0.0.1:${(other.address() as AddressInfo).port}`;
  const gatepost = await start();
  await gatepost.halt();
  for (const name of ['GATEPOST_SMTP', 'GATEPOST_CONSOLE']) {
    const { code, lines } = await startRefused({ [name]: taken }, gatepost.data);
    expect(code).toBe(78);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`${taken} is taken by another program.`);
  }
  other.close();
});

test.each(['spool.db', 'decisions.db'])(
  'a %s from a newer version ends the start with one line and is left as it is',
  async (name) => {
    const gatepost = await start();
    await gatepost.halt();
    const path = join(gatepost.data, name);
    const db = new Database(path);
    db.pragma('user_version = 99');
    db.close();
    const before = readFileSync(path);
    const { code, lines } = await startRefused({}, gatepost.data);
    expect(code).toBe(78);
    // The console may have come up first, and said how to set it up.
    const faults = lines.filter((line) => !line.startsWith('Set up the console'));
    expect(faults).toEqual([
      expect.stringMatching(
        / has version 99, made by a newer Gatepost: this one knows up to \d\.$/,
      ),
    ]);
    expect(faults[0]).toContain(path);
    expect(readFileSync(path).equals(before)).toBe(true);
  },
);

test('a bad value ends the start with one line for each', async () => {
  const { code, lines } = await startRefused(
    { GATEPOST_SMTP: '25', GATEPOST_SMPTS: '127.0.0.1:465' },
    '/tmp',
  );
  expect(code).toBe(78);
  expect(lines).toEqual([
    'GATEPOST_SMPTS is not a setting: did you mean GATEPOST_SMTPS?',
    'GATEPOST_SMTP: “25” is not an address with a port, such as 127.0.0.1:25 or [::]:25.',
  ]);
});

test('a process that was killed is started again, and the other goes on', async () => {
  const gatepost = await start();
  const before = await gatepost.children();
  process.kill(before.console, 'SIGKILL');
  const after = await until(async () => {
    const now = await gatepost.children();
    return now.console && now.console !== before.console ? now : null;
  });
  expect(after.relay).toBe(before.relay);
});

test('both end when the supervisor is killed, and a start right after succeeds', async () => {
  const gatepost = await start();
  const { relay, console } = await gatepost.children();
  await gatepost.kill();
  await gatepost.start();
  await until(() => health(gatepost));
  // They let go of the folder first, and are gone a moment later.
  await until(() => (alive(relay) || alive(console) ? null : true));
});

test('a process whose supervisor was killed before it was loaded ends, and holds no folder', async () => {
  const child = fork(MAIN, ['relay'], { env: { PATH: process.env['PATH'] }, stdio: 'ignore' });
  child.disconnect();
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(1);
});
