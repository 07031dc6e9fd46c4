/** The audit trail: who changed what, who logged on and who was refused, from where. */
import { z } from 'zod';
import { oneOf } from './one-of.js';

export const AUDIT_PATH = '/api/audit';
/** The page. */
export const AUDIT_PAGE = '/security/audit';

/** Each action in words, in the order of choice. */
export const AUDIT_WORDS = {
  'rules-applied': 'Rules applied',
  'watch-ended': 'Watch ended',
  'gateway-kept': 'Known gateway kept',
  'delivery-changed': 'Delivery settings changed',
  'security-changed': 'Security settings changed',
  'alerts-changed': 'Alerts changed',
  'backup-settings-changed': 'Backup settings changed',
  'backup-begun': 'Backup begun',
  'backup-fetched': 'Backup fetched',
  'backup-removed': 'Backup stopped or removed',
  'self-test-begun': 'Self-test begun',
  'queue-changed': 'Queue changed',
  'message-read': 'Message read',
  'account-created': 'Account added',
  'account-changed': 'Account changed',
  'account-removed': 'Account removed',
  'logged-on': 'Logged on',
  'logon-refused': 'Logon refused',
  'logged-off': 'Logged off',
  'session-revoked': 'Session ended',
  'recovery-code-used': 'Recovery code used',
  'user-invited': 'Person invited',
  'invitation-withdrawn': 'Invitation withdrawn',
  'user-created': 'Person added',
  'user-changed': 'Person changed',
  'user-removed': 'Person removed',
  'password-changed': 'Password changed',
  'second-factor-on': 'Second factor turned on',
  'second-factor-off': 'Second factor turned off',
  'recovery-codes-made': 'Recovery codes made anew',
  'token-made': 'Token made',
  'token-removed': 'Token removed',
} as const;
export type AuditAction = keyof typeof AUDIT_WORDS;
export const AUDIT_ACTIONS = Object.keys(AUDIT_WORDS) as AuditAction[];

export interface AuditItem {
  readonly id: number;
  /** ISO 8601. */
  readonly at: string;
  /** A user, or `gatepost` itself; '' for a name that nobody has. */
  readonly actor: string;
  readonly action: AuditAction;
  readonly detail: string;
  /** Where it was asked from; '' where that is not known. */
  readonly address: string;
  /** Name of the token that was used; '' for a session. */
  readonly token: string;
  /** Refused logons of one address within an hour are one line. */
  readonly times: number;
}

export interface AuditPage {
  readonly items: readonly AuditItem[];
  /** Pass as `after` for the next, older page; null on the last. */
  readonly next: string | null;
}

export const auditFilterSchema = z.object({
  actor: z.string().max(100).optional(),
  action: oneOf(AUDIT_ACTIONS).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  /** A part of who, what, or the address. */
  q: z.string().max(200).optional(),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;

export const auditQuerySchema = auditFilterSchema.extend({
  after: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

export const AUDIT_FORMATS = ['csv', 'ndjson'] as const;
export type AuditFormat = (typeof AUDIT_FORMATS)[number];
export const auditExportSchema = auditFilterSchema.extend({ format: oneOf(AUDIT_FORMATS) });
