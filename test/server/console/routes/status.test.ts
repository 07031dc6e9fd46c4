/** How it is: for the console, and for watchers who do not log on. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Status } from '../../../../shared/api/status.js';
import { RunningConsole } from '../running-console.js';

let running: RunningConsole;

beforeEach(async () => {
  running = await RunningConsole.loggedOn();
});
afterEach(() => running.stop());

test('the status names the listeners that are open', async () => {
  const { body } = await running.call<Status>('/api/status');
  expect(body.hostname).toBe('mail.example.com');
  expect(body.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(body.relay?.listeners).toEqual([{ kind: 'smtp', address: '192.0.2.10:25' }]);
});

test('health is good while the relay listens and enforces, for anybody who asks', async () => {
  const { status, body } = await running.bare('/healthz');
  expect([status, body]).toEqual([200, { ok: true }]);
});

test('health is bad with the cause when the relay is stopped', async () => {
  await running.relay.stop();
  const { status, body } = await running.bare('/healthz');
  expect([status, body]).toEqual([503, { ok: false, problem: 'The relay is not running.' }]);
  const answer = await running.call<Status>('/api/status');
  expect(answer.body).toMatchObject({ relay: null, problem: 'The relay is not running.' });
});

test('health is bad when the relay enforces nothing', async () => {
  running.relay.revision = null;
  const { status, body } = await running.bare('/healthz');
  expect([status, body]).toEqual([503, { ok: false, problem: 'The relay enforces no rules yet.' }]);
});
