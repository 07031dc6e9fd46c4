/** Alerts over the API: who may, what is refused, and that secrets go nowhere else. Threats: T31. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Alerts, AlertsInput, AlertTest } from '../../../../shared/api/alerts.js';
import { RunningConsole, type ErrorBody } from '../running-console.js';

let running: RunningConsole;

beforeAll(async () => {
  running = await RunningConsole.loggedOn({ variables: { GATEPOST_SMTP: '127.0.0.1:2599' } });
});
afterAll(() => running.stop());

async function put(body: AlertsInput | object) {
  const { headers } = await running.call('/api/alerts');
  const call = { method: 'PUT', body, headers: { 'if-match': headers.get('etag')! } };
  return running.call<Alerts & ErrorBody>('/api/alerts', call);
}

const mail = (part: object = {}) => ({
  mail: { host: 'mail.example.net', from: 'a@example.com', to: ['b@example.net'], ...part },
});

test('nobody reads or changes them without a logon, and nobody overwrites what he has not read', async () => {
  for (const path of ['/api/alerts', '/api/alerts/state']) {
    expect((await running.bare(path)).status).toBe(401);
  }
  const body = {};
  expect((await running.call('/api/alerts', { method: 'PUT', body })).status).toBe(428);
  const stale = { method: 'PUT', body, headers: { 'if-match': '"a0"' } };
  expect((await running.call('/api/alerts', stale)).status).toBe(412);
});

test.each([
  ['webhook.url', { webhook: { url: 'file:///etc/passwd' } }],
  ['webhook.url', { webhook: { url: 'https://me:secret@hooks.example.net/' } }],
  ['webhook.url', { webhook: { url: 'http://hooks.example.net/', token: 'secret' } }],
  ['webhook.url', { webhook: { url: 'http://169.254.169.254/latest' } }],
  ['webhook.url', { webhook: { url: 'http://[::ffff:169.254.169.254]/latest' } }],
  ['webhook.token', { webhook: { url: 'https://hooks.example.net/', token: { set: true } } }],
  ['mail.host', mail({ host: '169.254.169.254' })],
  ['mail.host', mail({ host: '127.0.0.1', port: 2599 })],
  ['mail.tls', mail({ tls: 'none', auth: { username: 'a', password: 'b' } })],
  ['mail.from', mail({ from: 'nobody' })],
  ['mail.to.0', mail({ to: ['a@b.test\r\nRCPT TO:<c@d.test>'] })],
  ['mail.auth.password', mail({ auth: { username: 'a', password: { set: true } } })],
  ['command', { command: true }],
  ['commandLine', { commandLine: '/bin/sh' }],
  ['queueAge.after', { queueAge: { enabled: true, after: 0 } }],
])('what is wrong is said at %s: %j', async (path, body) => {
  const { status, body: answer } = await put(body);
  expect([status, answer.error?.issues?.[0]?.path]).toEqual([422, path]);
});

test('a secret never comes back, and is used for the place alone that it was entered for', async () => {
  const stored = await put({ webhook: { url: 'https://hooks.example.net/a', token: 'sesame-5' } });
  expect(stored.status).toBe(200);
  const { body } = await running.call<Alerts>('/api/alerts');
  expect(body.webhook).toEqual({ url: 'https://hooks.example.net/a', token: { set: true } });
  const kept = { url: 'https://hooks.example.net/b', token: { set: true } };
  expect((await put({ ...body, webhook: kept })).status).toBe(200);
  const elsewhere = { url: 'https://evil.example/b', token: { set: true } };
  const refused = await put({ ...body, webhook: elsewhere });
  expect([refused.status, refused.body.error.issues?.[0]?.path]).toEqual([422, 'webhook.token']);
  const tried = await running.call<ErrorBody>('/api/alerts/test', {
    method: 'POST',
    body: { way: 'webhook', alerts: { webhook: elsewhere } },
  });
  expect(tried.status).toBe(422);
});

test('a name that leads to an address off limits is found out when it is looked up', async () => {
  // To the system's resolver that is 169.254.169.254, without asking anybody.
  const alerts = mail({ host: '0xa9fea9fe', tls: 'none' });
  const { body } = await running.call<AlertTest>('/api/alerts/test', {
    method: 'POST',
    body: { way: 'mail', alerts },
  });
  expect(body).toMatchObject({ ok: false, lines: [] });
  expect(body.text).toMatch(/^169\.254\.169\.254 is a link-local/);
});

test('what changed stands in the audit trail', async () => {
  const { body } = await running.call<{ items: { action: string }[] }>('/api/audit');
  expect(body.items.map(({ action }) => action)).toContain('alerts-changed');
});
