/** Starting the console: what stands in its way is said in one line, and nothing is changed. Threats: T24. */
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { firstDelivery } from '../../../shared/api/delivery.js';
import type { RoutingDocument } from '../../../shared/api/routing.js';
import { FIRST_RULES } from '../../../shared/rules/schema.js';
import { dataFolder } from '../../../server/store/layout.js';
import { newestRevision } from '../../../server/store/config/revisions.js';
import { openReader, openWriter } from '../../../server/store/open.js';
import { newFolder, RunningConsole } from './running-console.js';

let data: string;
let running: RunningConsole | null = null;

beforeEach(async () => {
  data = await newFolder();
});
afterEach(async () => {
  await running?.halt();
  running = null;
  await rm(data, { recursive: true, force: true });
});

const start = async (variables: Record<string, string> = {}) =>
  (running = await RunningConsole.loggedOn({ data, variables }));
const read = async () => (await running!.call<RoutingDocument>('/api/routing')).body;

describe('one line names what is wrong', () => {
  test('a second console on the same data folder', async () => {
    await start();
    await expect(RunningConsole.start({ data })).rejects.toThrow(
      `Another console already runs on the data folder ${data}.`,
    );
    expect((await running!.call('/api/session')).status).toBe(200);
  });

  test('a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const variables = { GATEPOST_CONSOLE: `127.0.0.1:${port}` };
    await expect(RunningConsole.start({ data, variables })).rejects.toThrow(
      `GATEPOST_CONSOLE: 127.0.0.1:${port} is taken by another program.`,
    );
    other.close();
  });

  test('an address that is not ours', async () => {
    const variables = { GATEPOST_CONSOLE: '192.0.2.77:8025' };
    await expect(RunningConsole.start({ data, variables })).rejects.toThrow(
      'GATEPOST_CONSOLE: 192.0.2.77:8025 is not an address of this host.',
    );
  });

  test('a data folder that cannot be written', async () => {
    await writeFile(join(data, 'file'), '');
    const inFile = join(data, 'file', 'data');
    await expect(RunningConsole.start({ data: inFile })).rejects.toThrow(
      `The data folder ${inFile} cannot be written: a file stands in its place.`,
    );
  });

  test('a database from a newer version, which is left as it is', async () => {
    const db = openWriter(dataFolder(data).config, 'config', 'full');
    db.pragma('user_version = 99');
    db.close();
    await expect(RunningConsole.start({ data })).rejects.toThrow(
      /config\.db has version 99, made by a newer Gatepost: this one knows up to \d+\./,
    );
    const left = openReader(dataFolder(data).config)!;
    expect(left.pragma('user_version', { simple: true })).toBe(99);
    expect(newestRevision(left)).toBeNull();
    left.close();
  });

  test('a damaged database, which is left as it is', async () => {
    const garbage = 'garbage '.repeat(2000);
    await writeFile(dataFolder(data).config, garbage);
    await expect(RunningConsole.start({ data })).rejects.toThrow(
      `${dataFolder(data).config} is damaged or not a database: restore it from a backup, or move it away.`,
    );
    expect(await readFile(dataFolder(data).config, 'utf8')).toBe(garbage);
  });

  test('a certificate that does not belong to its key', async () => {
    const [cert, key] = [join(data, 'cert'), join(data, 'key')];
    await writeFile(cert, 'no certificate');
    await writeFile(key, 'no key');
    const variables = {
      GATEPOST_CONSOLE: '0.0.0.0:0',
      GATEPOST_TLS_CERT: cert,
      GATEPOST_TLS_KEY: key,
    };
    await expect(RunningConsole.start({ data, variables })).rejects.toThrow(
      `${cert} and ${key} are not a certificate and its key`,
    );
  });

  test('what failed to start has let go of everything', async () => {
    const variables = { GATEPOST_CONSOLE: '192.0.2.77:8025' };
    await expect(RunningConsole.start({ data, variables })).rejects.toThrow();
    await start();
    expect((await read()).revision).toBe(1);
  });
});

test('what is made is for nobody but its owner', async () => {
  process.umask(0o077);
  data = join(data, 'made');
  await start();
  expect((await stat(data)).mode & 0o777).toBe(0o700);
  expect((await stat(dataFolder(data).config)).mode & 0o777).toBe(0o600);
});

test('a console that strangers may reach speaks TLS, and its cookie goes over nothing else', async () => {
  await mkdir(data, { recursive: true });
  const secured = await RunningConsole.start({
    data,
    variables: { GATEPOST_CONSOLE: '0.0.0.0:0', GATEPOST_HOSTNAME: 'localhost' },
  });
  running = secured;
  expect(secured.url).toMatch(/^https:\/\/localhost:\d+$/);
  const body = JSON.stringify({ username: 'admin', password: 'correct horse battery' });
  const headers = { 'content-type': 'application/json', origin: secured.url };
  const options = { method: 'POST', headers, rejectUnauthorized: false };
  const sending = request(`${secured.url}/api/session`, options).end(body);
  const [answer] = (await once(sending, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['set-cookie']).toHaveLength(1);
  expect(answer.headers['set-cookie']?.[0]).toMatch(/; HttpOnly; Secure; SameSite=Strict$/);
  answer.resume();
  sending.destroy();
});

describe('when config.db was lost', () => {
  const rules = { ...FIRST_RULES, routes: [{ domain: 'kept.test', to: { kind: 'inbound' } }] };
  const delivery = { ...firstDelivery('kept.test'), expireAfter: 7200 };

  /** As the relay keeps it, in a database of any shape that has the table. */
  const lastGood = (number: number) => {
    const db = openWriter(dataFolder(data).spool, 'config', 'full');
    db.exec(
      `CREATE TABLE last_good (kind TEXT PRIMARY KEY, number INTEGER NOT NULL, json TEXT NOT NULL,
       since TEXT NOT NULL) STRICT`,
    );
    const insert = db.prepare('INSERT INTO last_good VALUES (?, ?, ?, ?)');
    insert.run('rules', number, JSON.stringify(rules), '2026-11-25T10:00:00Z');
    insert.run('delivery', 4, JSON.stringify(delivery), '2026-11-25T10:00:00Z');
    db.close();
  };

  test('the rules that the relay enforced are taken over under their number', async () => {
    lastGood(7);
    await start();
    const document = await read();
    expect(document).toMatchObject({
      revision: 7,
      author: 'gatepost',
      note: 'Recovered from what the relay enforced',
      rules: { routes: rules.routes },
    });
    const settings = await running!.call('/api/delivery');
    expect(settings.headers.get('etag')).toBe('"d4"');
    expect(settings.body).toEqual(delivery);
  });

  test('a database older than what the relay enforced is numbered anew, above it', async () => {
    await start();
    await running!.halt();
    lastGood(7);
    await start();
    expect(await read()).toMatchObject({ revision: 8, rules: FIRST_RULES });
  });

  test('a database that is up to date is left alone', async () => {
    await start();
    await running!.halt();
    lastGood(1);
    await start();
    expect(await read()).toMatchObject({ revision: 1, rules: FIRST_RULES });
  });

  test('a spool that cannot be read is not this process’s to complain about', async () => {
    await writeFile(dataFolder(data).spool, 'garbage '.repeat(1000));
    await start();
    expect(await read()).toMatchObject({ revision: 1 });
  });
});
