/** Backups: one file with rules, accounts and settings, optionally with queue and log; on request and by a schedule. */
import { z } from 'zod';

export const BACKUPS_PATH = '/api/backups';
export const BACKUP_SETTINGS_PATH = '/api/backup-settings';

/** What opens the file is all that stands between its finder and every secret. */
const LEAST_PASSPHRASE = 12;
const MOST_PASSPHRASE = 1000;

export const passphraseSchema = z
  .string('A text.')
  .min(LEAST_PASSPHRASE, `At least ${LEAST_PASSPHRASE} characters.`)
  .max(MOST_PASSPHRASE, `At most ${MOST_PASSPHRASE.toLocaleString('en')} characters.`)
  .refine((text) => !/\p{Cc}/u.test(text), 'One line, without controls.');

export const backupRequestSchema = z.strictObject({
  /** The decision log. */
  log: z.boolean().default(false),
  /** Messages that wait. */
  queue: z.boolean().default(true),
  /** Without: the file is not encrypted, and holds no key that opens its secrets. */
  passphrase: passphraseSchema.optional(),
});
export type BackupRequest = z.infer<typeof backupRequestSchema>;

export const BACKUP_STATES = ['running', 'done', 'failed', 'stopped'] as const;
export type BackupState = (typeof BACKUP_STATES)[number];

/** One backup that was asked for, while it is made and until it is removed. */
export interface Backup {
  /** The name of its file. */
  readonly id: string;
  readonly state: BackupState;
  /** What it does now, in words. */
  readonly doing: string;
  /** What has been written, and of how many octets of files it will be made: 0 until that is known. */
  readonly octets: number;
  readonly total: number;
  /** ISO 8601. */
  readonly at: string;
  /** Why it failed, in a sentence. */
  readonly problem: string | null;
  readonly log: boolean;
  readonly queue: boolean;
  readonly encrypted: boolean;
  readonly scheduled: boolean;
}

/** A file in the folder of backups. */
export interface KeptBackup {
  readonly id: string;
  readonly at: string;
  readonly octets: number;
  readonly encrypted: boolean;
}

export interface BackupList {
  readonly folder: string;
  /** Newest first. */
  readonly items: readonly KeptBackup[];
  /** The one that is made, or was made last since the console started. */
  readonly current: Backup | null;
  /** What became of the schedule's last one; null: there was none. */
  readonly last: BackupResult | null;
}

export interface BackupResult {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  /** In a sentence; null: it is whole. */
  readonly problem: string | null;
  readonly lastGood: string | null;
}

const HOURS = { least: 1, most: 24 * 31 };
const MOST_KEPT = 1000;

export const scheduleSchema = z.strictObject({
  /** Hours. */
  every: z
    .int('A whole number of hours.')
    .min(HOURS.least, 'At least 1 hour.')
    .max(HOURS.most, `At most ${HOURS.most} hours.`),
  /** Files. */
  keep: z
    .int('A whole number of files.')
    .min(1, 'At least 1 file.')
    .max(MOST_KEPT, `At most ${MOST_KEPT.toLocaleString('en')} files.`),
  log: z.boolean().default(false),
  queue: z.boolean().default(true),
  /** Null: not encrypted. */
  passphrase: z
    .union([passphraseSchema, z.strictObject({ set: z.literal(true) })])
    .nullable()
    .default(null),
});
export type BackupSchedule = z.infer<typeof scheduleSchema>;

export const backupSettingsSchema = z.strictObject({
  /** Null: none are made by themselves. */
  schedule: scheduleSchema.nullable().default(null),
});
export type BackupSettings = z.infer<typeof backupSettingsSchema>;

export const NO_BACKUPS: BackupSettings = { schedule: null };
/** What the console offers first. */
export const FIRST_SCHEDULE: BackupSchedule = {
  every: 24,
  keep: 14,
  log: false,
  queue: true,
  passphrase: null,
};

/** Retention goes by it: what is called otherwise is never touched. */
const NAME = /^gatepost-[a-z0-9._-]{1,255}-(\d{8})T(\d{6})Z\.tar\.gz(\.age)?$/;

export function backupName(host: string, at: Date, encrypted: boolean): string {
  const stamp = at.toISOString().replace(/[-:]|\.\d+/g, '');
  return `gatepost-${host}-${stamp}.tar.gz${encrypted ? '.age' : ''}`;
}

/** When it was begun (ISO 8601) and whether it is encrypted; null for a name that is not ours. */
export function readBackupName(name: string): { at: string; encrypted: boolean } | null {
  const [, day, time, age] = NAME.exec(name) ?? [];
  if (day === undefined || time === undefined) return null;
  const text = `${day.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}.000Z`;
  if (Number.isNaN(Date.parse(text))) return null;
  return { at: text, encrypted: age !== undefined };
}
