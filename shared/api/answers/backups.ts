/** What the API answers about backups. */
import { z } from 'zod';
import {
  BACKUP_SETTINGS_PATH,
  BACKUP_STATES,
  BACKUPS_PATH,
  backupSettingsSchema,
} from '../backups.js';
import type { OperationAnswer } from './by-operation.js';

const count = z.int().min(0);
const instant = z.iso.datetime();

const backupSchema = z.strictObject({
  id: z.string(),
  state: z.enum(BACKUP_STATES),
  doing: z.string(),
  octets: count,
  total: count,
  at: instant,
  problem: z.string().nullable(),
  log: z.boolean(),
  queue: z.boolean(),
  encrypted: z.boolean(),
  scheduled: z.boolean(),
});

const backupListSchema = z.strictObject({
  folder: z.string(),
  items: z.array(
    z.strictObject({ id: z.string(), at: instant, octets: count, encrypted: z.boolean() }),
  ),
  current: backupSchema.nullable(),
  last: z
    .strictObject({
      id: z.string(),
      at: instant,
      problem: z.string().nullable(),
      lastGood: instant.nullable(),
    })
    .nullable(),
});

export const BACKUP_ANSWERS: Readonly<Record<string, OperationAnswer>> = {
  [`GET ${BACKUPS_PATH}`]: { answer: backupListSchema },
  [`POST ${BACKUPS_PATH}`]: { status: 202, answer: backupSchema },
  [`GET ${BACKUPS_PATH}/{id}`]: { answer: backupSchema },
  [`GET ${BACKUPS_PATH}/{id}/file`]: { media: 'application/octet-stream' },
  [`DELETE ${BACKUPS_PATH}/{id}`]: { status: 204 },
  [`GET ${BACKUP_SETTINGS_PATH}`]: { answer: backupSettingsSchema, document: 'read' },
  [`PUT ${BACKUP_SETTINGS_PATH}`]: { answer: backupSettingsSchema, document: 'replaced' },
};
