/**
 * A backup that is taken under load and restored elsewhere: the same rules, the same decisions, the queue complete
 * and held, and nothing delivered twice.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Backup, BackupList, BackupSettings } from '../../shared/api/backups.js';
import type { DecisionPage } from '../../shared/api/decisions.js';
import type { QueuePage } from '../../shared/api/queue.js';
import type { RoutingDocument } from '../../shared/api/routing.js';
import { freePort } from '../support/free-port.js';
import { Gatepost } from '../support/gatepost.js';
import { seeded } from '../support/seeded.js';
import { SmtpClient } from '../support/smtp-client.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';

const MAIN = join(import.meta.dirname, '../../dist/server/command/main.js');
const PASSPHRASE = 'four words of this test';
const CLIENTS = 10;
const OFFICE = '127.0.0.2';
const EACH_MS = 300;
/** A body that is a file of its own. */
const LARGE = 'x'.repeat(998).concat('\r\n').repeat(100);

let top: string;
let old: Gatepost;
let anew: Gatepost;
let port: number;
let sink: SmtpSink;
const at = (name: string) => join(top, name);

beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), 'gatepost-'));
  port = await freePort();
  sink = await new SmtpSink().start('127.0.0.1', port);
  old = await Gatepost.start({ data: at('old') });
  writeFileSync(at('passphrase'), `${PASSPHRASE}\n`);
  writeFileSync(at('wrong'), 'quite another one\n');
});
afterAll(async () => {
  await Promise.all([old?.halt(), anew?.halt(), sink?.stop()]);
  await rm(top, { recursive: true, force: true });
});

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

async function command(data: string, ...args: string[]): Promise<Ended> {
  const env = { PATH: process.env['PATH'], GATEPOST_DATA: data, TZ: 'UTC' };
  const child = spawn(process.execPath, [MAIN, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, error] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (part: string) => (out += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (error += part));
  const code = await new Promise<number>((resolve) => child.on('close', resolve));
  return { code, out, error };
}

const recipientOf = (number: number) => `m${number}@held.test`;
const numberOf = (text: string) => Number(/\bm(\d+)@held\.test/.exec(text)?.[1]);
const arrived = () => sink.messages.map(({ recipients }) => numberOf(recipients[0]!));

async function queueOf(gatepost: Gatepost) {
  const items: QueuePage['items'][number][] = [];
  for (let after = ''; ;) {
    const path = `/api/queue?limit=1000${after}`;
    const { body } = await gatepost.api<QueuePage>('GET', path);
    items.push(...body.items);
    if (body.next === null) return items;
    after = `&after=${body.next}`;
  }
}

async function refsOf(gatepost: Gatepost): Promise<string[]> {
  const { body } = await gatepost.api<DecisionPage>('GET', '/api/decisions?limit=1000');
  return body.items.map(({ ref }) => ref);
}

/** The same ones for both hosts. */
function requests() {
  const random = seeded(22);
  const one = <T>(...choices: T[]) => choices[Math.floor(random() * choices.length)]!;
  return Array.from({ length: 200 }, () => ({
    peer: `${one('10.1', '10.2', '203.0', '127.0')}.${Math.floor(random() * 4)}.${Math.floor(random() * 256)}`,
    recipient: `${one('a', 'b%c', 'd')}@${one('held.test', 'example.com', 'other.test', 'x.b.test')}`,
    account: one(null, null, 'printer'),
    sender: one('', 's@example.com', 's@other.test'),
  }));
}

function decided(gatepost: Gatepost): Promise<unknown[]> {
  const ask = async (request: object) =>
    (await gatepost.api('POST', '/api/routing/decide', { request })).body;
  return Promise.all(requests().map(ask));
}

/** Ten clients send until the answer is called; `acknowledged` are the numbers that got their 250. */
function load(gatepost: Gatepost) {
  const acknowledged = new Set<number>();
  const state = { going: true };
  let sent = 0;
  const send = async () => {
    const client = await SmtpClient.open({ port: gatepost.smtpPort, localAddress: OFFICE });
    while (state.going) {
      const number = (sent += 1);
      const body = number % 7 === 0 ? LARGE : 'Hello\r\n';
      const text = `Subject: ${number}\r\n\r\n${body}`;
      const replies = await client.message('s@sender.test', [recipientOf(number)], text);
      if (replies.at(-1)?.startsWith('250')) acknowledged.add(number);
      // What waits is handled one by one in the end: a load that is steady, and not all that can be.
      await pause(EACH_MS);
    }
    client.close();
  };
  const senders = Array.from({ length: CLIENTS }, send);
  const end = async () => {
    state.going = false;
    await Promise.all(senders);
  };
  return { acknowledged, end };
}

test('what was backed up under load is on another host what it was on this one', async () => {
  const rules = {
    routes: [
      { domain: 'example.com', to: { kind: 'inbound' as const } },
      {
        domain: 'held.test',
        to: { kind: 'host' as const, host: '127.0.0.1', port },
        alwaysRelay: true,
      },
      { domain: 'b.test', to: { kind: 'domain' as const, domain: 'example.com' } },
    ],
    restrictions: {
      authenticated: true,
      addresses: {
        enabled: true,
        entries: [{ network: '10.1.0.0/16', note: 'office' }, { network: OFFICE }],
      },
      internalAddresses: { enabled: false, entries: [] },
      never: { entries: [{ network: '10.1.3.0/24' }] },
    },
  };
  expect((await old.apply(rules)).status).toBe(200);
  await old.api('POST', '/api/accounts', { name: 'printer', password: 'paper and ink 42' });
  // The schedule makes its first one at once. Its pass phrase is a secret that the key file seals.
  const schedule = { every: 24, keep: 1, queue: false, passphrase: 'of the schedule' };
  const { etag } = await old.api<BackupSettings>('GET', '/api/backup-settings');
  const stored = await old.api('PUT', '/api/backup-settings', { schedule }, { 'if-match': etag! });
  expect(stored.body).toMatchObject({ schedule: { passphrase: { set: true }, log: false } });
  const kept = await until(async () => {
    const { body } = await old.api<BackupList>('GET', '/api/backups');
    return body.last ? body : null;
  });
  expect(kept).toMatchObject({ last: { problem: null }, items: [{ encrypted: true }] });
  expect(statSync(kept.folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(kept.folder, kept.items[0]!.id)).mode & 0o777).toBe(0o600);

  // Every second message is put off by its next hop, and waits.
  sink.script = {
    afterData: ({ recipients }) =>
      numberOf(recipients[0]!) % 2 === 0 ? '451 4.3.0 later' : undefined,
  };
  const { acknowledged, end } = load(old);
  await until(() => (acknowledged.size >= 100 ? true : null));
  const before = [...acknowledged];
  const sealed = ['--passphrase-file', at('passphrase')];
  const taken = await command(old.data, 'backup', at('full.age'), '--with-log', ...sealed);
  expect(taken, taken.error).toMatchObject({ code: 0 });
  expect(acknowledged.size).toBeGreaterThan(before.length);
  await end();
  const plain = await command(old.data, 'backup', at('plain'), '--no-queue');
  expect(plain.error).toContain('the keys of its secrets are not in it');
  const decisions = await decided(old);
  const { rules: ruled } = (await old.api<RoutingDocument>('GET', '/api/routing')).body;
  const refs = await refsOf(old);
  const ids = new Set((await queueOf(old)).map(({ id }) => id));
  const running = await command(old.data, 'restore', at('plain'), '--replace');
  expect(running).toMatchObject({ code: 2, error: expect.stringContaining('already runs') });
  await Promise.all([old.halt(), sink.stop()]);
  expect(readdirSync(join(old.data, 'backup-work/made'))).toEqual([]);
  // The odd ones were delivered, but what was under way at the end.
  const delivered = new Set(arrived().filter((number) => number % 2 === 1));

  const altered = readFileSync(at('plain'));
  altered[altered.length >> 1]! ^= 1;
  writeFileSync(at('altered'), altered);
  const [wrong, bad, whole] = await Promise.all([
    command(at('none'), 'restore', at('full.age'), '--passphrase-file', at('wrong')),
    command(at('neither'), 'restore', at('altered')),
    command(at('new'), 'restore', at('full.age'), ...sealed),
  ]);
  expect(wrong).toEqual({ code: 2, out: '', error: 'The pass phrase does not open it.\n' });
  expect(bad).toMatchObject({ code: 2, error: expect.stringMatching(/^[^\n]*altered[^\n]*\n$/) });
  expect(readdirSync(top).filter((name) => /^n(one|either)/.test(name))).toEqual([]);
  expect(whole, whole.error).toMatchObject({ code: 0 });
  expect(whole.out).toContain('are held, as the old host may still deliver them');
  const again = await command(at('new'), 'restore', at('plain'));
  expect(again).toMatchObject({ code: 2, error: expect.stringContaining('with --replace') });

  anew = await Gatepost.start({ data: at('new') });
  const { body } = await anew.api<RoutingDocument>('GET', '/api/routing');
  expect(body.rules).toEqual(ruled);
  expect(body.enforced.problem).toBeUndefined();
  expect(await decided(anew)).toEqual(decisions);
  expect(JSON.stringify((await anew.api('GET', '/api/overview')).body)).not.toContain(
    'secrets-unreadable',
  );
  const waiting = await queueOf(anew);
  expect(new Set(waiting.map(({ state }) => state))).toEqual(new Set(['held']));
  const restored = waiting.map(({ recipients }) => numberOf(recipients[0]!));
  const have = new Set(restored);
  expect(before.filter((number) => !have.has(number) && !delivered.has(number))).toEqual([]);

  // Nothing is tried before it is released; then each comes once, whole.
  sink = await new SmtpSink().start('127.0.0.1', port);
  const client = await SmtpClient.open({ port: anew.smtpPort });
  const reply = await client.message('s@sender.test', ['new@held.test']);
  client.close();
  const { ref } = await until(async () => {
    const path = '/api/decisions?recipient=new@held.test';
    return (await anew.api<DecisionPage>('GET', path)).body.items[0] ?? null;
  });
  expect(reply.at(-1)).toMatch(/^250/);
  expect(refs).not.toContain(ref);
  await until(() => (sink.messages.length === 1 ? true : null));
  const { body: row } = await anew.api<{ queueId: string }>('GET', `/api/decisions/${ref}`);
  expect(ids.has(row.queueId)).toBe(false);
  sink.messages.length = 0;
  const released = await command(anew.data, 'queue', 'release', '--all');
  expect(released.out).toContain(`${restored.length} of`);
  await anew.queueEmpty();
  expect(arrived().toSorted((a, b) => a - b)).toEqual(restored.toSorted((a, b) => a - b));
  const large = sink.messages.filter(({ recipients }) => numberOf(recipients[0]!) % 7 === 0);
  expect(large.length).toBeGreaterThan(0);
  for (const { content } of large) expect(content.includes(LARGE)).toBe(true);
});

test('one is made at a time, is fetched, stopped and removed, and a reader gets none', async () => {
  const request = { log: true, passphrase: 'long enough for a test' };
  const begun = await anew.api<Backup>('POST', '/api/backups', request);
  expect(begun).toMatchObject({ status: 202, body: { state: 'running', encrypted: true } });
  expect(JSON.stringify(begun.body)).not.toContain(request.passphrase);
  const path = `/api/backups/${begun.body.id}`;
  expect((await anew.api('GET', `${path}/file`)).status).toBe(404);
  expect((await anew.api('POST', '/api/backups', {})).status).toBe(429);
  expect((await anew.api('POST', '/api/backups', { passphrase: 'short' })).status).toBe(422);
  expect((await anew.api('DELETE', path)).status).toBe(204);
  expect((await anew.api<Backup>('GET', path)).body.state).toBe('stopped');
  expect(readdirSync(join(anew.data, 'backup-work'))).toEqual(['made']);
  expect(readdirSync(join(anew.data, 'backup-work/made'))).toEqual([]);

  const next = await anew.api<Backup>('POST', '/api/backups', { queue: false });
  const file = `/api/backups/${next.body.id}/file`;
  await until(async () => {
    const { body } = await anew.api<Backup>('GET', `/api/backups/${next.body.id}`);
    return body.state === 'done' ? true : null;
  });
  const token = { name: 'reader', scope: 'read', expires: null };
  const made = await anew.api<{ token: string }>('POST', '/api/tokens', token);
  const asReader = { headers: { authorization: `Bearer ${made.body.token}` } };
  expect((await fetch(anew.consoleUrl + file, asReader)).status).toBe(403);
  const cookie = await anew.cookie();
  const fetched = await fetch(anew.consoleUrl + file, { headers: { cookie } });
  expect(fetched.headers.get('content-disposition')).toContain(next.body.id);
  writeFileSync(at('fetched'), Buffer.from(await fetched.arrayBuffer()));
  expect((await command(at('none'), 'restore', '--check', at('fetched'))).out).toMatch(/^Whole: /);
  for (const odd of ['..%2f..%2fconfig.db', '%2fetc%2fpasswd', 'config.db']) {
    expect((await anew.api('DELETE', `/api/backups/${odd}`)).status).toBe(404);
  }
});
