import { rm } from 'node:fs/promises';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DiskGuard, type DiskGuardOptions } from '../../../server/relay/disk-guard.js';
import { until } from '../../support/until.js';

async function guardOf(options: Partial<DiskGuardOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'gatepost-disk-'));
  const lines: string[] = [];
  const guard = new DiskGuard({
    folder,
    minimumFree: () => 0,
    tryCommit: () => Promise.resolve(),
    log: (line) => void lines.push(line),
    ...options,
  });
  onTestFinished(async () => {
    guard.stop();
    await rm(folder, { recursive: true });
  });
  await guard.start();
  return { guard, lines };
}

const fault = (message: string, code: string) => Object.assign(new Error(message), { code });

test('with less room than is kept free no mail is taken, said once', async () => {
  const { guard, lines } = await guardOf({ minimumFree: () => Number.MAX_SAFE_INTEGER });
  expect(guard.hasRoomFor(0)).toBe(false);
  expect(guard.problem()).toMatch(/ left, less than the .* that are kept free/);
  expect(lines).toHaveLength(1);
});

test('a message larger than what is left is not begun, a small one is', async () => {
  const { guard, lines } = await guardOf();
  expect(guard.hasRoomFor(1000)).toBe(true);
  expect(guard.hasRoomFor(Number.MAX_SAFE_INTEGER)).toBe(false);
  expect([guard.problem(), lines]).toEqual([null, []]);
});

test('what could not be stored stops mail until something could be stored again', async () => {
  let isFull = true;
  const full = fault('database or disk is full', 'SQLITE_FULL');
  const { guard, lines } = await guardOf({
    tryCommit: () => (isFull ? Promise.reject(full) : Promise.resolve()),
  });
  guard.storeFailed(full);
  expect(guard.hasRoomFor(0)).toBe(false);
  expect(guard.problem()).toContain('(database or disk is full): no mail is taken until');
  isFull = false;
  await until(() => (guard.hasRoomFor(0) ? true : null));
  expect(guard.problem()).toBeNull();
  expect(lines.at(-1)).toBe('Mail can be stored again: it is taken.');
});

test('a damaged queue is given nothing more to keep', async () => {
  let tries = 0;
  const { guard } = await guardOf({ tryCommit: () => Promise.resolve((tries += 1)) });
  guard.storeFailed(fault('database disk image is malformed', 'SQLITE_CORRUPT'));
  guard.storeFailed(fault('disk I/O error', 'SQLITE_IOERR'));
  expect(guard.problem()).toMatch(/^The queue \(spool\.db\) is damaged/);
  expect([guard.hasRoomFor(0), tries]).toEqual([false, 0]);
});
