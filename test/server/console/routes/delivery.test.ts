/** `/api/delivery`: where accepted mail goes. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { firstDelivery, type DeliveryInput } from '../../../../shared/api/delivery.js';
import type { Enforced } from '../../../../shared/api/routing.js';
import { dataFolder } from '../../../../server/store/layout.js';
import { openReader } from '../../../../server/store/open.js';
import { newestDelivery } from '../../../../server/store/config/deliveries.js';
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
    return newestDelivery(db)!;
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
  expect(running.relay.asked.at(-1)).toEqual({ revision: 1, delivery: 2 });
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
