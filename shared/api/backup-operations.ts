/** The operations on backups (operations.ts holds all there are). */
import {
  BACKUP_SETTINGS_PATH,
  BACKUPS_PATH,
  backupRequestSchema,
  backupSettingsSchema,
} from './backups.js';
import type { OperationTable } from './operation.js';

export const BACKUP_OPERATIONS: OperationTable = {
  [`GET ${BACKUPS_PATH}`]: {
    summary: 'Lists the kept backups, and says what became of the last one.',
    role: 'administrator',
  },
  [`POST ${BACKUPS_PATH}`]: {
    summary: 'Begins a backup.',
    role: 'administrator',
    body: backupRequestSchema,
  },
  [`GET ${BACKUPS_PATH}/{id}`]: { summary: 'How far a backup has come.', role: 'administrator' },
  // Hashes of passwords, and mail.
  [`GET ${BACKUPS_PATH}/{id}/file`]: {
    summary: 'The backup itself.',
    role: 'administrator',
    guarded: true,
  },
  [`DELETE ${BACKUPS_PATH}/{id}`]: {
    summary: 'Stops a backup, or removes its file.',
    role: 'administrator',
  },
  [`GET ${BACKUP_SETTINGS_PATH}`]: {
    summary: 'When backups are made by themselves.',
    role: 'administrator',
  },
  [`PUT ${BACKUP_SETTINGS_PATH}`]: {
    summary: 'Applies the schedule of backups.',
    role: 'administrator',
    body: backupSettingsSchema,
  },
};
