/** Makes folders that are for nobody but their owner, and sees that they can be written. */
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartFault } from '../start-fault.js';

/** Throws a StartFault of one line when files cannot be made there. */
export function prepareDataFolder(root: string): void {
  prepareFolder('The data folder', root);
}

/** `what` names the folder in the fault: `The data folder`. */
export function prepareFolder(what: string, path: string): void {
  try {
    makeFolder(path);
    if (!statSync(path).isDirectory()) throw new Error('it is not a folder');
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new StartFault(`${what} ${path} cannot be written: ${reasonOf(code, message)}.`);
  }
}

/** With its parents. Node's own `recursive` never returns where the system answers ENOENT, as in /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // The other process was first.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function reasonOf(code: string | undefined, message: string): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'this user has no right to';
    case 'EROFS':
      return 'it lies on a read-only file system';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a file stands in its place';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return message;
  }
}
