/** `/api/accounts`: accounts for SMTP logons. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Account } from '../../../../shared/api/accounts.js';
import { findAccount } from '../../../../server/store/config/accounts.js';
import { readAudit } from '../../../../server/store/config/audit.js';
import { dataFolder } from '../../../../server/store/layout.js';
import { openReader, type Db } from '../../../../server/store/open.js';
import { Passwords } from '../../../../server/store/passwords.js';
import { PASSWORD, refusal, RunningConsole, type ErrorBody } from '../running-console.js';

let running: RunningConsole;

beforeAll(async () => {
  running = await RunningConsole.loggedOn();
});
afterAll(() => running.stop());

const list = async () =>
  (await running.call<{ items: Account[]; next: null }>('/api/accounts')).body;
const create = (body: unknown) =>
  running.call<Account & ErrorBody>('/api/accounts', { method: 'POST', body });
const remove = (name: string) =>
  running.call(`/api/accounts/${encodeURIComponent(name)}`, { method: 'DELETE' });
const inStore = <T>(look: (db: Db) => T): T => {
  const db = openReader(dataFolder(running.data).config)!;
  try {
    return look(db);
  } finally {
    db.close();
  }
};

test('names that no account may have, and short passwords, are refused', async () => {
  const bad = [
    { name: 'Guest', password: PASSWORD },
    { name: 'two words', password: PASSWORD },
    { name: 'printer', password: 'short' },
    { name: 'printer' },
  ];
  for (const body of bad) expect(refusal(await create(body))).toEqual([422, 'invalid']);
  expect((await list()).items).toEqual([]);
});

test('an account is kept with a hash of its password, and neither is ever shown', async () => {
  const { status, body } = await create({ name: 'Printer', password: PASSWORD });
  expect(status).toBe(201);
  expect(Object.keys(body)).toEqual(['name', 'createdAt']);
  expect((await list()).items).toEqual([body]);
  const secret = inStore((db) => findAccount(db, 'PRINTER'))!;
  expect(secret.password).toMatch(/^\$argon2id\$/);
  const passwords = new Passwords();
  expect(await passwords.verify(secret.password, PASSWORD)).toBe(true);
  await passwords.close();
});

test('a name is taken in any case', async () => {
  const { status, body } = await create({ name: 'PRINTER', password: PASSWORD });
  expect(status).toBe(422);
  expect(body.error.issues?.[0]?.path).toBe('name');
});

test('an account can be removed, once', async () => {
  expect((await remove('printer')).status).toBe(204);
  expect(refusal(await remove('printer'))).toEqual([404, 'not-found']);
  expect((await list()).items).toEqual([]);
});

test('who created and removed it is on record', () => {
  const trail = inStore((db) => readAudit(db, 2));
  expect(trail.map(({ actor, action, detail }) => [actor, action, detail])).toEqual([
    ['admin', 'account-removed', 'printer'],
    ['admin', 'account-created', 'Printer'],
  ]);
});
