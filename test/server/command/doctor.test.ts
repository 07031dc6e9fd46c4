/**
 * `gatepost doctor` on real folders: what it finds, what it advises, and that it changes nothing.
 * Threats: T24.
 */
import { once } from 'node:events';
import { chmod, chown, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { examine } from '../../../server/command/doctor/doctor.js';
import { nodeCheck } from '../../../server/command/doctor/node-check.js';
import { readEnvironment } from '../../../server/environment.js';
import { firstDelivery } from '../../../shared/api/delivery.js';
import { dataFolder } from '../../../server/store/layout.js';
import { openWriter } from '../../../server/store/open.js';
import { DnsServer } from '../../support/dns-server.js';
import { newFolder, RunningConsole } from '../console/running-console.js';

let data: string;
let dns: DnsServer;

/** As a console that has a secret left it. */
beforeAll(async () => {
  process.umask(0o077);
  data = join(await newFolder(), 'data');
  dns = await new DnsServer({
    'mail.example.com': { a: ['127.0.0.1'] },
    '1.0.0.127.in-addr.arpa': {},
  }).start();
  const running = await RunningConsole.loggedOn({ data });
  const { headers, body } = await running.call<object>('/api/delivery');
  const outbound = {
    kind: 'smarthost',
    host: 'smart.example.net',
    tls: 'required',
    auth: { username: 'us', password: 's3cret' },
  };
  await running.call('/api/delivery', {
    method: 'PUT',
    body: { ...firstDelivery('example.com'), ...body, outbound },
    headers: { 'if-match': headers.get('etag')! },
  });
  await running.halt();
});
afterAll(async () => {
  await dns.stop();
  await rm(join(data, '..'), { recursive: true, force: true });
});

const environmentOf = (variables: Record<string, string> = {}) =>
  readEnvironment({
    GATEPOST_DATA: data,
    GATEPOST_SMTP: '127.0.0.1:0',
    GATEPOST_CONSOLE: '127.0.0.1:0',
    GATEPOST_HOSTNAME: 'mail.example.com',
    GATEPOST_DNS: `${dns.place.host}:${dns.place.port}`,
    ...variables,
  });

/** Findings by check; the ones that are not well as `state: text todo`. */
async function found(variables?: Record<string, string>): Promise<Record<string, string>> {
  const findings = await examine(environmentOf(variables));
  return Object.fromEntries(
    findings.map(({ check, state, text, todo }) => [
      check,
      state === 'ok' ? 'ok' : `${state}: ${text} ${todo}`,
    ]),
  );
}

test('a folder that is well is left as it is, to the list of its files', async () => {
  const before = await readdir(data, { recursive: true });
  expect(await found()).toMatchObject({
    Node: 'ok',
    'data folder': 'ok',
    files: 'ok',
    'config.db': 'ok',
    'spool.db': 'ok',
    'decisions.db': 'ok',
    'key file': 'ok',
    certificate: 'ok',
    clock: 'ok',
    relay: 'warn: It does not run. Start it: no mail is taken.',
    console: 'warn: It does not run. Start it; mail flows without it.',
  });
  expect(await readdir(data, { recursive: true })).toEqual(before);
});

test('a folder, a file and a key that others may read', async () => {
  const { key, config } = dataFolder(data);
  await Promise.all([chmod(data, 0o755), chmod(key, 0o640), chmod(config, 0o644)]);
  expect(await found()).toMatchObject({
    'data folder': `bad: ${data} is open to others (0755). chmod 700 ${data}`,
    files: expect.stringMatching(/^warn: 2 are open to others: .*chmod -R go-rwx/) as unknown,
    'key file': expect.stringMatching(/^bad: .* is open to others\. chmod 600/) as unknown,
  });
  await Promise.all([chmod(data, 0o700), chmod(key, 0o600), chmod(config, 0o600)]);
});

test.runIf(process.getuid?.() === 0)('a file of another user', async () => {
  await chown(dataFolder(data).config, 65534, 65534);
  expect((await found())['files']).toMatch(/^bad: 1 is of another user .*config\.db.*chown -R 0:0/);
  await chown(dataFolder(data).config, 0, 0);
});

test('a key file that is missing, or another one: what must be entered again', async () => {
  const { key } = dataFolder(data);
  await rename(key, `${key}.kept`);
  expect((await found())['key file']).toBe(
    `bad: The key file ${key} is missing. Put the right file back, or enter again: The password for the smart host.`,
  );
  await writeFile(key, `${Buffer.alloc(32).toString('base64')}\n`);
  expect((await found())['key file']).toMatch(/^bad: .* is not the one that it was sealed with/);
  await rename(`${key}.kept`, key);
});

test('a database that is damaged, and one of a newer version', async () => {
  const { spool, decisions } = dataFolder(data);
  await writeFile(decisions, 'garbage '.repeat(1000));
  const db = openWriter(spool, 'spool', 'full');
  db.pragma('user_version = 99');
  db.close();
  expect(await found()).toMatchObject({
    'decisions.db': expect.stringMatching(/^bad: .*not a database.*restore it/) as unknown,
    'spool.db': expect.stringMatching(/^bad: It has version 99/) as unknown,
  });
  await Promise.all([rm(spool), rm(decisions)]);
});

test('pages of a database that are broken', async () => {
  const { spool } = dataFolder(data);
  const db = openWriter(spool, 'spool', 'full');
  db.close();
  await truncate(spool, 3 * 4096);
  expect((await found())['spool.db']).toMatch(/^bad: /);
  await rm(spool);
});

test('a clock that is behind what was recorded', async () => {
  const db = openWriter(dataFolder(data).config, 'config', 'full');
  const insert = db.prepare(
    "INSERT INTO audit (at, actor, action, detail) VALUES ('2099-01-01T00:00:00.000Z', 'x', 'y', '')",
  );
  const { lastInsertRowid } = insert.run();
  expect((await found())['clock']).toMatch(/^bad: .*recorded at 2099/);
  db.prepare('DELETE FROM audit WHERE id = ?').run(lastInsertRowid);
  db.close();
});

test('a port that another program has, and a certificate that cannot be read', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const place = `127.0.0.1:${(other.address() as AddressInfo).port}`;
  const said = await found({
    GATEPOST_SMTP: place,
    GATEPOST_TLS_CERT: '/nonexistent/cert',
    GATEPOST_TLS_KEY: '/nonexistent/key',
  });
  expect(said[`port ${place}`]).toMatch(/^bad: GATEPOST_SMTP: .* is taken by another program/);
  expect(said['certificate']).toMatch(/^bad: \/nonexistent\/cert cannot be read: ENOENT/);
  other.close();
});

test('DNS that says nothing, or not this name, is never bad', async () => {
  const silent = await found({ GATEPOST_DNS: '127.0.0.1:1' });
  expect(silent['host name']).toMatch(/^warn: .*could not be asked/);
  const unknown = await found({ GATEPOST_HOSTNAME: 'nobody.example.com' });
  expect(unknown['host name']).toMatch(/^warn: nobody\.example\.com is not in DNS/);
  expect((await found({ GATEPOST_HOSTNAME: 'vm' }))['host name']).toMatch(/^warn: .*no full name/);
});

test('a console that runs is asked, and its files are left alone', async () => {
  const running = await RunningConsole.start({ data });
  expect(await found()).toMatchObject({ console: 'ok', 'config.db': 'ok' });
  const elsewhere = await found({ GATEPOST_RUN: join(data, 'other') });
  expect(elsewhere['console']).toMatch(/^bad: It runs, and does not answer at/);
  expect((await running.bare('/healthz')).status).toBe(200);
  await running.halt();
});

test('Node is held against what package.json names', () => {
  const engines = '^20.19.0 || ^22.12.0 || >=24.0.0';
  const is = (version: string) => nodeCheck(version, engines).state === 'ok';
  expect(['20.19.0', '20.20.2', '22.12.1', '24.0.0', '26.1.0'].filter(is)).toHaveLength(5);
  expect(['20.18.9', '21.9.0', '22.11.0', '23.0.0', '18.20.0'].filter(is)).toEqual([]);
});
