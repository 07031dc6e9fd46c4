/**
 * `npm run dev`: rebuilds on every change and restarts Gatepost, with the pages served by Vite (which
 * hands /api on to the console). Ends all of it together.
 */
import { spawn } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyMigrations } from './build.mjs';
import { prepare } from './prepare.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const tool = (name) => join(root, 'node_modules', '.bin', name);
const QUIET_MS = 500;

await prepare();
const children = new Set();
let ending = false;
let gatepost = start(process.execPath, ['dist/server/command/main.js', 'start']);
start(tool('tsc'), ['-b', '--watch', '--preserveWatchOutput', 'shared', 'server']);
if (existsSync(join(root, 'client', 'vite.config.ts'))) start(tool('vite'), ['client']);

let timer;
for (const part of ['shared', 'server']) {
  watch(join(root, 'dist', part), { recursive: true }, (_event, file) => {
    if (!file?.endsWith('.js')) return;
    clearTimeout(timer);
    timer = setTimeout(restart, QUIET_MS);
  });
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, end);

function start(program, args) {
  const child = spawn(program, args, { cwd: root, stdio: 'inherit' });
  children.add(child);
  child.on('exit', () => children.delete(child));
  return child;
}

function restart() {
  copyMigrations(root);
  const again = () => {
    if (!ending) gatepost = start(process.execPath, ['dist/server/command/main.js', 'start']);
  };
  if (gatepost.exitCode !== null || gatepost.signalCode !== null) again();
  else gatepost.once('exit', again).kill('SIGTERM');
}

function end() {
  if (ending) return;
  ending = true;
  for (const child of children) child.kill('SIGTERM');
  setTimeout(() => process.exit(0), 20_000).unref();
  const check = setInterval(() => {
    if (children.size > 0) return;
    clearInterval(check);
    process.exit(0);
  }, 50);
}
