/** The Debian package as it is built, without compression to be quick. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
let folder: string;
/** As `dpkg-deb --contents` shows them: mode and owner by path. */
let contents: Map<string, string>;
let hashes: readonly string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatepost-deb-'));
  // One after the other: the first may have to compile what has changed.
  hashes = ['077', '022'].map((umask) => build(umask));
  const file = packageFile();
  const lines = run('dpkg-deb', '--contents', file).split('\n').filter(Boolean);
  contents = new Map(
    lines.map((line) => {
      const [mode, owner, , , , path] = line.split(/\s+/);
      return [path!.slice(1), `${mode} ${owner}`];
    }),
  );
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('two builds give the same octets, whatever the umask', () => {
  expect(hashes[0]).toMatch(/^sha256 [0-9a-f]{64}$/);
  expect(hashes[1]).toBe(hashes[0]);
});

test('everything is root’s, and written by root alone', () => {
  const odd = [...contents].filter(
    ([, stand]) => !/^(drwxr-xr-x|-rwxr-xr-x|-rw-r--r--) root\/root$/.test(stand),
  );
  expect(odd).toEqual([]);
});

test('it holds what runs, and neither sources nor tests nor tools of the build', () => {
  const paths = [...contents.keys()];
  for (const path of [
    '/usr/bin/gatepost',
    '/usr/lib/gatepost/bin/node',
    '/usr/lib/gatepost/dist/server/command/main.js',
    '/usr/lib/gatepost/dist/client/index.html',
    '/usr/lib/gatepost/node_modules/better-sqlite3/build/Release/better_sqlite3.node',
    '/usr/share/man/man1/gatepost.1.gz',
    '/usr/share/bash-completion/completions/gatepost',
    '/usr/share/doc/gatepost/LICENSE.node',
    ...readdirSync(join(ROOT, 'server/appliance/systemd')).map(
      (unit) => `/lib/systemd/system/${unit}`,
    ),
  ]) {
    expect(paths).toContain(path);
  }
  const foreign =
    /\.tsx?$|\/dist\/test\/|prepare\.mjs|build-package|\/node_modules\/(vite|typescript|vitest|react|prettier)\//;
  expect(paths.filter((path) => foreign.test(path))).toEqual([]);
});

test('settings are kept at an upgrade, and the program is all there is: it answers', () => {
  const root = join(folder, 'root');
  run('dpkg-deb', '--raw-extract', packageFile(), root);
  const conffiles = readFileSync(join(root, 'DEBIAN/conffiles'), 'utf8').trim().split('\n');
  const settings = [...contents.keys()].filter((path) => /^\/etc\/.*[^/]$/.test(path));
  expect(conffiles.toSorted()).toEqual(settings.toSorted());
  const program = join(root, 'usr/lib/gatepost');
  const help = run(
    join(program, 'bin/node'),
    join(program, 'dist/server/command/main.js'),
    'relay',
    '--help',
  );
  expect(help).toContain('--smtp <value>');
});

function build(umask: string): string {
  const script = join(ROOT, 'server/appliance/build-package.mjs');
  const words = `umask ${umask} && exec "$0" "$1" --compression none --output "$2"`;
  const output = join(folder, umask);
  const said = run('sh', '-c', words, process.execPath, script, output);
  return said.trim().split('\n').at(-1)!;
}

function packageFile(): string {
  const output = join(folder, '022');
  return join(
    output,
    readdirSync(output).find((name) => name.endsWith('.deb'))!,
  );
}

function run(program: string, ...words: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr}`);
  return stdout;
}
