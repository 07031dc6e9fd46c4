/** `/api/accounts`: accounts for SMTP logons. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  Account,
  AccountImport,
  MadeAccount,
  MadePassword,
} from '../../../../shared/api/accounts.js';
import { appPasswordHash } from '../../../../server/store/app-passwords.js';
import { RelayConfigReader } from '../../../../server/store/config/relay-reader.js';
import { auditPage } from '../../../../server/store/config/audit.js';
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

/** What the relay reads of an account. */
const secretsOf = (name: string) => {
  const reader = RelayConfigReader.open(dataFolder(running.data).config);
  try {
    return reader.account(name);
  } finally {
    reader.close();
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
  expect(JSON.stringify(body)).not.toContain(PASSWORD);
  expect((await list()).items).toEqual([body]);
  const secret = secretsOf('PRINTER')!;
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
  const trail = inStore((db) => auditPage(db, { limit: 2 }).items);
  expect(trail.map(({ actor, action, detail }) => [actor, action, detail])).toEqual([
    ['admin', 'account-removed', 'printer'],
    ['admin', 'account-created', 'Printer'],
  ]);
});

describe('what is set of an account', () => {
  const change = (name: string, body: unknown) =>
    running.call<MadeAccount & ErrorBody>(`/api/accounts/${name}`, { method: 'PATCH', body });

  test('it is disabled, ends, and may use other senders; the relay reads the same', async () => {
    await create({ name: 'scanner', password: PASSWORD });
    const expires = '2027-01-01T00:00:00Z';
    const { status, body } = await change('SCANNER', {
      disabled: true,
      expires,
      senders: ['Scan@Example.com', '@hall.example.com'],
    });
    expect(status).toBe(200);
    const senders = ['Scan@Example.com', '@hall.example.com'];
    expect(body).toMatchObject({ name: 'scanner', disabled: true, expires, senders });
    expect(secretsOf('scanner')).toMatchObject({ disabled: true, expires, senders });
    expect((await change('scanner', { expires: null })).body.expires).toBeNull();
    const fault = await change('scanner', { senders: ['no address'] });
    expect(fault.body.error.issues?.[0]?.path).toBe('senders.0');
    expect(refusal(await change('nobody-there', { disabled: true }))).toEqual([404, 'not-found']);
  });

  test('a generated password comes once, and is long', async () => {
    const { body } = await create({ name: 'made', generate: true });
    const { password } = body as MadeAccount;
    expect(password).toMatch(/^(?:[0-9a-z]{5}-){3}[0-9a-z]{5}$/);
    expect(JSON.stringify(await list())).not.toContain(password);
    expect(refusal(await create({ name: 'x', password: PASSWORD, generate: true }))[0]).toBe(422);
  });

  test('app passwords are shown once, listed by label, and gone when removed', async () => {
    await create({ name: 'hall', password: PASSWORD });
    const path = '/api/accounts/hall/app-passwords';
    const made = await running.call<MadePassword>(path, {
      method: 'POST',
      body: { label: 'printer in the hall' },
    });
    expect(made.status).toBe(201);
    const { id, password } = made.body;
    const [account] = (await list()).items.filter(({ name }) => name === 'hall');
    expect(account!.appPasswords).toEqual([
      { id, label: 'printer in the hall', createdAt: made.body.createdAt },
    ]);
    expect(secretsOf('hall')!.appPasswords).toEqual([
      appPasswordHash(password.toUpperCase().replaceAll('-', ' ')),
    ]);
    expect((await running.call(`${path}/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect(secretsOf('hall')!.appPasswords).toEqual([]);
    expect((await running.call(`${path}/${id}`, { method: 'DELETE' })).status).toBe(404);
    const changes = inStore((db) => auditPage(db, { limit: 100 }).items).filter(
      ({ action }) => action === 'account-changed',
    );
    expect(JSON.stringify(changes)).toContain('app password removed: printer in the hall');
    expect(JSON.stringify(changes)).not.toContain(password);
  });

  test('a file of accounts: good lines are taken, every other one is named', async () => {
    const csv = [
      'name,password,senders',
      'one@example.com,a long password,one.alias@example.com',
      '',
      '"two@example.com","a ""quoted"" password"',
      'three@example.com',
      'guest,a long password',
      'four@example.com,short',
      'ONE@example.com,another password',
    ].join('\r\n');
    const { body } = await running.call<AccountImport>('/api/accounts/import', {
      method: 'POST',
      body: { csv },
    });
    expect(body.created.map(({ name }) => name)).toEqual([
      'one@example.com',
      'two@example.com',
      'three@example.com',
    ]);
    expect(body.created[2]!.password).toMatch(/-/);
    expect(body.problems.map(({ line }) => line)).toEqual([6, 7, 8]);
    expect(secretsOf('one@example.com')!.senders).toEqual(['one.alias@example.com']);
  });
});
