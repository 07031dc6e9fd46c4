/**
 * The work of `gatepost restore`: a backup into a data folder in which nothing runs.
 *
 * Promise: the whole file is read and checked before anything is put in place; when it ends without that, the folder
 * is as it was. What it replaces is moved aside, never deleted.
 */
import { chown, lstat, mkdir, mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../environment.js';
import { StartFault } from '../../start-fault.js';
import { BackupFault, type Manifest } from '../../store/backup/manifest.js';
import {
  checkKeyFile,
  checkUnpacked,
  inTheWay,
  putInPlace,
  type Placed,
} from '../../store/backup/put-in-place.js';
import { unpack } from '../../store/backup/unpack.js';
import { prepareDataFolder } from '../../store/data-folder.js';
import { StoreError } from '../../store/fault.js';
import { dataFolder } from '../../store/layout.js';
import { lockFolder } from '../../store/lock.js';
import { misused } from './fault.js';
import type { Asked } from './frame.js';
import { countOf, remark, say, sayJson, timeText } from './output.js';
import { passphraseOf } from './passphrase.js';
import type { RestoreOptions } from './restore.js';

const LOCKS = ['relay.lock', 'console.lock'];
const WORK = 'restore-work';
const OWN = ['config.db', 'spool.db', 'decisions.db'];

export async function restore(
  asked: Asked,
  options: RestoreOptions,
  [file = '']: readonly string[],
) {
  process.umask(0o077);
  const passphrase = await passphraseOf(options, file === '-');
  const { environment } = asked;
  try {
    if (options.check) return tell(asked, await checked(environment, file, passphrase), null);
    await held(environment, async () => {
      const work = dataFolder(join(environment.data, WORK));
      try {
        await rm(work.root, { recursive: true, force: true });
        const manifest = await unpacked(file, passphrase, work.root);
        checkKeyFile(work, dataFolder(environment.data), environment.keyFile);
        requireEmpty(environment.data, manifest, options.replace ?? false);
        const folder = dataFolder(environment.data);
        const placed = await putInPlace(work, folder, environment.keyFile, manifest, new Date());
        await giveToOwner(environment.data);
        tell(asked, manifest, placed);
      } finally {
        await rm(work.root, { recursive: true, force: true });
      }
    });
  } catch (error) {
    if (error instanceof BackupFault || error instanceof StoreError) throw misused(error.message);
    if (error instanceof StartFault) throw misused(error.message);
    throw error;
  }
}

async function checked(environment: Environment, file: string, passphrase: string | null) {
  const room = existsSync(environment.data) ? environment.data : tmpdir();
  const work = await mkdtemp(join(room, 'restore-check-'));
  try {
    return await unpacked(file, passphrase, work);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function unpacked(file: string, passphrase: string | null, into: string): Promise<Manifest> {
  await mkdir(into, { recursive: true, mode: 0o700 });
  if (file !== '-' && !statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new BackupFault(`${file} is no file.`);
  }
  const { bavail, bsize } = await statfs(into);
  const source = file === '-' ? process.stdin : createReadStream(file);
  const manifest = await unpack(source, { passphrase, into, room: bavail * bsize });
  checkUnpacked(dataFolder(into), manifest);
  return manifest;
}

/** While neither process runs there; a folder in which nothing was done is left as it was. */
async function held(environment: Environment, work: () => Promise<void>): Promise<void> {
  const { data } = environment;
  const before = existsSync(data) ? readdirSync(data) : null;
  prepareDataFolder(data);
  const locks: { release(): void }[] = [];
  let isDone = false;
  try {
    locks.push(lockFolder(data, 'relay'), lockFolder(data, 'console'));
    await work();
    isDone = true;
  } finally {
    // Removed while they are held: who waits for one makes it anew.
    const made = LOCKS.filter((name) => !before?.includes(name));
    if (!isDone && locks.length === LOCKS.length) {
      for (const name of made) await rm(join(data, name), { force: true });
      if (before === null) await rm(data, { recursive: true, force: true });
    }
    for (const lock of locks) lock.release();
  }
}

function requireEmpty(data: string, manifest: Manifest, replace: boolean): void {
  const there = OWN.filter((name) => existsSync(join(data, name)));
  const found = [...new Set([...there, ...inTheWay(dataFolder(data), manifest)])];
  if (found.length === 0 || replace) return;
  throw new BackupFault(
    `${data} is not empty (${found.slice(0, 3).join(', ')}): with --replace that is moved aside.`,
  );
}

/** Root restores for the user whose folder it is. */
async function giveToOwner(data: string): Promise<void> {
  const { uid, gid } = statSync(data);
  if (process.getuid?.() !== 0 || uid === 0) return;
  const give = async (path: string): Promise<void> => {
    await chown(path, uid, gid);
    if (!(await lstat(path)).isDirectory()) return;
    for (const name of await readdir(path)) await give(join(path, name));
  };
  for (const name of await readdir(data)) {
    if (!(await lstat(join(data, name))).isSymbolicLink()) await give(join(data, name));
  }
}

function tell({ asJson, environment }: Asked, manifest: Manifest, placed: Placed | null): void {
  const { members, ...about } = manifest;
  const names = new Set(members.map(({ name }) => name));
  const [queue, log] = [names.has('spool.db'), names.has('decisions.db')];
  if (asJson) return sayJson({ ...about, queue, log, restored: placed });
  const parts = [
    'rules, accounts and settings',
    queue && `the queue (${countOf(manifest.messages ?? 0, 'message')})`,
    log && 'the log',
    manifest.secrets && 'the keys of the secrets',
  ];
  const what = `of ${manifest.host}, made ${timeText(manifest.at)} by Gatepost ${manifest.gatepost}`;
  const contents = parts.filter(Boolean).join(', ');
  if (!placed) return say(`Whole: a backup ${what}, with ${contents}.`);
  say(`Restored into ${environment.data}: a backup ${what}, with ${contents}.`);
  if (placed.aside !== null) {
    const { aside, asideMessages: mail } = placed;
    const waits = mail > 0 ? `, with ${countOf(mail, 'message')} that waited` : '';
    say(`What stood there is in ${aside}${waits}.`);
  }
  if (placed.held > 0) {
    say(
      `${countOf(placed.held, 'message')} are held, as the old host may still deliver them: once it is off, gatepost queue release --all.`,
    );
  }
  if (!manifest.secrets && !existsSync(environment.keyFile)) {
    remark('It brings no keys: the console names the secrets that must be entered again.');
  }
}
