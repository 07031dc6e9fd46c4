/** `/api/session`: who may use the console. Threats: T18. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD, refusal, RunningConsole, type ErrorBody } from '../running-console.js';

let now = new Date('2026-11-25T10:00:00Z');
let running: RunningConsole;
const admin = { username: 'admin', password: PASSWORD };

beforeAll(async () => {
  running = await RunningConsole.start({ now: () => now });
});
afterAll(() => running.stop());

const logOn = (body: unknown, headers: Record<string, string> = {}) =>
  running.bare<ErrorBody>('/api/session', { method: 'POST', body, headers });

describe('logging on', () => {
  test('without a session nothing is shown', async () => {
    expect(refusal(await running.bare('/api/session'))).toEqual([401, 'unauthenticated']);
    for (const path of ['routing', 'delivery', 'accounts', 'decisions', 'decisions/x', 'status']) {
      expect(refusal(await running.bare(`/api/${path}`))).toEqual([401, 'unauthenticated']);
    }
  });

  test('an unknown name and a wrong password are told apart by nothing', async () => {
    const wrong = await logOn({ ...admin, password: 'wrong' });
    const unknown = await logOn({ username: 'nobody', password: 'wrong' });
    expect(refusal(wrong)).toEqual([401, 'unauthenticated']);
    expect(unknown.body).toEqual(wrong.body);
    expect(wrong.headers.getSetCookie()).toEqual([]);
  });

  test('what is not a name and a password is named', async () => {
    const { status, body } = await logOn({ username: 'admin' });
    expect(status).toBe(422);
    expect(body.error.issues?.[0]?.path).toBe('password');
  });

  test('sets exactly one cookie, out of reach of scripts and other sites', async () => {
    const answer = await logOn(admin);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      username: 'admin',
      hostname: 'mail.example.com',
      role: 'administrator',
      secondFactor: false,
    });
    const [cookie, ...others] = answer.headers.getSetCookie();
    expect(others).toEqual([]);
    expect(cookie).toMatch(
      /^gatepost_session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/,
    );
  });

  test('a session gets a new cookie at each logon, and the old one ends', async () => {
    await running.logOn();
    const old = running.cookie;
    const answer = await logOn(admin, { cookie: old });
    running.keepCookie(answer);
    expect(running.cookie).not.toBe(old);
    expect((await running.call('/api/session')).status).toBe(200);
    expect((await running.bare('/api/session', { headers: { cookie: old } })).status).toBe(401);
  });

  test('the name is taken in any case', async () => {
    expect((await logOn({ ...admin, username: 'ADMIN' })).body).toMatchObject({
      username: 'admin',
    });
  });
});

describe('a session', () => {
  test('ends when it is logged off, and the cookie is cleared', async () => {
    await running.logOn();
    const { status, headers } = await running.call('/api/session', { method: 'DELETE' });
    expect(status).toBe(204);
    expect(headers.getSetCookie()[0]).toMatch(/^gatepost_session=; Max-Age=0;/);
    expect((await running.call('/api/session')).status).toBe(401);
  });

  test('ends after 12 hours without use', async () => {
    await running.logOn();
    now = new Date(now.getTime() + 11 * 3_600_000);
    expect((await running.call('/api/session')).status).toBe(200);
    now = new Date(now.getTime() + 11 * 3_600_000);
    expect((await running.call('/api/session')).status).toBe(200);
    now = new Date(now.getTime() + 12 * 3_600_000);
    expect((await running.call('/api/session')).status).toBe(401);
  });

  test('ends after 7 days, used or not', async () => {
    await running.logOn();
    for (let hours = 0; hours < 167; hours += 10) {
      now = new Date(now.getTime() + 10 * 3_600_000);
      expect((await running.call('/api/session')).status).toBe(hours < 158 ? 200 : 401);
    }
  });

  test('a wrong cookie opens nothing', async () => {
    const headers = { cookie: 'gatepost_session=wrong' };
    expect(refusal(await running.bare('/api/routing', { headers }))).toEqual([
      401,
      'unauthenticated',
    ]);
  });
});

describe('other sites', () => {
  test('cannot change anything through a browser that is logged on', async () => {
    await running.logOn();
    const foreign = { origin: 'https://evil.test' };
    const answer = await running.call('/api/session', { method: 'DELETE', headers: foreign });
    expect(refusal(answer)).toEqual([403, 'forbidden']);
    expect((await running.call('/api/session')).status).toBe(200);
  });

  test('a request that changes something and says no origin is not carried out', async () => {
    await running.logOn();
    const headers = { cookie: running.cookie };
    const silent = await running.bare('/api/session', { method: 'DELETE', headers });
    expect(refusal(silent)).toEqual([403, 'forbidden']);
    const own = { ...headers, 'sec-fetch-site': 'same-origin' };
    expect((await running.bare('/api/session', { method: 'DELETE', headers: own })).status).toBe(
      204,
    );
  });

  test('cannot log a browser on', async () => {
    const origins = [{ origin: 'https://evil.test' }, { 'sec-fetch-site': 'cross-site' }];
    for (const headers of origins) {
      const answer = await logOn(admin, headers as Record<string, string>);
      expect(refusal(answer)).toEqual([403, 'forbidden']);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
  });

  test('cannot frame the console or run scripts in it', async () => {
    const { headers } = await running.bare('/healthz');
    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

test('guessing is slowed down with growing waits, for the right password as well', async () => {
  const guessed = await RunningConsole.start();
  const attempt = (password: string) =>
    guessed.bare<ErrorBody>('/api/session', { method: 'POST', body: { ...admin, password } });
  const answers = await Promise.all(Array.from({ length: 12 }, () => attempt('guess')));
  const codes = answers.map(({ status }) => status);
  expect(codes.filter((status) => status === 401)).toHaveLength(5);
  expect(codes.filter((status) => status === 429)).toHaveLength(7);
  const right = await attempt(PASSWORD);
  expect(refusal(right)).toEqual([429, 'too-many']);
  expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0);
  await guessed.stop();
});
