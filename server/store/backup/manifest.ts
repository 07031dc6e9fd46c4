/**
 * What a backup says of itself: the first member of its archive, against which every other one is held.
 *
 * Promise: a member has one of the few names below, so none of them can leave the folder that it is unpacked into.
 */
import { z } from 'zod';

export const MANIFEST_NAME = 'manifest.json';
export const MANIFEST_FORMAT = 1;
/** A queue of a million large bodies has a manifest of some 150 MB: more is none. */
export const MOST_MANIFEST = 256 * 1024 * 1024;

const MEMBER = /^(?:config\.db|spool\.db|decisions\.db|secret\.key|tls\/(?:cert|key)\.pem)$/;
const BODY = /^bodies\/[0-9A-F]{15}$/;

export function isMemberName(name: string): boolean {
  return MEMBER.test(name) || BODY.test(name);
}

export function bodyName(queueId: string): string {
  return `bodies/${queueId}`;
}

const count = z.int().min(0);

const memberSchema = z.strictObject({
  name: z.string().refine(isMemberName),
  size: count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Member = z.infer<typeof memberSchema>;

export const manifestSchema = z.object({
  format: z.literal(MANIFEST_FORMAT),
  /** The version of Gatepost that made it. */
  gatepost: z.string().max(100),
  host: z.string().max(255),
  /** When it was begun (ISO 8601). */
  at: z.iso.datetime(),
  /** The keys of the secrets are in it. */
  secrets: z.boolean(),
  /** Messages that waited; null: the queue is not in it. */
  messages: count.nullable(),
  /** The first number of a decision that was not reserved then; null: not known. */
  nextDecision: count.nullable(),
  members: z
    .array(memberSchema)
    .refine((members) => new Set(members.map(({ name }) => name)).size === members.length)
    .refine((members) => members.some(({ name }) => name === 'config.db')),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** A file that is no backup, or not one that may be restored; its message is one line for an administrator. */
export class BackupFault extends Error {
  override name = 'BackupFault';
}

export const ALTERED = 'It is cut or was altered: it is not restored.';
