/**
 * `/api/users`, `/api/invitation`, `/api/account`, `/api/tokens`: people, how they get in, and how they are put out.
 * Threats: T20.
 */
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AuditPage } from '../../../../shared/api/audit.js';
import type {
  NewSecondFactor,
  OwnSession,
  RecoveryCodes,
} from '../../../../shared/api/own-account.js';
import type { Invitation, NewInvitation, User } from '../../../../shared/api/people.js';
import type { NewToken } from '../../../../shared/api/tokens.js';
import { dataFolder } from '../../../../server/store/layout.js';
import { openReader } from '../../../../server/store/open.js';
import { join, OWN_PASSWORD, personOf, take, type Person } from '../people.js';
import { refusal, RunningConsole, type ErrorBody } from '../running-console.js';

let now = new Date('2026-11-25T10:00:00Z');
let running: RunningConsole;

beforeAll(async () => {
  running = await RunningConsole.loggedOn({ now: () => now });
});
afterAll(() => running.stop());

const later = (ms: number) => (now = new Date(now.getTime() + ms));
const invite = (body: unknown) =>
  running.call<NewInvitation & ErrorBody>('/api/users/invitations', { method: 'POST', body });
const users = async () => (await running.call<{ items: User[] }>('/api/users')).body.items;
const invitations = async () =>
  (await running.call<{ items: Invitation[] }>('/api/users/invitations')).body.items;
const change = (name: string, body: unknown) =>
  running.call<User & ErrorBody>(`/api/users/${name}`, { method: 'PATCH', body });
const remove = (name: string) => running.call(`/api/users/${name}`, { method: 'DELETE' });
const logOn = (body: unknown) => running.bare<ErrorBody>('/api/session', { method: 'POST', body });
const audit = async (query: string) =>
  (await running.call<AuditPage>(`/api/audit?${query}`)).body.items;
const statusOf = async (person: Person) => (await person.call('/api/session')).status;

describe('an invitation', () => {
  test('lets somebody in once, as what they were invited as; the token is nowhere to be read', async () => {
    const { status, body } = await invite({ username: 'Anna', role: 'operator' });
    expect(status).toBe(201);
    expect(body.link).toMatch(new RegExp(`^${running.url}/invitation#[\\w-]{43}$`));
    const token = body.link.split('#')[1]!;
    expect(await invitations()).toMatchObject([{ username: 'Anna', resets: false }]);
    expect(JSON.stringify(await invitations())).not.toContain(token);
    expect(await databaseText()).not.toContain(token);
    const weak = await take(running, body.link, 'short');
    expect(refusal(weak)).toEqual([422, 'invalid']);
    const taken = await take(running, body.link);
    expect(taken.status).toBe(204);
    const anna = personOf(running, 'Anna', taken);
    expect((await anna.call('/api/session')).body).toMatchObject({
      username: 'Anna',
      role: 'operator',
    });
    expect(refusal(await take(running, body.link))).toEqual([403, 'forbidden']);
    expect(await invitations()).toEqual([]);
  });

  test('ends after seven days, when it is withdrawn, and when another one is made', async () => {
    const old = await invite({ username: 'late', role: 'helpdesk' });
    later(7 * 86_400_000);
    await running.logOn();
    expect(refusal(await take(running, old.body.link))).toEqual([403, 'forbidden']);
    expect(await invitations()).toEqual([]);
    const first = await invite({ username: 'late', role: 'helpdesk' });
    const second = await invite({ username: 'LATE', role: 'helpdesk' });
    expect(refusal(await take(running, first.body.link))).toEqual([403, 'forbidden']);
    const path = '/api/users/invitations/late';
    expect((await running.call(path, { method: 'DELETE' })).status).toBe(204);
    expect(refusal(await take(running, second.body.link))).toEqual([403, 'forbidden']);
    expect(refusal(await running.call(path, { method: 'DELETE' }))).toEqual([404, 'not-found']);
  });

  test('of names that nobody may have, without a role, or with another one, is refused', async () => {
    for (const username of ['', 'two words', 'gatepost', 'GatePost', 'a\u202eb']) {
      const { status, body } = await invite({ username, role: 'operator' });
      expect([status, body.error.issues?.[0]?.path]).toEqual([422, 'username']);
    }
    for (const role of [undefined, 'root']) {
      expect((await invite({ username: 'new', role })).body.error.issues?.[0]?.path).toBe('role');
    }
    const other = await invite({ username: 'anna', role: 'administrator' });
    expect(other.body.error.issues?.[0]?.path).toBe('role');
  });

  test('of a user sets a new password and ends the sessions', async () => {
    const otto = await join(running, 'otto', 'operator');
    const { body } = await invite({ username: 'OTTO' });
    expect(body).toMatchObject({ username: 'otto', role: 'operator', resets: true });
    expect((await take(running, body.link, 'quite another one')).status).toBe(204);
    expect(await statusOf(otto)).toBe(401);
    expect((await logOn({ username: 'otto', password: OWN_PASSWORD })).status).toBe(401);
    expect((await logOn({ username: 'otto', password: 'quite another one' })).status).toBe(200);
  });
});

describe('whoever is disabled, removed or given another role', () => {
  const ways = {
    disabled: (name: string) => change(name, { disabled: true }),
    removed: remove,
    'given another role': (name: string) => change(name, { role: 'helpdesk' }),
  };
  test.each(Object.keys(ways) as (keyof typeof ways)[])(
    '%s: sessions, tokens and what is followed live end at once',
    async (way) => {
      const name = way.replaceAll(' ', '-');
      const person = await join(running, name, 'operator');
      const { body: made } = await person.call<NewToken>('/api/tokens', {
        method: 'POST',
        body: { name: 'watch', scope: 'operator' },
      });
      const bearer = { authorization: `Bearer ${made.token}` };
      const followed = await Promise.all(
        [{ cookie: person.cookie }, bearer].map((headers) =>
          fetch(`${running.url}/api/decisions/stream`, { headers }),
        ),
      );
      expect(followed.map(({ status }) => status)).toEqual([200, 200]);
      expect((await ways[way](name)).status).toBeLessThan(300);
      await Promise.all(followed.map((response) => response.text()));
      expect(await statusOf(person)).toBe(401);
      expect((await running.bare('/api/queue', { headers: bearer })).status).toBe(401);
    },
  );

  test('a disabled user cannot log on, is told so with the right password alone, and comes back', async () => {
    const right = await logOn({ username: 'disabled', password: OWN_PASSWORD });
    expect(right.body.error.message).toBe('This user is disabled: ask an administrator.');
    const wrong = await logOn({ username: 'disabled', password: 'wrong' });
    expect(wrong.body.error.message).toBe('The user name or the password is wrong.');
    expect((await invite({ username: 'disabled' })).status).toBe(422);
    expect((await change('disabled', { disabled: false })).body.disabled).toBe(false);
    expect((await logOn({ username: 'disabled', password: OWN_PASSWORD })).status).toBe(200);
  });

  test('the last administrator who can log on is not', async () => {
    const last = [
      change('admin', { role: 'operator' }),
      change('admin', { disabled: true }),
      remove('admin'),
    ];
    for (const answer of last) expect(refusal(await answer)).toEqual([409, 'last-administrator']);
    await join(running, 'second', 'administrator');
    await change('second', { disabled: true });
    expect(refusal(await remove('ADMIN'))).toEqual([409, 'last-administrator']);
    expect((await users()).find(({ username }) => username === 'admin')).toMatchObject({
      role: 'administrator',
      disabled: false,
    });
    expect((await remove('second')).status).toBe(204);
    expect(refusal(await remove('second'))).toEqual([404, 'not-found']);
  });
});

describe('a second factor', () => {
  let vera: Person;
  let secret: string;
  let codes: readonly string[];
  const post = <T>(path: string, body: unknown) =>
    vera.call<T & ErrorBody>(`/api/account/${path}`, { method: 'POST', body });
  const code = (offset = 0) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({
      timestamp: now.getTime() + offset * 30_000,
    });
  const withCode = (given?: string, password = OWN_PASSWORD) =>
    logOn({ username: 'vera', password, ...(given === undefined ? {} : { code: given }) });

  beforeAll(async () => {
    vera = await join(running, 'vera', 'operator');
  });
  // Each test has attempts of its own: an hour passes, and codes are others.
  beforeEach(() => later(3_600_000));

  test('is on only after a first code, and asks for the password before', async () => {
    expect((await post('second-factor', { password: 'wrong' })).body.error.issues?.[0]?.path).toBe(
      'password',
    );
    const begun = await post<NewSecondFactor>('second-factor', { password: OWN_PASSWORD });
    ({ secret } = begun.body);
    expect(begun.body.uri).toContain('otpauth://totp/Gatepost:vera%40mail.example.com');
    expect((await withCode()).status).toBe(200);
    expect((await post('second-factor/confirm', { code: '000000' })).status).toBe(422);
    const on = await post<RecoveryCodes>('second-factor/confirm', { code: code() });
    codes = on.body.recoveryCodes;
    expect(new Set(codes).size).toBe(10);
    expect((await withCode(code())).status).toBe(401);
    expect((await users()).find(({ username }) => username === 'vera')?.secondFactor).toBe(true);
    expect((await post('second-factor', { password: OWN_PASSWORD })).status).toBe(422);
  });

  test('asks for a code after the right password alone, and takes the one before and after', async () => {
    expect(refusal(await withCode())).toEqual([401, 'code-needed']);
    expect(refusal(await withCode(undefined, 'wrong'))).toEqual([401, 'unauthenticated']);
    expect((await withCode(code(-1))).status).toBe(200);
    expect((await withCode(code(1))).status).toBe(200);
    later(120_000);
    expect((await withCode(code(2))).status).toBe(401);
    expect((await withCode(code(-2))).status).toBe(401);
  });

  test('takes no code twice, nor an older one, and does not say what was wrong', async () => {
    const taken = code();
    expect((await withCode(taken)).status).toBe(200);
    const again = await withCode(taken);
    const older = await withCode(code(-1));
    const wrong = await withCode(code(1), 'wrong');
    for (const answer of [again, older, wrong]) expect(answer.body).toEqual(again.body);
    expect(again.status).toBe(401);
  });

  test('takes each recovery code once, however it is typed', async () => {
    const typed = codes[0]!.toUpperCase().replaceAll('-', ' ');
    expect((await withCode(typed)).status).toBe(200);
    expect((await withCode(codes[0])).status).toBe(401);
    expect((await audit('action=recovery-code-used'))[0]).toMatchObject({
      actor: 'vera',
      detail: '9 left',
      address: '127.0.0.1',
    });
    const made = await post<RecoveryCodes>('recovery-codes', { password: OWN_PASSWORD });
    expect((await withCode(codes[1])).status).toBe(401);
    expect((await withCode(made.body.recoveryCodes[1])).status).toBe(200);
  });

  test('is not gone past by guessing: the sixth code waits, the right one as well', async () => {
    const statuses = [];
    for (let i = 0; i < 6; i += 1) statuses.push((await withCode(`00000${i}`)).status);
    expect(statuses.slice(0, 5).every((status) => status === 401)).toBe(true);
    expect(statuses[5]).toBe(429);
    expect((await withCode(code())).status).toBe(429);
  });

  test('stays on when a link sets a new password, and goes when an administrator turns it off', async () => {
    const { body } = await invite({ username: 'vera' });
    const taken = await take(running, body.link, 'a new one of vera');
    expect([taken.status, taken.headers.getSetCookie()]).toEqual([204, []]);
    const path = '/api/users/vera/second-factor';
    expect((await running.call(path, { method: 'DELETE' })).status).toBe(204);
    expect(refusal(await running.call(path, { method: 'DELETE' }))).toEqual([404, 'not-found']);
    expect((await audit('action=second-factor-off'))[0]).toMatchObject({
      actor: 'admin',
      detail: 'vera',
    });
  });
});

describe("one's own sessions and tokens", () => {
  test('another password ends the other sessions and not this one', async () => {
    const ida = await join(running, 'ida', 'helpdesk');
    const other = personOf(
      running,
      'ida',
      await logOn({ username: 'ida', password: OWN_PASSWORD }),
    );
    const body = { password: OWN_PASSWORD, newPassword: 'a third password' };
    const path = '/api/account/password';
    expect((await ida.call(path, { method: 'POST', body })).status).toBe(204);
    expect([await statusOf(ida), await statusOf(other)]).toEqual([200, 401]);
    expect((await ida.call(path, { method: 'POST', body })).status).toBe(422);
  });

  test('are nobody else’s to see or to end', async () => {
    const [eve, max] = [
      await join(running, 'eve', 'administrator'),
      await join(running, 'max', 'helpdesk'),
    ];
    const { body } = await max.call<{ items: OwnSession[] }>('/api/account/sessions');
    expect(body.items).toMatchObject([{ own: true, address: '127.0.0.1' }]);
    expect(JSON.stringify(body)).not.toContain(max.cookie.split('=')[1]);
    const { id } = body.items[0]!;
    expect((await eve.call(`/api/account/sessions/${id}`, { method: 'DELETE' })).status).toBe(404);
    const made = await max.call<NewToken>('/api/tokens', {
      method: 'POST',
      body: { name: 'mine', scope: 'read' },
    });
    const ofMax = `/api/tokens/${made.body.id}`;
    expect((await eve.call(ofMax, { method: 'DELETE' })).status).toBe(404);
    expect((await eve.call<{ items: unknown[] }>('/api/tokens')).body.items).toEqual([]);
    expect((await max.call(`/api/account/sessions/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await statusOf(max)).toBe(401);
  });

  test('a token ends on its day, and is never more than its owner', async () => {
    await running.logOn();
    const make = (body: unknown) =>
      running.call<NewToken & ErrorBody>('/api/tokens', { method: 'POST', body });
    const hour = new Date(now.getTime() + 3_600_000).toISOString();
    const { body } = await make({ name: 'short', scope: 'administrator', expires: hour });
    expect(await databaseText()).not.toContain(body.token);
    const headers = { authorization: `Bearer ${body.token}` };
    const asked = async () => (await running.bare('/api/users', { headers })).status;
    expect(await asked()).toBe(200);
    // What it does stands under its owner's name, with its own.
    await running.bare('/api/users/invitations', {
      method: 'POST',
      headers,
      body: { username: 'by-token', role: 'helpdesk' },
    });
    expect((await audit('q=by-token'))[0]).toMatchObject({ actor: 'admin', token: 'short' });
    later(3_600_000);
    expect(await asked()).toBe(401);
    const past = await make({ name: 'past', scope: 'read', expires: hour });
    expect(past.body.error.issues?.[0]?.path).toBe('expires');
    const helper = await join(running, 'helper', 'helpdesk');
    const more = await helper.call<ErrorBody>('/api/tokens', {
      method: 'POST',
      body: { name: 'more', scope: 'operator' },
    });
    expect(more.body.error.issues?.[0]?.path).toBe('scope');
  });
});

async function databaseText(): Promise<string> {
  const db = openReader(dataFolder(running.data).config)!;
  try {
    return ['user', 'session', 'invitation', 'api_token', 'recovery_code', 'audit']
      .map((table) => JSON.stringify(db.prepare(`SELECT * FROM ${table}`).all()))
      .join('\n');
  } finally {
    db.close();
  }
}
