/**
 * The folder of the scheduled backups.
 *
 * Promise: only files that are named as backups are listed, read or removed. A file has its name only when it is
 * whole, so the ones that are kept are good ones; the newest is never removed by retention.
 */
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readBackupName, type KeptBackup } from '../../../shared/api/backups.js';
import { prepareFolder } from '../../store/data-folder.js';
import { flushFolder } from '../../store/flush-folder.js';

const UNFINISHED = '.part';

export class BackupFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Makes it, and removes what an ended console has left unfinished. Throws a StartFault of one line. */
  async prepare(): Promise<void> {
    prepareFolder('The folder of backups', this.path);
    for (const name of await readdir(this.path)) {
      if (isUnfinished(name)) await rm(join(this.path, name), { force: true });
    }
  }

  /** Where a file is written until it is whole. */
  unfinished(id: string): string {
    return join(this.path, id + UNFINISHED);
  }

  async finish(id: string): Promise<void> {
    await rename(this.unfinished(id), join(this.path, id));
    await flushFolder(this.path);
  }

  async drop(id: string): Promise<void> {
    await rm(this.unfinished(id), { force: true });
  }

  /** Newest first; none where there is no such folder. */
  async list(): Promise<KeptBackup[]> {
    const names = await readdir(this.path).catch(() => []);
    const found = await Promise.all(names.map((name) => this.#kept(name)));
    return found
      .filter((each) => each !== null)
      .toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  }

  /** Its path; null: there is none. */
  async find(id: string): Promise<string | null> {
    return (await this.#kept(id)) ? join(this.path, id) : null;
  }

  /** False when there is no such file. */
  async remove(id: string): Promise<boolean> {
    const path = await this.find(id);
    if (path) await rm(path, { force: true });
    return path !== null;
  }

  /** Removes all but the newest so many; answers which. */
  async trim(keep: number): Promise<string[]> {
    const old = (await this.list()).slice(Math.max(keep, 1));
    for (const { id } of old) await rm(join(this.path, id), { force: true });
    return old.map(({ id }) => id);
  }

  async #kept(id: string): Promise<KeptBackup | null> {
    const read = readBackupName(id);
    if (!read) return null;
    const found = await stat(join(this.path, id)).catch(() => null);
    return found?.isFile() ? { id, ...read, octets: found.size } : null;
  }
}

function isUnfinished(name: string): boolean {
  return name.endsWith(UNFINISHED) && readBackupName(name.slice(0, -UNFINISHED.length)) !== null;
}
