/** config.db: revisions, settings and the trail of changes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { firstDelivery } from '../../../../shared/api/delivery.js';
import { compile } from '../../../../shared/engine/compile.js';
import { FIRST_RULES } from '../../../../shared/rules/schema.js';
import { auditPage } from '../../../../server/store/config/audit.js';
import { deliveries } from '../../../../server/store/config/deliveries.js';
import { openConfig } from '../../../../server/store/config/open-config.js';
import {
  newestRevision,
  readRevision,
  storeRevision,
} from '../../../../server/store/config/revisions.js';
import { countUsers, createFirstUser, findUser } from '../../../../server/store/config/users.js';
import { dataFolder } from '../../../../server/store/layout.js';
import { openReader, type Db } from '../../../../server/store/open.js';

let data: string;
let db: Db;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'gatepost-'));
  db = openConfig(dataFolder(data), 'mail.example.com', new Date('2026-11-25T10:00:00Z'));
});
afterEach(async () => {
  db.close();
  await rm(data, { recursive: true, force: true });
});

const at = '2026-11-25T11:00:00.000Z';
const draft = () => {
  const compilation = compile(FIRST_RULES, { siteDomain: 'example.com', addresses: [] });
  if (!compilation.ok) throw new Error('does not compile');
  return { rules: FIRST_RULES, compilation, confirmed: [], author: 'admin', note: 'again', at };
};

describe('revisions', () => {
  test('a new database holds revision 1, which relays for nobody', () => {
    expect(readRevision(db, 1)).toEqual({
      revision: 1,
      author: 'gatepost',
      at: '2026-11-25T10:00:00.000Z',
      note: '',
      rules: FIRST_RULES,
      confirmed: [],
    });
    expect(readRevision(db, 2)).toBeNull();
  });

  test('are stored on top of the newest alone, with who did it', () => {
    expect(storeRevision(db, 1, draft())).toBe(2);
    expect(storeRevision(db, 1, draft())).toBeNull();
    expect(newestRevision(db)).toBe(2);
    expect(auditPage(db, { limit: 10 }).items).toMatchObject([
      { at, actor: 'admin', action: 'rules-applied', detail: 'revision 2' },
    ]);
  });

  test('can be neither changed nor removed', () => {
    expect(() => db.exec("UPDATE revision SET note = 'x'")).toThrow('a revision is immutable');
    expect(() => db.exec('DELETE FROM revision')).toThrow('a revision is kept');
  });

  test('can be read by the relay while the console has the database open', () => {
    const reader = openReader(dataFolder(data).config)!;
    storeRevision(db, 1, draft());
    expect(newestRevision(reader)).toBe(2);
    reader.close();
  });
});

test('delivery settings are stored on top of the newest alone', () => {
  const settings = firstDelivery('example.com');
  expect(deliveries.newest(db)).toEqual({
    version: 1,
    settings: firstDelivery('mail.example.com'),
  });
  expect(deliveries.store(db, 1, { settings, author: 'admin', at })).toBe(2);
  expect(deliveries.store(db, 1, { settings, author: 'admin', at })).toBeNull();
  expect(deliveries.newest(db)).toEqual({ version: 2, settings });
});

test('the first user is created once', () => {
  expect(countUsers(db)).toBe(0);
  expect(createFirstUser(db, { username: 'admin', password: 'hash' }, at)).toBe(true);
  expect(createFirstUser(db, { username: 'other', password: 'hash' }, at)).toBe(false);
  expect(findUser(db, 'ADMIN')).toEqual({
    username: 'admin',
    password: 'hash',
    role: 'administrator',
    disabled: false,
  });
  expect(findUser(db, 'other')).toBeNull();
});
