/** Who may do what: every operation of the table, asked by everybody. Threats: T19, T20. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Operation } from '../../../../shared/api/operation.js';
import { OPERATIONS } from '../../../../shared/api/operations.js';
import { mayAct, ROLES, type Role } from '../../../../shared/api/roles.js';
import { SCOPES, type NewToken, type Scope } from '../../../../shared/api/tokens.js';
import { join, type Person } from '../people.js';
import { refusal, RunningConsole, type ErrorBody } from '../running-console.js';

let running: RunningConsole;
const people = new Map<Role, Person>();
const tokens = new Map<Scope, string>();

beforeAll(async () => {
  running = await RunningConsole.loggedOn({ relay: 'stopped' });
  for (const role of ROLES) people.set(role, await join(running, `a-${role}`, role));
  for (const scope of SCOPES) {
    const { body } = await running.call<NewToken>('/api/tokens', {
      method: 'POST',
      body: { name: scope, scope },
    });
    tokens.set(scope, body.token);
  }
});
afterAll(() => running.stop());

const LOGGING_OFF = 'DELETE /api/session';
const named = OPERATIONS.map((each) => [`${each.method} ${each.path}`, each] as const);
const guarded = named.filter(([, { role }]) => role !== null);
const changes = ({ method, path }: Operation) => method !== 'GET' && !path.endsWith('/decide');

/** What an operation answers, before any of the body; nothing that is sent means anything. */
async function ask(
  { method, path }: Operation,
  headers: Record<string, string>,
): Promise<{ status: number; message: string }> {
  const url = running.url + path.replaceAll(/\{\w+\}/g, 'x');
  const response = await fetch(url, { method, headers });
  const refused = response.status === 401 || response.status === 403;
  const body = refused ? ((await response.json()) as ErrorBody) : null;
  await response.body?.cancel().catch(() => undefined);
  return { status: response.status, message: body?.error.message ?? '' };
}

test.each(guarded)('%s needs a logon', async (_name, operation) => {
  expect((await ask(operation, { origin: running.url })).status).toBe(401);
  const stale = { authorization: 'Bearer no-such-token', cookie: people.get('operator')!.cookie };
  expect((await ask(operation, stale)).status).toBe(401);
});

test.each(named.filter(([, { role }]) => role === null))(
  '%s needs no logon, but does not come from another site',
  async (_name, operation) => {
    expect([401, 403]).not.toContain((await ask(operation, { origin: running.url })).status);
    expect((await ask(operation, { origin: 'https://evil.test' })).status).toBe(403);
  },
);

describe.each(ROLES)('a person who is %s', (role) => {
  const cookieOf = () => people.get(role)!.cookie;

  test.each(guarded.filter(([name]) => name !== LOGGING_OFF))('%s', async (_name, operation) => {
    const least = operation.role!;
    const { status, message } = await ask(operation, { cookie: cookieOf(), origin: running.url });
    if (mayAct(role, least)) expect([401, 403]).not.toContain(status);
    else {
      expect(status).toBe(403);
      expect(message.toLowerCase()).toContain(`needs the role ${least}`);
    }
  });

  test.each(guarded.filter(([, each]) => changes(each)))(
    '%s is not carried out from another site',
    async (_name, operation) => {
      const foreign = { cookie: cookieOf(), origin: 'https://evil.test' };
      const { status, message } = await ask(operation, foreign);
      expect([status, message]).toEqual([403, expect.stringContaining('another site')]);
    },
  );
});

describe.each(SCOPES)('a token with scope %s', (scope) => {
  test.each(guarded)('%s', async (_name, operation) => {
    const authorization = `Bearer ${tokens.get(scope)!}`;
    // No browser adds a token by itself: where the request comes from does not matter.
    const { status } = await ask(operation, { authorization, origin: 'https://evil.test' });
    const may =
      !operation.sessionOnly &&
      (scope === 'read'
        ? !changes(operation) && !operation.guarded
        : mayAct(scope, operation.role!));
    if (may) expect([401, 403]).not.toContain(status);
    else expect(status).toBe(403);
  });
});

test('what is not in the table is not there, however it is spelled', async () => {
  const paths = ['/api', '/api/nothing', '/api/routing/', '/API/routing', '/api/users/x/y'];
  for (const path of paths) {
    expect(refusal(await running.call(path))).toEqual([404, 'not-found']);
  }
  expect((await running.call('/api/routing', { method: 'HEAD' })).status).toBe(200);
});
