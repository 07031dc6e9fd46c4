/** `/api/security`: account stores, the certificate, the legacy lane. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  FIRST_SECURITY,
  type Security,
  type SecurityInput,
} from '../../../../shared/api/security.js';
import { securities } from '../../../../server/store/config/securities.js';
import { auditPage } from '../../../../server/store/config/audit.js';
import { dataFolder } from '../../../../server/store/layout.js';
import { openReader, type Db } from '../../../../server/store/open.js';
import { opened, SECURITY } from '../../../../server/store/sealed-settings.js';
import { Secrets } from '../../../../server/store/secrets.js';
import { localhostPair } from '../../../support/localhost-pair.js';
import { refusal, RunningConsole, type ErrorBody } from '../running-console.js';

let running: RunningConsole;

beforeAll(async () => {
  running = await RunningConsole.loggedOn();
});
afterAll(() => running.stop());

const read = () => running.call<Security>('/api/security');
const put = async (body: unknown, ifMatch?: string) =>
  running.call<Security & ErrorBody>('/api/security', {
    method: 'PUT',
    body,
    headers: { 'if-match': ifMatch ?? (await read()).headers.get('etag')! },
  });
const inStore = <T>(look: (db: Db) => T): T => {
  const db = openReader(dataFolder(running.data).config)!;
  try {
    return look(db);
  } finally {
    db.close();
  }
};
const stored = () => {
  const settings = inStore((db) => securities.newest(db)!.settings);
  return opened(SECURITY, settings, new Secrets(dataFolder(running.data).key));
};

const LDAP = {
  kind: 'ldap',
  name: 'directory',
  host: 'dc.example.com',
  port: 636,
  tls: 'ldaps',
  bind: { how: 'search', account: 'cn=reader', password: 's3cret', base: 'dc=example,dc=com' },
} as const;

test('at first only accounts of our own, and a certificate of our own', async () => {
  const { headers, body } = await read();
  expect(headers.get('etag')).toBe('"s1"');
  expect(body).toEqual(FIRST_SECURITY);
});

test('needs a session, If-Match, and the right one', async () => {
  for (const path of ['', '/state']) {
    expect((await running.bare(`/api/security${path}`)).status).toBe(401);
  }
  const bare = await running.call('/api/security', { method: 'PUT', body: FIRST_SECURITY });
  expect(refusal(bare)).toEqual([428, 'precondition-required']);
  expect(refusal(await put(FIRST_SECURITY, '"s7"'))).toEqual([412, 'stale']);
});

describe('what cannot be used is named at its place, and nothing changes', () => {
  const cases: readonly (readonly [string, SecurityInput, readonly string[]])[] = [
    [
      'a password to a directory without TLS',
      { stores: [{ ...LDAP, tls: 'none' }] },
      ['stores.0.tls'],
    ],
    [
      'two stores of one name',
      { stores: [LDAP, { ...LDAP, host: 'dc2.example.com' }] },
      ['stores.1.name'],
    ],
    [
      'a template that names nobody',
      { stores: [{ ...LDAP, bind: { how: 'template', template: 'cn=all' } }] },
      ['stores.0.bind.template'],
    ],
    [
      'a kept password where none is stored',
      { stores: [{ ...LDAP, bind: { ...LDAP.bind, password: { set: true } } }] },
      ['stores.0.bind.password'],
    ],
    [
      'a file that is not there',
      { certificate: { kind: 'files', cert: '/none/cert.pem', key: '/none/key.pem' } },
      ['certificate.cert'],
    ],
    [
      'a legacy lane for nobody',
      { legacy: { listen: '127.0.0.1:2526', networks: [], until: '2027-01-01T00:00:00Z' } },
      ['legacy.networks'],
    ],
  ];

  test.each(cases)('%s', async (_, part, places) => {
    const before = stored();
    const { status, body } = await put({ ...FIRST_SECURITY, ...part });
    expect(status).toBe(422);
    expect(body.error.issues?.map(({ path }) => path)).toEqual(places);
    expect(stored()).toEqual(before);
  });

  test('a key that belongs to another certificate', async () => {
    const [one, other] = await Promise.all([localhostPair(), localhostPair()]);
    const certificate = { kind: 'pasted', cert: one.cert, key: other.key };
    const { status, body } = await put({ ...FIRST_SECURITY, certificate });
    expect(status).toBe(422);
    expect(body.error.issues).toEqual([
      {
        path: 'certificate.key',
        message: 'The private key does not belong to the certificate.',
      },
    ]);
  });
});

test('secrets go in and never come out; what was read goes back and keeps them', async () => {
  const { cert, key } = await localhostPair();
  const settings = {
    ...FIRST_SECURITY,
    stores: [LDAP],
    certificate: { kind: 'pasted', cert, key },
  };
  const answer = await put(settings);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('etag')).toBe('"s2"');
  expect(running.relay.asked.at(-1)).toMatchObject({ security: 2 });
  const { body } = await read();
  for (const text of [JSON.stringify(answer.body), JSON.stringify(body)]) {
    expect(text).not.toContain('s3cret');
    expect(text).not.toContain('PRIVATE KEY');
  }
  expect((await put({ ...body, senderBelongs: true })).status).toBe(200);
  expect(stored()).toMatchObject({
    senderBelongs: true,
    stores: [{ bind: { password: 's3cret' } }],
    certificate: { key: key.trim() },
  });
  const trail = inStore((db) => auditPage(db, { limit: 100 }).items);
  expect(trail.map(({ action }) => action)).toContain('security-changed');
  expect(JSON.stringify(trail)).not.toContain('s3cret');
});

test('a kept password goes nowhere but where it was entered for', async () => {
  const { body } = await read();
  const elsewhere = [{ ...body.stores[0]!, host: 'evil.example.net' }];
  const { status, body: fault } = await put({ ...body, stores: elsewhere });
  expect(status).toBe(422);
  expect(fault.error.issues?.[0]?.path).toBe('stores.0.bind.password');
  const tried = await running.call<ErrorBody>('/api/security/test-logon', {
    method: 'POST',
    body: { store: elsewhere[0], username: 'anna', password: 'x' },
  });
  expect(tried.body.error.issues?.[0]?.path).toBe('store.bind.password');
});

test.each([null, [], 'text'])('settings that are no document are refused: %j', async (body) => {
  expect((await put(body)).status).toBe(422);
});

test('a certificate is checked before it is applied, and its facts are told', async () => {
  const { cert, key } = await localhostPair();
  const { status, body } = await running.call('/api/security/check-certificate', {
    method: 'POST',
    body: { certificate: { kind: 'pasted', cert, key } },
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({ names: ['localhost'], selfSigned: true, chain: 1 });
});

test('a logon cannot be tried while the relay is stopped, which is said', async () => {
  await running.relay.stop();
  const answer = await running.call('/api/security/test-logon', {
    method: 'POST',
    body: { username: 'anna', password: 'x' },
  });
  expect(refusal(answer)[0]).toBe(503);
});
