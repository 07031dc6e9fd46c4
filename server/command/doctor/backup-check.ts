/** Whether the schedule of backups makes any. */
import { existsSync } from 'node:fs';
import { backupOutcome, backupSettings, scheduledSince } from '../../store/config/backups.js';
import { looking } from '../../store/health.js';
import { ok, warn, type Finding } from './finding.js';
import type { Patient } from './patient.js';

const HOUR_MS = 3_600_000;
const CHECK = 'backup';

/** What cannot be read here has a check of its own. */
export function backupChecks(patient: Patient): Finding[] {
  const { folder, environment, now } = patient;
  if (!existsSync(folder.config)) return [];
  try {
    return looking(folder.config, (db) => {
      const schedule = backupSettings.newest(db)?.settings.schedule;
      if (!schedule) {
        return [ok(CHECK, 'None are made by themselves: gatepost backup <file> makes one.')];
      }
      const { lastGood = null, problem = null } = backupOutcome(db) ?? {};
      const since = lastGood ?? scheduledSince(db);
      const late =
        since !== null && now.getTime() - Date.parse(since) > 2 * schedule.every * HOUR_MS;
      const last = lastGood === null ? 'none yet' : `the newest is of ${lastGood}`;
      const text = `Every ${schedule.every} h into ${environment.backups}; ${last}.`;
      if (problem === null && !late) return [ok(CHECK, text)];
      const todo = 'See that the console runs, and that the folder has room and may be written.';
      return [
        warn(CHECK, problem === null ? text : `${text} The last one failed: ${problem}`, todo),
      ];
    });
  } catch {
    return [];
  }
}
