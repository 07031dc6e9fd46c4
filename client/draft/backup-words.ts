/** The settings of scheduled backups by their name on the Diagnostics page, and their values in words. */
import type { BackupSettings } from '../../shared/api/backups.js';
import type { SettingWords } from './settings-changes.js';

export const BACKUP_WORDS: SettingWords<BackupSettings> = {
  schedule: { name: 'Scheduled backups', text: ({ schedule }) => scheduleText(schedule) },
};

function scheduleText(schedule: BackupSettings['schedule']): string {
  if (!schedule) return 'none';
  const { every, keep, queue, log, passphrase } = schedule;
  const parts = [
    `every ${every} h`,
    `${keep} kept`,
    queue && 'with the queue',
    log && 'with the log',
    passphrase === null
      ? 'not encrypted'
      : typeof passphrase === 'string'
        ? 'encrypted with a new pass phrase'
        : 'encrypted',
  ];
  return parts.filter(Boolean).join(', ');
}
