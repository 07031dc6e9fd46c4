/**
 * kill -9 at any moment: nothing that was acknowledged is lost, and the last good rules are in force.
 * Threats: T2, T14.
 */
import Database from 'better-sqlite3';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Gatepost } from '../support/gatepost.js';
import { freePort } from '../support/free-port.js';
import { KillDriver } from '../support/kill-driver.js';
import { SmtpClient } from '../support/smtp-client.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';

let gatepost: Gatepost;
let sink: SmtpSink;
let port: number;

beforeEach(async () => {
  sink = await new SmtpSink().start();
  port = await freePort();
  gatepost = await Gatepost.start({ environment: { GATEPOST_SMTP: `127.0.0.1:${port}` } });
  await gatepost.deliver({
    outbound: { kind: 'smarthost', host: '127.0.0.1', port: sink.port },
    retry: [1],
  });
  const { status } = await gatepost.apply({
    routes: [{ domain: 'example.com', to: { kind: 'inbound' } }],
    restrictions: {
      authenticated: false,
      addresses: { enabled: true, entries: [{ network: '127.0.0.1' }] },
      internalAddresses: { enabled: false, entries: [] },
      never: { entries: [{ network: '127.0.0.66' }] },
    },
  });
  expect(status).toBe(200);
});
afterEach(async () => {
  await gatepost.stop();
  await sink.stop();
});

function arrived(): Set<string> {
  const ids = sink.messages.map(
    ({ content }) => /^X-Id: (.*)\r$/m.exec(content.toString('latin1'))?.[1],
  );
  return new Set(ids.filter((id) => id !== undefined));
}

test.each([1, 2])(
  'killed ten times at random moments under load, seed %i: every acknowledged message arrives, twice only when an answer was in flight',
  async (seed) => {
    const driver = new KillDriver({ gatepost, port, sink, seed });
    driver.startLoad();
    for (let kills = 0; kills < 10; kills += 1) await driver.kill();
    const { acknowledged, lost, unexplained } = await driver.balance();
    expect(acknowledged).toBeGreaterThan(0);
    expect({ lost, unexplained }).toEqual({ lost: [], unexplained: [] });
  },
);

test('the supervisor itself killed: both processes end, and the next start finds everything', async () => {
  const sinkPort = sink.port;
  await sink.stop();
  const client = await SmtpClient.open({ port });
  const replies = await client.message(
    's@sender.test',
    ['r@remote.test'],
    'X-Id: kept\r\n\r\nb\r\n',
  );
  expect(replies.at(-1)).toMatch(/^250 2\.0\.0/);
  const { relay, console } = await gatepost.children();
  await gatepost.kill();
  await until(() => (isRunning(relay) || isRunning(console) ? null : true));
  sink = await new SmtpSink().start('127.0.0.1', sinkPort);
  await gatepost.start();
  await until(() => (arrived().has('kept') ? true : null));
});

describe('after kill -9 the last good rules are in force', () => {
  /** Ours is accepted, a permitted peer relays, the never-list refuses. */
  async function expectRules(): Promise<void> {
    await until(async () => (await SmtpClient.open({ port }).catch(() => null)) && true);
    const reply = async (to: string, localAddress: string) => {
      const client = await SmtpClient.open({ port, localAddress });
      await client.say('EHLO peer.test');
      const mail = await client.say('MAIL FROM:<s@sender.test>');
      const answer = mail.startsWith('250') ? await client.say(`RCPT TO:<${to}>`) : mail;
      client.close();
      return answer.slice(0, 3);
    };
    expect(await reply('user@example.com', '127.0.0.5')).toBe('250');
    expect(await reply('user@remote.test', '127.0.0.5')).toBe('550');
    expect(await reply('user@remote.test', '127.0.0.1')).toBe('250');
    expect(await reply('user@remote.test', '127.0.0.66')).toBe('550');
  }

  test('when the relay was killed', async () => {
    const { relay } = await gatepost.children();
    process.kill(relay, 'SIGKILL');
    await until(async () => ((await gatepost.children()).relay || relay) !== relay || null);
    await expectRules();
  });

  test('when config.db is missing: the console makes it anew from what the relay enforced', async () => {
    await gatepost.kill();
    for (const end of ['', '-wal', '-shm'])
      await rm(join(gatepost.data, `config.db${end}`), { force: true });
    await gatepost.start();
    await expectRules();
    await gatepost.logOn();
    const { body } = await gatepost.api<{ revision: number; rules: { routes: unknown[] } }>(
      'GET',
      '/api/routing',
    );
    expect(body.revision).toBe(2);
    expect(body.rules.routes).toHaveLength(1);
  });

  test('when config.db was overwritten with garbage: the relay goes on, the console says what is wrong', async () => {
    const { relay, console } = await gatepost.children();
    await gatepost.kill();
    // Nobody holds the folder any more.
    await until(() => (isRunning(relay) || isRunning(console) ? null : true));
    const garbage = Buffer.alloc(100_000, 'garbage');
    for (const end of ['-wal', '-shm'])
      await rm(join(gatepost.data, `config.db${end}`), { force: true });
    await writeFile(join(gatepost.data, 'config.db'), garbage);
    const start = gatepost.spawn();
    let said = '';
    start.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await until(() => (said.includes('\n') ? true : null));
    expect(said).toBe(
      `${join(gatepost.data, 'config.db')} is damaged or not a database: restore it from a backup, or move it away.` +
        ' The relay goes on with what it enforced last.\n',
    );
    await expectRules();
    expect(start.exitCode).toBeNull();
    expect((await readFile(join(gatepost.data, 'config.db'))).equals(garbage)).toBe(true);
  });

  test('when config.db comes from a newer version: the same, and it is left as it is', async () => {
    await gatepost.halt();
    const path = join(gatepost.data, 'config.db');
    const db = new Database(path);
    db.pragma('user_version = 99');
    db.close();
    const before = await readFile(path);
    const start = gatepost.spawn();
    let said = '';
    start.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await until(() => (said.includes('\n') ? true : null));
    expect(said).toContain(`${path} has version 99, made by a newer Gatepost`);
    await expectRules();
    expect(start.exitCode).toBeNull();
    expect((await readFile(path)).equals(before)).toBe(true);
  });
});

test('without rules and without a readable config.db nothing is accepted, and nothing is refused for good', async () => {
  const relay = await freePort();
  const alone = await Gatepost.prepare({
    command: 'relay',
    environment: { GATEPOST_SMTP: `127.0.0.1:${relay}` },
  });
  alone.spawn();
  await until(async () => (await SmtpClient.open({ port: relay }).catch(() => null)) && true);
  const client = await SmtpClient.open({ port: relay });
  await client.say('EHLO peer.test');
  expect(await client.say('MAIL FROM:<s@sender.test>')).toMatch(/^451 4\.3\.0/);
  client.close();
  await alone.stop();
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
