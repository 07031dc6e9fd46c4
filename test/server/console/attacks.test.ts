/**
 * Attacks on the console that need no browser: bodies without end, codes guessed from many addresses.
 * Threats: T27.
 */
import { once } from 'node:events';
import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OPERATIONS } from '../../../shared/api/operations.js';
import type { NewSecondFactor, RecoveryCodes } from '../../../shared/api/own-account.js';
import { PASSWORD, RunningConsole } from './running-console.js';

let running: RunningConsole;
beforeAll(async () => {
  running = await RunningConsole.loggedOn({ relay: 'stopped' });
});
afterAll(() => running.stop());

interface Asked {
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
  /** Where it comes from: any address of 127.0.0.0/8. */
  readonly localAddress?: string;
}

/** Without a body it is announced and never sent. */
async function ask(method: string, path: string, { headers, body, localAddress }: Asked) {
  const sending = request(running.url + path, {
    method,
    headers: { origin: running.url, 'content-type': 'application/json', ...headers },
    ...(localAddress ? { localAddress } : {}),
  });
  if (body === undefined) sending.flushHeaders();
  else sending.end(body);
  const [answer] = (await once(sending, 'response')) as [IncomingMessage];
  answer.resume();
  sending.on('error', () => undefined);
  if (body === undefined) sending.destroy();
  return answer.statusCode;
}

test('every operation that takes a body bounds it', async () => {
  const taking = OPERATIONS.filter(({ body }) => body !== undefined);
  expect(taking.length).toBeGreaterThan(25);
  const answers = await Promise.all(
    taking.map(async ({ method, path }) => {
      const headers = { cookie: running.cookie, 'content-length': 40 * 1024 * 1024 };
      const filled = path.replaceAll(/\{\w+\}/g, '1');
      return [path, await ask(method, filled, { headers: { ...headers, 'if-match': '"r1"' } })];
    }),
  );
  expect(answers.filter(([, status]) => status !== 413)).toEqual([]);
});

test('codes of a second factor cannot be guessed from many addresses, and the owner still gets in', async () => {
  const post = async <T>(path: string, body: object) =>
    (await running.call<T>(path, { method: 'POST', body })).body;
  const { secret } = await post<NewSecondFactor>('/api/account/second-factor', {
    password: PASSWORD,
  });
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  const { recoveryCodes } = await post<RecoveryCodes>('/api/account/second-factor/confirm', {
    code: totp.generate(),
  });
  const logOn = (localAddress: string, code: string) =>
    ask('POST', '/api/session', {
      localAddress,
      body: JSON.stringify({ username: 'admin', password: PASSWORD, code }),
    });
  const guesses: (number | undefined)[] = [];
  // Each from a place of its own, which the brake on passwords would never hold.
  for (let i = 0; i < 12; i += 1) guesses.push(await logOn(`127.0.1.${i + 1}`, '000000'));
  expect(guesses).toEqual([...Array<number>(10).fill(401), 429, 429]);
  // The right code does not count from a place where nobody has logged on: it may be a guess.
  const right = () => totp.generate({ timestamp: Date.now() + 30_000 });
  expect(await logOn('127.0.2.1', right())).toBe(429);
  // From where the owner was before it does, and a recovery code does from everywhere.
  expect(await logOn('127.0.0.1', right())).toBe(200);
  expect(await logOn('127.0.2.2', recoveryCodes[0]!)).toBe(200);
});
