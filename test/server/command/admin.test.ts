/** `gatepost token add` and `gatepost user setup-link`: asked of the console that runs. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN, Gatepost } from '../../support/gatepost.js';

const MAIN = join(import.meta.dirname, '../../../dist/server/command/main.js');
const run = promisify(execFile);
let gatepost: Gatepost;

beforeAll(async () => {
  gatepost = await Gatepost.start();
});
afterAll(() => gatepost?.stop());

/** What it prints, or the one line with which it refuses. */
async function command(...args: string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], GATEPOST_DATA: gatepost.data };
  try {
    return (await run(process.execPath, [MAIN, ...args], { env })).stdout.trim();
  } catch (error) {
    return (error as { stderr: string }).stderr.trim();
  }
}
const asked = async (path: string, token: string) =>
  (await fetch(gatepost.consoleUrl + path, { headers: { authorization: `Bearer ${token}` } }))
    .status;

test('a token is printed, and is good for what it says', async () => {
  const add = ['token', 'add', '--user', 'admin', '--name', 'monitoring', '--scope'];
  const token = await command(...add, 'operator');
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(await asked('/api/queue', token)).toBe(200);
  expect(await asked('/api/users', token)).toBe(403);
  expect(await command(...add, 'oprator')).toMatch(/^scope: One of read,/);
  expect(await command('token', 'add', '--user', 'x', '--name', 'n', '--scope', 'read')).toBe(
    'There is no user x.',
  );
});

test('whoever is locked out gets a link that sets a new password', async () => {
  expect(await command('user', 'setup-link')).toMatch(/say whose password, with --user/);
  const link = await command('user', 'setup-link', '--user', 'ADMIN');
  expect(link.startsWith(`${gatepost.consoleUrl}/invitation#`)).toBe(true);
  const post = (path: string, body: object) =>
    fetch(gatepost.consoleUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const password = 'quite another password';
  const taken = await post('/api/invitation', { token: link.split('#')[1], password });
  expect(taken.status).toBe(204);
  expect((await post('/api/session', { ...ADMIN, password })).status).toBe(200);
});

test('where no console runs it says so in one line', async () => {
  await gatepost.halt();
  expect(await command('user', 'setup-link')).toMatch(/^No console answers at .*admin\.sock/);
});
