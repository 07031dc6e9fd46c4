/** What the console stores: no secret that can be read, whatever becomes of the key file. */
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { firstDelivery } from '../../../shared/api/delivery.js';
import type { Overview } from '../../../shared/api/overview.js';
import type { NewSecondFactor, RecoveryCodes } from '../../../shared/api/own-account.js';
import { FIRST_SECURITY } from '../../../shared/api/security.js';
import { dataFolder } from '../../../server/store/layout.js';
import { openWriter } from '../../../server/store/open.js';
import { localhostPair } from '../../support/localhost-pair.js';
import { newFolder, PASSWORD, refusal, RunningConsole, type ErrorBody } from './running-console.js';

const SMART_HOST = 'SMARTHOST-plain-5ecret';
const LDAP = 'LDAPBIND-plain-5ecret';
const TOTP_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

const delivery = {
  ...firstDelivery('mail.example.com'),
  outbound: {
    kind: 'smarthost',
    host: 'smart.example.net',
    port: 587,
    tls: 'required',
    auth: { username: 'us', password: SMART_HOST },
  },
} as const;
const store = {
  kind: 'ldap',
  name: 'directory',
  host: 'dc.example.com',
  port: 636,
  tls: 'ldaps',
  bind: { how: 'search', account: 'cn=reader', password: LDAP, base: 'dc=example,dc=com' },
} as const;

let data: string;
let running: RunningConsole;
let key: string;

/** As a version before sealing left it: everything in plain text, in databases that go on being used. */
beforeAll(async () => {
  data = await newFolder();
  const pair = await localhostPair();
  ({ key } = pair);
  running = await RunningConsole.start({ data });
  await running.halt();
  const db = openWriter(dataFolder(data).config, 'config', 'full');
  const put = (table: string, settings: object) =>
    db
      .prepare(`INSERT INTO ${table} VALUES (2, '2026-11-25T10:00:00.000Z', 'admin', ?)`)
      .run(JSON.stringify(settings));
  put('delivery', delivery);
  const certificate = { kind: 'pasted', ...pair };
  put('security', { ...FIRST_SECURITY, stores: [store], certificate });
  db.prepare('INSERT INTO second_factor (username, secret, on_since) VALUES (?, ?, NULL)').run(
    'admin',
    TOTP_SECRET,
  );
  db.close();
  await start();
});
afterAll(() => running.stop());

async function start(): Promise<void> {
  running = await RunningConsole.loggedOn({ data });
}

async function filesHold(...texts: string[]): Promise<string[]> {
  const names = (await readdir(data)).filter((name) => /\.db(-wal|-shm)?$/.test(name));
  const all = await Promise.all(names.map((name) => readFile(join(data, name), 'latin1')));
  return texts.filter((text) => all.some((content) => content.includes(text)));
}

const attention = async () =>
  (await running.call<Overview>('/api/overview')).body.attention.filter(
    ({ code }) => code === 'secrets-unreadable',
  );
const put = async (path: string, change: object) => {
  const { headers, body } = await running.call<object>(path);
  const asked = { body: { ...body, ...change }, headers: { 'if-match': headers.get('etag')! } };
  return running.call<ErrorBody>(path, { method: 'PUT', ...asked });
};
const keyLine = () => key.split('\n')[3]!;

test('what an earlier version stored in plain text is sealed at the next start, leaving no trace', async () => {
  expect(await filesHold(SMART_HOST, LDAP, keyLine(), TOTP_SECRET)).toEqual([]);
  const { body } = await running.call('/api/delivery');
  expect(body).toMatchObject({ outbound: { auth: { password: { set: true } } } });
  expect(await attention()).toEqual([]);
});

test('settings go back and forth as before, and a new secret never lies there readable', async () => {
  expect((await put('/api/delivery', { warnAfter: 100 })).status).toBe(200);
  expect((await put('/api/security', { cacheFor: 10 })).status).toBe(200);
  const outbound = { ...delivery.outbound, auth: { username: 'us', password: 'An0ther-5ecret' } };
  expect((await put('/api/delivery', { outbound })).status).toBe(200);
  expect(await filesHold(SMART_HOST, LDAP, keyLine(), 'An0ther-5ecret')).toEqual([]);
  const asked = await running.call('/api/security/check-certificate', {
    method: 'POST',
    body: { certificate: { kind: 'pasted', cert: (await pem()).cert, key: { set: true } } },
  });
  expect(asked.status).toBe(200);
});

test('what is sealed cannot be sent in', async () => {
  const auth = { username: 'us', password: { set: true, sealed: 'v1:AAAA' } };
  const { status, body } = await put('/api/delivery', { outbound: { ...delivery.outbound, auth } });
  expect(status).toBe(422);
  expect(body.error.issues?.[0]?.path).toContain('outbound.auth.password');
});

test('a second factor is sealed, and lets in as before', async () => {
  const post = <T>(path: string, body: object) => running.call<T>(path, { method: 'POST', body });
  const { body } = await post<NewSecondFactor>('/api/account/second-factor', {
    password: PASSWORD,
  });
  const totp = new TOTP({ secret: Secret.fromBase32(body.secret) });
  const confirm = { code: totp.generate() };
  const on = await post<RecoveryCodes>('/api/account/second-factor/confirm', confirm);
  expect(on.status).toBe(200);
  expect(await filesHold(body.secret)).toEqual([]);

  // Without the key file: said where it is looked for, and nothing else stops.
  await running.halt();
  const kept = join(data, 'kept');
  await rename(dataFolder(data).key, kept);
  running = await RunningConsole.start({ data });
  const logOn = (code: string) =>
    running.bare<ErrorBody>('/api/session', {
      method: 'POST',
      body: { username: 'admin', password: PASSWORD, code },
    });
  const refused = await logOn(totp.generate({ timestamp: Date.now() + 30_000 }));
  expect(refusal(refused)).toEqual([503, 'unavailable']);
  expect(refused.body.error.message).toContain('use a recovery code');
  running.keepCookie(await logOn(on.body.recoveryCodes[0]!));
  expect(await attention()).toEqual([
    {
      code: 'secrets-unreadable',
      problem: `The key file ${dataFolder(data).key} is missing.`,
      secrets: [
        'The password for the smart host',
        'The password to search the account store directory with',
        'The private key of the certificate',
        'The second factor of admin',
      ],
    },
  ]);

  // Other settings change; what cannot be read is kept, and cannot be used.
  expect((await put('/api/delivery', { warnAfter: 200 })).status).toBe(200);
  expect((await put('/api/security', { cacheFor: 20 })).status).toBe(200);
  const tested = await running.call<ErrorBody>('/api/dialogues', {
    method: 'POST',
    body: {
      kind: 'outbound',
      outbound: { ...delivery.outbound, auth: { username: 'us', password: { set: true } } },
      recipient: 'a@example.net',
    },
  });
  expect(tested.body.error.issues?.[0]).toEqual({
    path: 'outbound.auth.password',
    message: 'The stored one cannot be read: enter it again, or put the key file back.',
  });
  const logon = { store: { ...store, bind: { ...store.bind, password: { set: true } } } };
  const tried = await running.call<ErrorBody>('/api/security/test-logon', {
    method: 'POST',
    body: { ...logon, username: 'anna', password: 'x' },
  });
  expect(tried.body.error.issues?.[0]?.path).toBe('store.bind.password');
  expect(await readdir(data)).not.toContain('secret.key');

  // The right file back: all opens again, without a start.
  await rename(kept, dataFolder(data).key);
  expect(await attention()).toEqual([]);
});

test('where no key can be made, a secret is refused and not stored readable', async () => {
  const elsewhere = await newFolder();
  const keyFile = join(elsewhere, 'missing', 'key');
  const other = await RunningConsole.loggedOn({ variables: { GATEPOST_KEY_FILE: keyFile } });
  const { headers, body } = await other.call<object>('/api/delivery');
  const answer = await other.call<ErrorBody>('/api/delivery', {
    method: 'PUT',
    body: { ...body, outbound: delivery.outbound },
    headers: { 'if-match': headers.get('etag')! },
  });
  expect(refusal(answer)).toEqual([503, 'unavailable']);
  expect(answer.body.error.message).toBe(`The key file ${keyFile} cannot be made: ENOENT.`);
  await mkdir(join(elsewhere, 'missing'));
  const again = await other.call('/api/delivery', {
    method: 'PUT',
    body: { ...body, outbound: delivery.outbound },
    headers: { 'if-match': headers.get('etag')! },
  });
  expect(again.status).toBe(200);
  await other.stop();
  await rm(elsewhere, { recursive: true });
});

async function pem() {
  const { body } = await running.call<{ certificate: { cert: string } }>('/api/security');
  return body.certificate;
}
