/** Makes the data folder, for nobody but its owner, and sees that it can be written. */
import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { StartFault } from '../start-fault.js';

/** Throws a StartFault of one line when files cannot be made there. */
export function prepareDataFolder(root: string): void {
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    if (!statSync(root).isDirectory()) throw new Error('it is not a folder');
    accessSync(root, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new StartFault(`The data folder ${root} cannot be written: ${reasonOf(code, message)}.`);
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
