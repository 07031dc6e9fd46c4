/** The decision log: rows, filters, the live stream. */
import { z } from 'zod';
import { REASONS, VERDICTS, type Reason } from '../engine/decision.js';

export const DECISIONS_PATH = '/api/decisions';
export const DECISIONS_STREAM_PATH = '/api/decisions/stream';
export const PAGE_ROWS = 100;

/** What decided: the rules, or something outside them. */
export const DECIDERS = ['rules', 'recipient', 'sender', 'limit', 'dnsbl'] as const;
export type Decider = (typeof DECIDERS)[number];

/** A logon, or a limit that was hit, has a row of its own, beside those of recipients. */
export const ROW_KINDS = ['recipient', 'logon', 'limit'] as const;

/** The limits that a peer can hit (`limits.ts`), for good as all reasons are. */
export const LIMIT_REASONS = [
  'limit-sessions',
  'limit-sessions-per-address',
  'limit-connections-per-address',
  'limit-messages-per-address',
  'limit-messages-per-account',
  'limit-recipients-per-address',
  'limit-recipients-per-account',
  'limit-errors',
  'limit-command-line',
  'limit-header',
  'limit-message-size',
  'limit-command-time',
  'limit-data-time',
  'limit-message-time',
  'limit-session-time',
  'limit-handshake-time',
  'early-talker',
  'proxy-header',
] as const;
export type LimitReason = (typeof LIMIT_REASONS)[number];

/** Reasons of rows that the engine did not decide. */
export const OUTSIDE_REASONS = [
  'logon-accepted',
  'logon-refused',
  'logon-unavailable',
  'logon-held',
  'sender-of-another',
  'too-many-recipients',
  'bad-parameter',
  'unknown-recipient',
  'recipient-unverified',
  'too-many-new-recipients',
  'dns-list',
  ...LIMIT_REASONS,
] as const;
export type RowReason = Reason | (typeof OUTSIDE_REASONS)[number];

export const EXPORT_FORMATS = ['csv', 'ndjson'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Filters of the list and of the stream; all that are given must hold. */
export const decisionFilterSchema = z.object({
  verdict: z.enum(VERDICTS).optional(),
  reason: z.enum([...REASONS, ...OUTSIDE_REASONS]).optional(),
  /** An address, or a network in any accepted form. */
  peer: z.string().max(100).optional(),
  /** A part of the address. */
  sender: z.string().max(320).optional(),
  recipient: z.string().max(320).optional(),
  account: z.string().max(200).optional(),
  /** Text form of a rule that matched, whether or not it decided. */
  rule: z.string().max(400).optional(),
  revision: z.coerce.number().int().positive().optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  /** A part of the sender, recipient, peer, HELO or reference. */
  q: z.string().max(320).optional(),
});
export type DecisionFilter = z.infer<typeof decisionFilterSchema>;

export const exportQuerySchema = decisionFilterSchema.extend({
  format: z.enum(EXPORT_FORMATS),
  id: z
    .string()
    .regex(/^[0-9A-Za-z-]{1,40}$/)
    .optional(),
});

export const decisionQuerySchema = decisionFilterSchema.extend({
  after: z.string().max(20).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(PAGE_ROWS),
});

export type {
  DecisionDetail,
  DecisionPage,
  DecisionRow,
  Explanation,
  ExportProgress,
  Fate,
  LogExtent,
  Neighbours,
  RuleOrigin,
  VerdictChange,
} from './answers/decisions.js';
