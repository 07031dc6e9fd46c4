/**
 * `npm run dev`: builds on every change and starts Gatepost again, with the pages served by Vite (which
 * hands /api on to the console). Ends all of it together.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyMigrations } from './build.mjs';
import { prepare } from './prepare.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const tool = (name) => join(root, 'node_modules', '.bin', name);
const QUIET_MS = 200;

await prepare();
const children = new Set();
let ending = false;
let gatepost = startGatepost();
if (existsSync(join(root, 'client', 'vite.config.ts'))) start(tool('vite'), ['client']);

// Not `tsc --watch`: of a build (-b) version 7.0 does not notice changes.
let timer;
for (const part of ['shared', 'server']) {
  watch(join(root, part), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(rebuild, QUIET_MS);
  });
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, end);

function startGatepost() {
  return start(process.execPath, ['dist/server/command/main.js', 'start']);
}

function start(program, args) {
  // A group of its own: tools start programs of their own, which must end with them.
  const child = spawn(program, args, { cwd: root, stdio: 'inherit', detached: true });
  children.add(child);
  child.on('exit', () => children.delete(child));
  return child;
}

/** What does not compile leaves the running one alone. */
function rebuild() {
  const { status } = spawnSync(tool('tsc'), ['-b', 'shared', 'server'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) return;
  copyMigrations(root);
  const again = () => {
    if (!ending) gatepost = startGatepost();
  };
  if (gatepost.exitCode !== null || gatepost.signalCode !== null) again();
  else gatepost.once('exit', again).kill('SIGTERM');
}

function end() {
  if (ending) return;
  ending = true;
  clearTimeout(timer);
  for (const child of children) process.kill(-child.pid, 'SIGTERM');
  setTimeout(() => process.exit(0), 20_000).unref();
  const check = setInterval(() => {
    if (children.size > 0) return;
    clearInterval(check);
    process.exit(0);
  }, 50);
}
