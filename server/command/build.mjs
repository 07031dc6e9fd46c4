/** Builds everything into dist/: types and programs, migrations, the console's pages. No dependencies. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { writeSbom } from './sbom.mjs';

/** Progress goes to standard error: standard output belongs to the command that is prepared. */
export const PROGRESS = ['inherit', 2, 2];
const SOURCES = ['shared', 'server', 'client'];
const COMMANDS = join('server', 'command');
const SETTINGS = ['package.json', 'package-lock.json', 'tsconfig.base.json'];

/** Whether what was built is newer than every source. */
export function isBuilt(root, withTests) {
  const built = stampOf(root, withTests);
  if (!existsSync(built)) return false;
  const at = statSync(built).mtimeMs;
  const folders = withTests ? [...SOURCES, 'test'] : SOURCES;
  const files = SETTINGS.map((name) => join(root, name));
  return [...folders.map((name) => join(root, name)), ...files].every((path) => newest(path) <= at);
}

/** Builds, showing what is done; ends the process when something does not compile. */
export function build(root, withTests) {
  process.stderr.write('Gatepost: building ...\n');
  const startedAt = new Date();
  run(root, 'tsc', ['-b', 'shared', 'server', ...(withTests ? ['test'] : [])]);
  copyMigrations(root);
  // The tests find the browser with it, built ones too.
  for (const name of withTests ? ['browser.mjs', 'build.mjs', 'sbom.mjs'] : []) {
    cpSync(join(root, COMMANDS, name), join(root, 'dist', COMMANDS, name));
  }
  if (existsSync(join(root, 'client', 'vite.config.ts'))) {
    run(root, 'vite', ['build', 'client', '--logLevel', 'warn']);
  }
  writeSbom(root);
  for (const stamp of withTests ? [false, true] : [false]) {
    writeFileSync(stampOf(root, stamp), `${startedAt.toISOString()}\n`);
    utimesSync(stampOf(root, stamp), startedAt, startedAt);
  }
}

/** SQL files are read as they are. */
export function copyMigrations(root) {
  const store = join(root, 'server', 'store');
  for (const name of readdirSync(store)) {
    const from = join(store, name, 'migrations');
    if (!existsSync(from)) continue;
    const to = join(root, 'dist', 'server', 'store', name, 'migrations');
    rmSync(to, { recursive: true, force: true });
    mkdirSync(to, { recursive: true });
    cpSync(from, to, { recursive: true });
  }
}

function run(root, tool, args) {
  const program = join(root, 'node_modules', '.bin', tool);
  const { status } = spawnSync(program, args, { cwd: root, stdio: PROGRESS });
  if (status === 0) return;
  process.stderr.write(`Gatepost: ${tool} ${args.join(' ')} failed; its messages above say why.\n`);
  process.exit(1);
}

function stampOf(root, withTests) {
  return join(root, 'dist', withTests ? '.built-with-tests' : '.built');
}

/** When a file, or anything in a folder, was changed last; a folder changes when a file goes. */
function newest(path) {
  if (!existsSync(path)) return 0;
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return readdirSync(path)
    .filter((name) => name !== 'node_modules')
    .reduce((latest, name) => Math.max(latest, newest(join(path, name))), mtimeMs);
}
