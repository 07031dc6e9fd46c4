/** Against systemd's own `systemd-notify`, and a socket that is read as systemd reads it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../server/log.js';
import { serviceManager } from '../../server/service-manager.js';
import { until } from '../support/until.js';

/** Node has no such sockets. Descriptors that come along are closed: `systemd-notify` waits for that. */
const READER = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print('bound', flush=True)
while True:
    text, descriptors, _, _ = socket.recv_fds(s, 4096, 4)
    for each in descriptors: socket.close(each)
    for line in text.decode().splitlines(): print(line, flush=True)
`;
let folder: string;
let reader: ChildProcess;
let lines: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gatepost-notify-'));
  lines = [];
  reader = spawn('python3', ['-c', READER, join(folder, 'notify')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface({ input: reader.stdout! }).on('line', (line) => lines.push(line));
  await said('bound');
});
afterEach(() => {
  reader.kill();
  rmSync(folder, { recursive: true, force: true });
});

const said = (line: string, times = 1) =>
  until(() => (lines.filter((each) => each === line).length >= times ? true : null));
const surroundings = (more: Record<string, string> = {}) => ({
  PATH: process.env['PATH'],
  NOTIFY_SOCKET: join(folder, 'notify'),
  ...more,
});

test('systemd is told that it is up and where it listens, that it is alive, and that it ends', async () => {
  const manager = serviceManager(silentLog(), surroundings({ WATCHDOG_USEC: '100000' }), false);
  manager.ready('Listens on smtp [::]:25.', () => Promise.resolve());
  await said('READY=1');
  await said('STATUS=Listens on smtp [::]:25.');
  await said('WATCHDOG=1', 2);
  manager.stopping();
  await said('STOPPING=1');
});

test('one that does not answer any more is not said to be alive', async () => {
  let asked = 0;
  const manager = serviceManager(silentLog(), surroundings({ WATCHDOG_USEC: '40000' }), false);
  manager.ready('Up.', () => {
    asked += 1;
    return asked === 1 ? Promise.resolve() : new Promise(() => {});
  });
  await said('WATCHDOG=1');
  await until(() => (asked === 2 ? true : null));
  manager.stopping();
  await said('STOPPING=1');
  expect(lines.filter((line) => line === 'WATCHDOG=1')).toHaveLength(1);
  expect(asked).toBe(2);
});

test('nobody is told anything by a child of the supervisor, or where nobody listens', async () => {
  serviceManager(silentLog(), surroundings(), true).ready('Up.', () => Promise.resolve());
  serviceManager(silentLog(), {}, false).ready('Up.', () => Promise.resolve());
  const last = serviceManager(silentLog(), surroundings(), false);
  last.stopping();
  await said('STOPPING=1');
  expect(lines).not.toContain('READY=1');
});
