/** Files on their way into the package: each with the mode that it has there, whatever the umask here. */
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const FILE = 0o644;
export const PROGRAM = 0o755;
const FOLDER = 0o755;

/** Copies one file. */
export function put(from, to, mode = FILE) {
  makeFolder(dirname(to));
  copyFileSync(from, to);
  chmodSync(to, mode);
}

/** Writes one file. */
export function write(to, content, mode = FILE) {
  makeFolder(dirname(to));
  writeFileSync(to, content);
  chmodSync(to, mode);
}

/** Copies a folder: files for which `isWanted` says so of their path within it. Links are not followed, nor taken. */
export function putFolder(from, to, isWanted = () => true) {
  for (const name of filesUnder(from)) {
    if (isWanted(name)) put(join(from, name), join(to, name));
  }
}

/** Paths of files within a folder, sorted. */
export function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}

/** One time for everything, and one mode for folders. */
export function setTimes(folder, seconds) {
  for (const name of ['', ...readdirSync(folder, { recursive: true })]) {
    const path = join(folder, name);
    if (lstatSync(path).isDirectory()) chmodSync(path, FOLDER);
    lutimesSync(path, seconds, seconds);
  }
}

function makeFolder(path) {
  mkdirSync(path, { recursive: true });
}
