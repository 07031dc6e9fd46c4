/**
 * Makes backups by the schedule, and removes old ones.
 *
 * Promise: what became of the last one is kept, over restarts too; one that failed is tried again within the hour.
 * Where the pass phrase cannot be read none is made, rather than one that is not encrypted.
 */
import type { BackupResult, BackupSchedule as Schedule } from '../../../shared/api/backups.js';
import { backupName } from '../../../shared/api/backups.js';
import { backupOutcome, backupSettings, keepOutcome } from '../../store/config/backups.js';
import { BACKUPS, opened } from '../../store/sealed-settings.js';
import type { Context } from '../context.js';
import type { Backups, BackupParts } from './backups.js';

const HOUR_MS = 3_600_000;
const LOOK_MS = 30_000;
const UNREADABLE = 'The pass phrase of the scheduled backups cannot be read: enter it again.';

export class BackupSchedule {
  readonly #parts: BackupParts & Pick<Context, 'secrets'>;
  readonly #backups: Backups;
  #timer: NodeJS.Timeout | null = null;
  #making: Promise<void> | null = null;

  constructor(parts: BackupParts & Pick<Context, 'secrets'>, backups: Backups) {
    this.#parts = parts;
    this.#backups = backups;
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), LOOK_MS);
    void this.look();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  /** Also when the settings have changed. Resolves when what was due has been made. */
  look(): Promise<void> {
    this.#making ??= this.#look()
      .catch((error: Error) => this.#parts.log.error(`the schedule of backups: ${error.message}`))
      .finally(() => {
        this.#making = null;
      });
    return this.#making;
  }

  async #look(): Promise<void> {
    const { db, secrets, now, environment, log } = this.#parts;
    const stored = backupSettings.newest(db);
    const schedule = stored && opened(BACKUPS, stored.settings, secrets).schedule;
    if (!schedule || !isDue(schedule, backupOutcome(db), now().getTime())) return;
    const { passphrase } = schedule;
    if (passphrase !== null && typeof passphrase !== 'string') {
      const id = backupName(environment.hostname, now(), true);
      keepOutcome(db, { id, at: now().toISOString(), problem: UNREADABLE });
      return;
    }
    const made = await this.#backups.scheduled({ ...schedule, passphrase });
    // Another one is made, or it was stopped by hand: the next look sees whether it is still due.
    if (!made || !db.open) return;
    const stopped = made.state === 'stopped' ? 'It was stopped before it was whole.' : null;
    keepOutcome(db, { id: made.id, at: made.at, problem: made.problem ?? stopped });
    if (made.state !== 'done') return;
    log.info(`${made.id} was made`);
    for (const old of await this.#backups.folder.trim(schedule.keep))
      log.info(`${old} was removed`);
  }
}

export function isDue({ every }: Schedule, last: BackupResult | null, now: number): boolean {
  if (!last) return true;
  const wait = last.problem === null ? every * HOUR_MS : Math.min(every * HOUR_MS, HOUR_MS);
  // A clock that was set back makes nobody wait for longer than that.
  return Math.abs(now - Date.parse(last.at)) >= wait;
}
