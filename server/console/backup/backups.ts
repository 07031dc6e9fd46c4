/**
 * The backups: one at a time, asked for or by the schedule, and the files there are.
 *
 * Promise: what was asked for by hand is kept until it is fetched and removed, at most an hour, and is never in the
 * folder of the schedule. No pass phrase is kept once its backup is made.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { backupName, type Backup, type BackupList } from '../../../shared/api/backups.js';
import { AppError } from '../../../shared/api/errors.js';
import { problemText } from '../../store/backup/in-thread.js';
import { backupOutcome } from '../../store/config/backups.js';
import { dataFolder } from '../../store/layout.js';
import type { Context } from '../context.js';
import { BackupFolder } from './backup-folder.js';
import { makeBackup } from './making.js';

export interface AskedBackup {
  readonly log: boolean;
  readonly queue: boolean;
  readonly passphrase: string | null;
}

interface Current {
  readonly stopping: AbortController;
  readonly file: string;
  backup: Backup;
  ended: Promise<void>;
}

const KEPT_MS = 3_600_000;
const STOPPED = new Error('It was stopped.');

export type BackupParts = Pick<Context, 'environment' | 'relay' | 'db' | 'now' | 'log'>;

export class Backups {
  readonly folder: BackupFolder;
  readonly #parts: BackupParts;
  /** Of files that were asked for by hand. */
  readonly #byHand: string;
  #current: Current | null = null;
  #newest = 0;
  #forget: NodeJS.Timeout | null = null;

  constructor(parts: BackupParts) {
    const { environment } = parts;
    this.#parts = parts;
    this.folder = new BackupFolder(environment.backups);
    this.#byHand = join(dataFolder(environment.data).backupWork, 'made');
  }

  /** Removes what an ended console has left. */
  async sweep(): Promise<void> {
    const { backupWork } = dataFolder(this.#parts.environment.data);
    await rm(this.#byHand, { recursive: true, force: true });
    await rm(join(backupWork, 'console'), { recursive: true, force: true });
  }

  /** Stops what runs, and waits until nothing of it is left. */
  async stop(): Promise<void> {
    if (this.#forget) clearTimeout(this.#forget);
    await this.#halt();
  }

  async list(): Promise<BackupList> {
    const items = await this.folder.list();
    const current = this.#current?.backup ?? null;
    return { folder: this.folder.path, items, current, last: backupOutcome(this.#parts.db) };
  }

  /** Null: there is no such backup. */
  async get(id: string): Promise<Backup | null> {
    const current = this.#current?.backup;
    if (current?.id === id) return current;
    const kept = (await this.folder.list()).find((each) => each.id === id);
    return kept
      ? {
          ...kept,
          state: 'done',
          doing: 'Kept',
          total: kept.octets,
          problem: null,
          log: false,
          queue: false,
          scheduled: true,
        }
      : null;
  }

  /** The path of a file that is whole; null: there is none. */
  async file(id: string): Promise<string | null> {
    const current = this.#current;
    if (current?.backup.id !== id || current.backup.scheduled) return this.folder.find(id);
    return current.backup.state === 'done' ? current.file : null;
  }

  /** Stops it when it runs, else removes its file. False: there is no such backup. */
  async remove(id: string): Promise<boolean> {
    const current = this.#current;
    if (current?.backup.id !== id) return this.folder.remove(id);
    if (current.backup.state === 'running') {
      await this.#halt();
      return true;
    }
    if (current.backup.scheduled) return this.folder.remove(id);
    this.#current = null;
    await rm(current.file, { force: true });
    return true;
  }

  /** Begins one that is fetched later. Throws `too-many` while another is made. */
  begin(asked: AskedBackup): Backup {
    return this.#begin(asked, false).backup;
  }

  /** One for the folder, to its end; null while another is made. */
  async scheduled(asked: AskedBackup): Promise<Backup | null> {
    if (this.#current?.backup.state === 'running') return null;
    const current = this.#begin(asked, true);
    await current.ended;
    return current.backup;
  }

  #begin({ log, queue, passphrase }: AskedBackup, scheduled: boolean): Current {
    const before = this.#current;
    if (before?.backup.state === 'running') {
      throw new AppError(
        'too-many',
        'A backup is being made: wait until it has ended, or stop it.',
      );
    }
    const { environment, now } = this.#parts;
    // Names hold seconds.
    this.#newest = Math.max(now().getTime(), this.#newest + 1000);
    const at = new Date(this.#newest);
    const id = backupName(environment.hostname, at, passphrase !== null);
    const encrypted = passphrase !== null;
    const backup: Backup = {
      id,
      state: 'running',
      doing: 'Begins',
      octets: 0,
      total: 0,
      at: at.toISOString(),
      problem: null,
      log,
      queue,
      encrypted,
      scheduled,
    };
    const current: Current = {
      stopping: new AbortController(),
      file: scheduled ? this.folder.unfinished(id) : join(this.#byHand, id),
      backup,
      ended: Promise.resolve(),
    };
    this.#current = current;
    current.ended = this.#make(current, before, at, passphrase);
    return current;
  }

  async #make(
    current: Current,
    before: Current | null,
    at: Date,
    passphrase: string | null,
  ): Promise<void> {
    const { log, queue, scheduled, id } = current.backup;
    try {
      if (before && !before.backup.scheduled) await rm(before.file, { force: true });
      if (scheduled) await this.folder.prepare();
      else await mkdir(this.#byHand, { recursive: true, mode: 0o700 });
      await makeBackup(this.#parts, {
        at,
        log,
        queue,
        passphrase,
        to: current.file,
        signal: current.stopping.signal,
        tell: (doing, octets, total) => {
          current.backup = { ...current.backup, doing, octets, total };
        },
      });
      if (scheduled) await this.folder.finish(id);
      else this.#forgetLater(id);
      const { total } = current.backup;
      current.backup = { ...current.backup, state: 'done', doing: 'Done', octets: total };
    } catch (error) {
      await rm(current.file, { force: true }).catch(() => undefined);
      current.backup = { ...current.backup, ...this.#ending(current, error as Error) };
    }
  }

  #ending({ stopping }: Current, { message, ...error }: Error): Partial<Backup> {
    if (stopping.signal.aborted) return { state: 'stopped', doing: 'Stopped' };
    const problem = problemText(message, (error as { code?: string }).code);
    this.#parts.log.error(`the backup failed: ${problem}`);
    return { state: 'failed', doing: 'Failed', problem };
  }

  #forgetLater(id: string): void {
    if (this.#forget) clearTimeout(this.#forget);
    this.#forget = setTimeout(() => void this.remove(id), KEPT_MS);
    this.#forget.unref();
  }

  async #halt(): Promise<void> {
    const current = this.#current;
    if (current?.backup.state !== 'running') return;
    current.stopping.abort(STOPPED);
    await current.ended;
  }
}
