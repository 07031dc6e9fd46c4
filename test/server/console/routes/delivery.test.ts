/** `/api/delivery`: where accepted mail goes. Threats: T22. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firstDelivery, type DeliveryInput } from '../../../../shared/api/delivery.js';
import type { Enforced } from '../../../../shared/api/routing.js';
import { dataFolder } from '../../../../server/store/layout.js';
import { openReader } from '../../../../server/store/open.js';
import { deliveries } from '../../../../server/store/config/deliveries.js';
import { DELIVERY, opened } from '../../../../server/store/sealed-settings.js';
import { Secrets } from '../../../../server/store/secrets.js';
import { refusal, RunningConsole, type ErrorBody } from '../running-console.js';

let running: RunningConsole;

beforeAll(async () => {
  running = await RunningConsole.loggedOn();
});
afterAll(() => running.stop());

const first = firstDelivery('mail.example.com');
const smarthost = (password: unknown) => ({
  ...first,
  outbound: {
    kind: 'smarthost',
    host: 'smtp.provider.test',
    port: 587,
    tls: 'required',
    auth: { username: 'us', password },
  },
});
const read = () => running.call<DeliveryInput>('/api/delivery');
const put = async <T = DeliveryInput & { enforced: Enforced }>(body: unknown, ifMatch?: string) =>
  running.call<T>('/api/delivery', {
    method: 'PUT',
    body,
    headers: { 'if-match': ifMatch ?? (await read()).headers.get('etag')! },
  });
const stored = () => {
  const db = openReader(dataFolder(running.data).config)!;
  try {
    const { version, settings } = deliveries.newest(db)!;
    const secrets = new Secrets(dataFolder(running.data).key);
    return { version, settings: opened(DELIVERY, settings, secrets) };
  } finally {
    db.close();
  }
};

test('at first mail for us stays here and other mail goes to its own servers', async () => {
  const { headers, body } = await read();
  expect(headers.get('etag')).toBe('"d1"');
  expect(body).toEqual(first);
});

test('needs If-Match, and the right one', async () => {
  const bare = await running.call('/api/delivery', { method: 'PUT', body: first });
  expect(refusal(bare)).toEqual([428, 'precondition-required']);
  expect(refusal(await put(first, '"d7"'))).toEqual([412, 'stale']);
  expect(stored().version).toBe(1);
});

test('what cannot be used is named', async () => {
  const { status, body } = await put<ErrorBody>({ ...first, retry: [], siteDomain: 'a b' });
  expect(status).toBe(422);
  expect(body.error.issues?.map(({ path }) => path)).toEqual(['siteDomain', 'retry']);
});

test('of several forms the one that was meant is judged, and each fault stands at its own place', async () => {
  const places = async (settings: object) => {
    const { status, body } = await put<ErrorBody>({ ...first, ...settings });
    expect(status).toBe(422);
    return body.error.issues?.map(({ path }) => path);
  };
  const host = { kind: 'smtp', host: 'a b', port: 70_000 };
  expect(await places({ inbound: host })).toEqual(['inbound.host', 'inbound.port']);
  expect(await places({ inbound: { kind: 'lmtp', socket: 'relative' } })).toEqual([
    'inbound.socket',
  ]);
  expect(await places({ inbound: { kind: 'maildir', port: 24 } })).toEqual(['inbound.port']);
  expect(await places({ inbound: { kind: 'pigeon' } })).toEqual(['inbound']);
  expect(await places({ expireafter: 60 })).toEqual(['expireafter']);
});

test('a password that was never stored cannot be kept', async () => {
  const { status, body } = await put<ErrorBody>(smarthost({ set: true }));
  expect(status).toBe(422);
  expect(body.error.issues?.[0]?.path).toBe('outbound.auth.password');
  expect(stored().version).toBe(1);
});

test('answers when the relay uses it; a password goes in and never comes out', async () => {
  const { status, headers, body } = await put(smarthost('s3cret'));
  expect(status).toBe(200);
  expect(headers.get('etag')).toBe('"d2"');
  expect(JSON.stringify(body)).not.toContain('s3cret');
  expect(body.outbound).toMatchObject({ auth: { username: 'us', password: { set: true } } });
  expect(running.relay.asked.at(-1)).toEqual({ revision: 1, delivery: 2, security: 1 });
});

test('takes back what was read and keeps the password', async () => {
  const { body } = await read();
  expect((await put({ ...body, expireAfter: 3600 })).status).toBe(200);
  expect(stored().settings).toMatchObject({
    expireAfter: 3600,
    outbound: { auth: { password: 's3cret' } },
  });
});

test('saved while the relay is stopped it is stored and said not to be in use', async () => {
  await running.relay.stop();
  const { status, body } = await put(first);
  expect(status).toBe(202);
  expect(body.enforced.problem).toBe('The relay is not running.');
  expect(stored().settings).toEqual(first);
});

describe('what is not asked of everybody has a value of its own', () => {
  const faults: readonly (readonly [string, object, readonly string[]])[] = [
    ['a delay warning of days on end', { warnAfter: 31 * 86_400 }, ['warnAfter']],
    ['a delay warning in fractions', { warnAfter: 0.5 }, ['warnAfter']],
    ['a message size of nothing', { messageSize: 1 }, ['messageSize']],
    ['free room below zero', { minimumFree: -1 }, ['minimumFree']],
    [
      'a recipient that is no address',
      { recipients: { kind: 'list', addresses: ['ann@example.com', 'bob'] } },
      ['recipients.addresses.1'],
    ],
    ['recipients by a way that is none', { recipients: { kind: 'guess' } }, ['recipients.kind']],
    [
      'TLS for a destination by a mode that is none',
      { tlsFor: [{ destination: 'bank.test', tls: 'strict' }] },
      ['tlsFor.0.tls'],
    ],
    [
      'a password to a smart host that may not have TLS',
      {
        outbound: {
          kind: 'smarthost',
          host: 'a.test',
          tls: 'none',
          auth: { username: 'us', password: 'x' },
        },
      },
      ['outbound.tls'],
    ],
  ];

  test.each(faults)('%s is refused at its place, and nothing changes', async (_, part, places) => {
    const before = stored().version;
    const { status, body } = await put<ErrorBody>({ ...first, ...part });
    expect(status).toBe(422);
    expect(body.error.issues?.map(({ path }) => path)).toEqual(places);
    expect(stored().version).toBe(before);
  });

  test('settings from before these members were there are still taken', async () => {
    const {
      warnAfter: _1,
      recipients: _2,
      tlsFor: _3,
      messageSize: _4,
      minimumFree: _5,
      ...old
    } = first;
    const { status } = await put(old);
    expect(status).toBeLessThan(300);
    expect(stored().settings).toEqual(first);
  });

  test('a list of smart hosts is stored as it will be tried', async () => {
    const outbound = { kind: 'smarthost', host: ' A.test, b.test:2525 ,[192.0.2.1]' };
    expect((await put({ ...first, outbound })).status).toBeLessThan(300);
    expect(stored().settings.outbound).toMatchObject({
      host: 'a.test, b.test:2525, 192.0.2.1',
      port: 25,
      tls: 'opportunistic',
    });
  });
});
