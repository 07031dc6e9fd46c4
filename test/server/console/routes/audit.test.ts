/** `/api/audit`: who did what, filtered, page by page and as a file; and that nobody can flood it. Threats: T21. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditItem, AuditPage } from '../../../../shared/api/audit.js';
import { auditPage } from '../../../../server/store/config/audit.js';
import { openConfig } from '../../../../server/store/config/open-config.js';
import { recordRefusedLogon } from '../../../../server/store/config/refused-logons.js';
import { dataFolder } from '../../../../server/store/layout.js';
import { PASSWORD, refusal, RunningConsole } from '../running-console.js';

let running: RunningConsole;
beforeAll(async () => {
  running = await RunningConsole.loggedOn();
  for (const name of ['printer', 'scanner', '=cmd()']) {
    const body = { name, password: PASSWORD };
    await running.call('/api/accounts', { method: 'POST', body });
  }
});
afterAll(() => running.stop());

const read = async (query: string): Promise<AuditPage> =>
  (await running.call<AuditPage>(`/api/audit?${query}`)).body;
const details = ({ items }: AuditPage) => items.map(({ detail }) => detail);

test('it comes newest first, page by page, each with who, what and from where', async () => {
  const first = await read('limit=2');
  expect(details(first)).toEqual(['=cmd()', 'scanner']);
  expect(first.items[0]).toMatchObject({
    actor: 'admin',
    action: 'account-created',
    address: '127.0.0.1',
    token: '',
    times: 1,
  });
  const second = await read(`limit=2&after=${first.next}`);
  expect(second.items.map(({ action }) => action)).toEqual(['account-created', 'logged-on']);
});

test('filters are held together, and a wrong one is named', async () => {
  expect(details(await read('q=print'))).toEqual(['printer']);
  expect(details(await read('q=%25'))).toEqual([]);
  expect(details(await read('actor=ADMIN&action=account-created&q=scan'))).toEqual(['scanner']);
  const { at } = (await read('q=printer')).items[0]!;
  expect(details(await read(`until=${at}&action=account-created`))).toEqual([]);
  expect((await read(`since=${at}`)).items.length).toBeGreaterThan(2);
  expect(refusal(await running.call('/api/audit?action=rules'))).toEqual([422, 'invalid']);
});

test('as a file a spreadsheet runs none of it', async () => {
  const download = async (format: string) => {
    const headers = { cookie: running.cookie };
    const path = `/api/audit/export?format=${format}&action=account-created`;
    return (await fetch(running.url + path, { headers })).text();
  };
  const csv = (await download('csv')).split('\r\n');
  expect(csv[0]).toBe('at,who,action,detail,address,token,times');
  expect(csv[1]).toMatch(/,admin,Account added,'=cmd\(\),127\.0\.0\.1,,1$/);
  expect(csv).toHaveLength(5);
  const lines = (await download('ndjson')).trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as AuditItem).detail)).toEqual([
    '=cmd()',
    'scanner',
    'printer',
  ]);
});

describe('refused logons', () => {
  test('stand with the address, together, and never with what was typed for a name', async () => {
    const attempt = (username: string) =>
      running.bare('/api/session', { method: 'POST', body: { username, password: 'wrong' } });
    await attempt('admin');
    await attempt('ADMIN');
    await attempt('my secret passphrase');
    const { items } = await read('action=logon-refused');
    expect(items).toMatchObject([
      { actor: '', detail: 'no such user', address: '127.0.0.1', times: 1 },
      { actor: 'admin', detail: 'wrong password', address: '127.0.0.1', times: 2 },
    ]);
    expect(JSON.stringify((await read('limit=1000')).items)).not.toContain('passphrase');
  });

  test('from a thousand addresses are some hundred lines, and what people did stays', async () => {
    const data = await mkdtemp(join(tmpdir(), 'gatepost-'));
    const start = new Date('2026-11-25T10:00:00Z');
    const db = openConfig(dataFolder(data), 'mail.example.com', start);
    try {
      for (let i = 0; i < 1000; i += 1) {
        const address = `10.${i >> 8}.${i & 255}.1`;
        const at = new Date(start.getTime() + i);
        recordRefusedLogon(db, { at, actor: '', address, detail: 'no such user' });
      }
      const { items } = auditPage(db, { limit: 1000, action: 'logon-refused' });
      expect(items).toHaveLength(201);
      expect(items.reduce((sum, { times }) => sum + times, 0)).toBe(1000);
      expect(items[0]).toMatchObject({ address: '', times: 800 });
    } finally {
      db.close();
      await rm(data, { recursive: true, force: true });
    }
  });
});
