/**
 * Holds the packages that Gatepost runs with against the list beside this file, without asking anybody: none
 * that is not in it, none under another licence, no install script that was not agreed on, and a lock file that names
 * no place to download from. Prints how many they are and what they weigh. `--root` is for tests.
 */
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const at = process.argv.indexOf('--root');
const root = at > 0 ? process.argv[at + 1] : fileURLToPath(new URL('..', import.meta.url));
const { licences, packages: agreed } = jsonOf('.ci/runtime-packages.json');
const lock = jsonOf('package-lock.json').packages;
const { allowScripts = {} } = jsonOf('package.json');
const MIB = 1024 * 1024;

const faults = [];
for (const [path, { resolved }] of Object.entries(lock)) {
  if (resolved !== undefined) faults.push(`package-lock.json: ${path} has a download address.`);
}

const running = Object.entries(lock).filter(
  ([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional,
);
const seen = new Set();
const sizes = [];
for (const [path, entry] of running) {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  seen.add(name);
  judge(name, path, entry);
  if (existsSync(join(root, path))) sizes.push([name, sizeOf(join(root, path))]);
}
for (const name of Object.keys(agreed)) {
  if (!seen.has(name)) faults.push(`${name} is in the list and not used any more.`);
}

const total = sizes.reduce((sum, [, size]) => sum + size, 0);
const largest = sizes.toSorted((a, b) => b[1] - a[1]).slice(0, 5);
process.stdout.write(
  `${seen.size} packages at run time, ${sizes.length} installed here: ${inMib(total)} MiB ` +
    `(${largest.map(([name, size]) => `${name} ${inMib(size)}`).join(', ')}).\n`,
);
for (const fault of faults) process.stderr.write(`${fault}\n`);
if (faults.length > 0) {
  process.stderr.write('See .ci/runtime-packages.json, and why in CONTRIBUTING.md.\n');
  process.exitCode = 1;
}

function judge(name, path, { license, integrity, hasInstallScript, link }) {
  const expected = agreed[name];
  if (expected === undefined) return faults.push(`${name} is not in the list.`);
  if (link || integrity === undefined) faults.push(`${name} is locked without its hash.`);
  const installed = join(path, 'package.json');
  const own = existsSync(join(root, installed)) ? jsonOf(installed).license : license;
  for (const found of new Set([license, own])) {
    if (found !== expected) faults.push(`${name} is under ${found}, and not ${expected}.`);
  }
  if (!isPermissive(expected)) faults.push(`${name}: ${expected} is no licence of the list.`);
  if (hasInstallScript && allowScripts[name] !== true) {
    faults.push(`${name} runs a script when it is installed.`);
  }
}

/** One of several to choose from is enough. */
function isPermissive(licence) {
  return licence
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((each) => licences.includes(each));
}

function sizeOf(path) {
  const stat = lstatSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path)
    .filter((name) => name !== 'node_modules')
    .reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

function inMib(octets) {
  return (octets / MIB).toFixed(1);
}

function jsonOf(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}
