/** Backups by the console: what is refused, what is kept, and that nothing is left of one that failed. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  FIRST_SCHEDULE,
  readBackupName,
  type Backup,
  type BackupList,
  type BackupResult,
  type BackupSettings,
} from '../../../shared/api/backups.js';
import { BackupFolder } from '../../../server/console/backup/backup-folder.js';
import { isDue } from '../../../server/console/backup/backup-schedule.js';
import { BodyStore } from '../../../server/relay/queue/body-store.js';
import { until } from '../../support/until.js';
import { RunningConsole, type ErrorBody } from './running-console.js';

const top = mkdtempSync(join(tmpdir(), 'gatepost-backups-'));
let running: RunningConsole;
beforeAll(async () => {
  running = await RunningConsole.loggedOn({ relay: 'stopped' });
});
afterAll(async () => {
  await running.stop();
  rmSync(top, { recursive: true, force: true });
});

const nameOf = (day: number, suffix = '') =>
  `gatepost-mail.example.com-202611${String(day).padStart(2, '0')}T020000Z.tar.gz${suffix}`;

async function ended(request: object): Promise<Backup> {
  const { body } = await running.call<Backup>('/api/backups', { method: 'POST', body: request });
  return until(async () => {
    const { body: now } = await running.call<Backup>(`/api/backups/${body.id}`);
    return now.state === 'running' ? null : now;
  });
}

async function settings(schedule: object | null) {
  const { headers } = await running.call('/api/backup-settings');
  const etag = headers.get('etag') ?? '';
  return running.call<BackupSettings & Partial<ErrorBody>>('/api/backup-settings', {
    method: 'PUT',
    body: { schedule },
    headers: { 'if-match': etag },
  });
}

test('without the relay there are rules and settings, and the queue is said to be missing', async () => {
  expect(await ended({ queue: false })).toMatchObject({ state: 'done', problem: null });
  const failed = await ended({ queue: true });
  expect(failed).toMatchObject({ state: 'failed', problem: 'The relay is not running.' });
  expect(readdirSync(join(running.data, 'backup-work'))).toEqual(['made']);
  expect(readdirSync(join(running.data, 'backup-work/made'))).toEqual([]);
  const { body } = await running.call<{ items: { action: string }[] }>('/api/audit');
  expect(body.items.map(({ action }) => action)).toContain('backup-begun');
});

test('one that would leave less room than is kept free is not made', async () => {
  const { body, headers } = await running.call<object>('/api/delivery');
  const put = (minimumFree: number, etag: string) =>
    running.call('/api/delivery', {
      method: 'PUT',
      body: { ...body, minimumFree },
      headers: { 'if-match': etag },
    });
  const full = await put(1024 ** 4, headers.get('etag') ?? '');
  const failed = await ended({ queue: false });
  expect(failed.problem).toMatch(/^It may need .* are kept free\.$/);
  await put(0, full.headers.get('etag') ?? '');
});

describe('the schedule', () => {
  test('needs If-Match, names what is wrong by its path, and never gives its pass phrase back', async () => {
    const put = { method: 'PUT', body: { schedule: null } };
    expect((await running.call('/api/backup-settings', put)).status).toBe(428);
    const wrong = await settings({ every: 0, keep: 0, passphrase: 'short' });
    expect(wrong.status).toBe(422);
    expect(wrong.body.error?.issues?.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['schedule.every', 'schedule.keep']),
    );
    const unset = await settings({ every: 1, keep: 1, passphrase: { set: true } });
    expect(unset.body.error?.issues).toMatchObject([{ path: 'schedule.passphrase' }]);
  });

  test('makes its first one at once, for its owner alone', async () => {
    const stored = await settings({ every: 24, keep: 2, queue: false });
    expect(stored.body.schedule).toEqual({ ...FIRST_SCHEDULE, keep: 2, queue: false });
    const { items } = await until(async () => {
      const { body } = await running.call<BackupList>('/api/backups');
      return body.last ? body : null;
    });
    expect(items).toMatchObject([{ encrypted: false }]);
    expect((await settings(null)).body.schedule).toBeNull();
  });

  test('is due when its hours have passed, sooner after a failure, and at any clock', () => {
    const now = Date.parse('2026-11-28T12:00:00Z');
    const last = (hours: number, problem: string | null = null): BackupResult => ({
      id: nameOf(1),
      at: new Date(now - hours * 3_600_000).toISOString(),
      problem,
      lastGood: null,
    });
    expect(isDue(FIRST_SCHEDULE, null, now)).toBe(true);
    expect(isDue(FIRST_SCHEDULE, last(23), now)).toBe(false);
    expect(isDue(FIRST_SCHEDULE, last(24), now)).toBe(true);
    expect(isDue(FIRST_SCHEDULE, last(0.5, 'The disk is full.'), now)).toBe(false);
    expect(isDue(FIRST_SCHEDULE, last(1, 'The disk is full.'), now)).toBe(true);
    expect(isDue(FIRST_SCHEDULE, last(-1000), now)).toBe(true);
  });
});

test('retention removes whole files of its own naming, the oldest first, and never the last one', async () => {
  const folder = new BackupFolder(join(top, 'kept'));
  mkdirSync(folder.path);
  const foreign = ['notes.txt', 'gatepost-x.tar.gz', `${nameOf(1)}.bak`, 'other.part'];
  const own = [nameOf(1), nameOf(2, '.age'), nameOf(3)];
  for (const name of [...foreign, ...own, `${nameOf(4)}.part`]) {
    writeFileSync(join(folder.path, name), 'x');
  }
  mkdirSync(join(folder.path, nameOf(5)));
  await folder.prepare();
  expect((await folder.list()).map(({ id }) => id)).toEqual(own.toReversed());
  expect(await folder.trim(2)).toEqual([nameOf(1)]);
  expect(await folder.trim(0)).toEqual([nameOf(2, '.age')]);
  const left = [...foreign, nameOf(3), nameOf(5)];
  expect(readdirSync(folder.path).toSorted()).toEqual(left.toSorted());
  for (const name of ['../config.db', 'notes.txt', nameOf(5), `../${nameOf(3)}`, '']) {
    expect(await folder.remove(name), name).toBe(false);
  }
  expect(readBackupName('gatepost-a-20261399T996099Z.tar.gz')).toBeNull();
});

test('a body that ends while it is backed up goes when the backup has it', async () => {
  const folder = join(top, 'bodies');
  const bodies = new BodyStore(folder);
  await bodies.start(() => false);
  const path = join(folder, '0123456789ABCDE');
  writeFileSync(path, 'x');
  const [first, second] = [bodies.pin(), bodies.pin()];
  await bodies.remove('0123456789ABCDE');
  await first();
  expect(existsSync(path)).toBe(true);
  await second();
  expect(existsSync(path)).toBe(false);
});
