/** The one-time link that makes the first user. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD, refusal, RunningConsole, type ErrorBody } from '../running-console.js';

let running: RunningConsole;
let token: string;

beforeAll(async () => {
  running = await RunningConsole.start({ password: null });
  token = new URL(running.setupUrl!).hash.slice(1);
});
afterAll(() => running.stop());

const setUp = (body: unknown, headers: Record<string, string> = {}) =>
  running.bare<ErrorBody>('/api/setup', { method: 'POST', body, headers });

test('the start prints a link whose token stays out of every log', () => {
  expect(running.setupUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/setup#[\w-]{32}$/);
});

test('until then a logon says that set-up is open', async () => {
  const { body } = await running.bare<ErrorBody>('/api/session');
  expect(body.error.message).toContain('Set-up is still open');
});

test('a wrong token makes nobody', async () => {
  expect(refusal(await setUp({ token: `${token}x`, password: PASSWORD }))).toEqual([
    403,
    'forbidden',
  ]);
});

test('a short password is refused and the link stays good', async () => {
  const { status, body } = await setUp({ token, password: 'short' });
  expect(status).toBe(422);
  expect(body.error.issues).toEqual([{ path: 'password', message: 'At least 10 characters.' }]);
});

test('another site cannot set up', async () => {
  const headers = { origin: 'https://evil.test' };
  expect(refusal(await setUp({ token, password: PASSWORD }, headers))).toEqual([403, 'forbidden']);
});

test('the link makes the user admin and logs on, once', async () => {
  const [one, two] = await Promise.all([
    setUp({ token, password: PASSWORD }),
    setUp({ token, password: 'another password' }),
  ]);
  expect([one.status, two.status].toSorted()).toEqual([201, 403]);
  const winner = one.status === 201 ? one : two;
  running.keepCookie(winner);
  expect((await running.call('/api/session')).body).toMatchObject({
    username: 'admin',
    hostname: 'mail.example.com',
  });
  expect(refusal(await setUp({ token, password: PASSWORD }))).toEqual([403, 'forbidden']);
});

test('a later start prints no link', async () => {
  await running.halt();
  const again = await RunningConsole.start({ data: running.data, password: null });
  expect(again.setupUrl).toBeNull();
  await again.halt();
});
