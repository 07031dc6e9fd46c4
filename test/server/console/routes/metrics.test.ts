/** `/metrics`: to this host without a token, to others with one. Threats: T31. */
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunningConsole } from '../running-console.js';

let running: RunningConsole;
let token = '';

beforeAll(async () => {
  running = await RunningConsole.loggedOn({ relay: 'stopped' });
  const made = await running.call<{ token: string }>('/api/tokens', {
    method: 'POST',
    body: { name: 'prometheus', scope: 'read', expires: null },
  });
  token = made.body.token;
});
afterAll(() => running.stop());

/** fetch would not say another Host. */
function ask(headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const call = request(`${running.url}/metrics`, { method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('end', () => resolve({ status: answer.statusCode!, text }));
    });
    call.on('error', reject).end();
  });
}

test('this host reads them without a token, and learns that the relay is down', async () => {
  const { status, text } = await ask();
  expect(status).toBe(200);
  expect(text.split('\n')).toContain('gatepost_relay_up 0');
  expect(text.split('\n')).toContain('gatepost_config_revision 1');
  expect(text).toMatch(/^gatepost_console_http_answers_total\{area="tokens",code="2xx"\} 1$/m);
  expect((await ask({}, 'HEAD')).text).toBe('');
});

test.each([
  { 'x-forwarded-for': '203.0.113.7' },
  { forwarded: 'for=203.0.113.7' },
  { 'x-real-ip': '203.0.113.7' },
  { via: '1.1 proxy' },
  { host: 'evil.example' },
])('what came through a proxy, or under another name, needs a token: %j', async (headers) => {
  const given = Object.fromEntries(Object.entries(headers));
  expect((await ask(given)).status).toBe(401);
  expect((await ask({ ...given, authorization: 'Bearer nothing' })).status).toBe(401);
  expect((await ask({ ...given, authorization: `Bearer ${token}` })).status).toBe(200);
});

test('nothing can be sent there', async () => {
  expect((await ask({}, 'POST')).status).toBe(404);
});

test('refused logons are counted', async () => {
  const body = { username: 'admin', password: 'wrong, quite' };
  await running.bare('/api/session', { method: 'POST', body });
  expect((await ask()).text.split('\n')).toContain('gatepost_console_logon_failures_total 1');
});
