/**
 * `npm run package`: a Debian package of what was built, with Node and the production packages inside, in
 * `dist/` or `--output FOLDER`. Plain JavaScript without dependencies.
 *
 * Promise: the same sources, packages and Node give the same file, to the byte: times are those of the last commit
 * (or SOURCE_DATE_EPOCH), owners and modes are fixed, files are sorted. In the package nothing is installed or
 * built any more.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { prepare } from '../command/prepare.mjs';
import { writeControl } from './package-control.mjs';
import { stageFiles } from './package-files.mjs';
import { setTimes } from './staging.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { values } = parseArgs({
  options: {
    output: { type: 'string', default: join(root, 'dist') },
    // For tests of upgrades, and of contents in a hurry.
    version: { type: 'string' },
    compression: { type: 'string', default: 'xz' },
  },
});

await prepare();
const version = values.version ?? JSON.parse(readFileSync(join(root, 'package.json'))).version;
const architecture = output('dpkg', '--print-architecture');
const epoch = Number(process.env.SOURCE_DATE_EPOCH ?? output('git', 'log', '-1', '--format=%ct'));
const folder = mkdtempSync(join(tmpdir(), 'gatepost-package-'));
try {
  const facts = { root, folder, version, architecture, epoch };
  await stageFiles(facts);
  writeControl(facts);
  setTimes(folder, epoch);
  mkdirSync(values.output, { recursive: true });
  const file = resolve(values.output, `gatepost_${version}_${architecture}.deb`);
  pack(file);
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex');
  process.stdout.write(`${file}\nsha256 ${hash}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function pack(file) {
  const how = [`-Z${values.compression}`, ...(values.compression === 'xz' ? ['-z3'] : [])];
  // With more threads the octets would depend on the machine.
  const fixed = ['--root-owner-group', '--uniform-compression', '--threads-max=1'];
  const { status, stderr } = spawnSync('dpkg-deb', [...fixed, ...how, '--build', folder, file], {
    encoding: 'utf8',
    env: { ...process.env, SOURCE_DATE_EPOCH: String(epoch) },
  });
  if (status !== 0) fail(`dpkg-deb could not build the package: ${stderr}`);
}

function output(program, ...words) {
  const { status, stdout, error, stderr } = spawnSync(program, words, {
    cwd: root,
    encoding: 'utf8',
  });
  if (status === 0) return stdout.trim();
  return fail(`${program} ${words.join(' ')}: ${error?.message ?? stderr}`);
}

function fail(text) {
  process.stderr.write(`Gatepost: ${text}\n`);
  process.exit(1);
}
