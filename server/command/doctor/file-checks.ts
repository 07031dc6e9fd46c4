/** The data folder: who may read it, whose files it holds, and the room on its disk. */
import { accessSync, constants, lstatSync, readdirSync, statfsSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { Patient } from './patient.js';
import { bad, ok, warn, type Finding } from './finding.js';

/** A queue may hold a hundred thousand bodies. */
const MOST_FILES = 2000;
const OTHERS = 0o077;
const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

export function fileChecks(patient: Patient): Finding[] {
  const { root } = patient.folder;
  const stat = lstatOf(root);
  if (!stat) {
    return [warn('data folder', `${root} is not there yet.`, 'It is made at the first start.')];
  }
  if (!stat.isDirectory()) {
    return [bad('data folder', `${root} is not a folder.`, 'Set GATEPOST_DATA to a folder.')];
  }
  try {
    accessSync(root, constants.R_OK | constants.X_OK);
  } catch {
    const text = `${root} cannot be read by this user.`;
    return [bad('data folder', text, 'Run this as the user that Gatepost runs as, or as root.')];
  }
  return [folderCheck(root, stat), ...filesCheck(root, stat), roomCheck(root)];
}

function folderCheck(root: string, { mode, uid }: Stats): Finding {
  const check = 'data folder';
  if ((mode & OTHERS) === 0) return ok(check, `${root}, ${octal(mode)}, of user ${uid}.`);
  return bad(check, `${root} is open to others (${octal(mode)}).`, `chmod 700 ${root}`);
}

function filesCheck(root: string, folder: Stats): Finding[] {
  const check = 'files';
  const files = filesIn(root);
  const isOpen = ({ stat }: Found) => !stat.isSymbolicLink() && (stat.mode & OTHERS) !== 0;
  const open = files.filter(isOpen);
  const foreign = files.filter(({ stat }) => stat.uid !== folder.uid);
  const found: Finding[] = [];
  if (open.length > 0) {
    const [{ path, stat }] = open as [Found];
    const text = `${some(open)} open to others: ${path} (${octal(stat.mode)}).`;
    found.push(warn(check, text, `chmod -R go-rwx ${root}`));
  }
  if (foreign.length > 0) {
    const [{ path, stat }] = foreign as [Found];
    const text = `${some(foreign)} of another user than the folder: ${path} (user ${stat.uid}).`;
    found.push(bad(check, text, `chown -R ${folder.uid}:${folder.gid} ${root}`));
  }
  return found.length > 0
    ? found
    : [ok(check, `${files.length} looked at, all for their owner alone.`)];
}

function roomCheck(root: string): Finding {
  const check = 'disk room';
  const { bavail, blocks, bsize, files, ffree } = statfsSync(root);
  const [free, total] = [bavail * bsize, blocks * bsize];
  const text = `${Math.round(free / MIB).toLocaleString('en')} MiB free of ${Math.round(total / MIB).toLocaleString('en')}.`;
  const todo = 'Make room: mail is refused with 452 when it runs out.';
  if (free < 50 * MIB) return bad(check, text, todo);
  if (files > 0 && ffree < 1000) return bad(check, `${ffree} files can still be made.`, todo);
  if (free < Math.min(GIB, total / 10)) return warn(check, text, todo);
  return ok(check, text);
}

interface Found {
  readonly path: string;
  readonly stat: Stats;
}

/** Not the Maildirs: they may be read by a mail store of another user. */
function filesIn(root: string): Found[] {
  const found: Found[] = [];
  const walk = (folder: string, deep: boolean): void => {
    for (const name of readdirSync(folder)) {
      if (found.length >= MOST_FILES) return;
      const path = join(folder, name);
      const stat = lstatOf(path);
      if (!stat || (folder === root && name === 'maildir')) continue;
      found.push({ path, stat });
      if (stat.isDirectory() && deep) tryTo(() => walk(path, false));
    }
  };
  tryTo(() => walk(root, true));
  return found;
}

function tryTo(work: () => void): void {
  try {
    work();
  } catch {
    // Gone, or not to be read by this user; the folder's own check says so.
  }
}

function lstatOf(path: string): Stats | null {
  return lstatSync(path, { throwIfNoEntry: false }) ?? null;
}

function octal(mode: number): string {
  return `0${(mode & 0o777).toString(8)}`;
}

function some(found: readonly unknown[]): string {
  return found.length === 1 ? '1 is' : `${found.length} are`;
}
