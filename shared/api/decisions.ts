/** The decision log: rows, filters, the live stream. */
import { z } from 'zod';
import {
  REASONS,
  VERDICTS,
  type Decision,
  type DecisionRequest,
  type Reason,
  type Verdict,
} from '../engine/decision.js';
import type { RecipientState } from './queue.js';
import type { RevisionInfo } from './routing.js';

export const DECISIONS_PATH = '/api/decisions';
export const DECISIONS_STREAM_PATH = '/api/decisions/stream';
export const PAGE_ROWS = 100;

/** What decided: the rules, or something outside them. */
export const DECIDERS = ['rules', 'recipient', 'sender', 'limit', 'dnsbl'] as const;
export type Decider = (typeof DECIDERS)[number];

/** A refused or successful logon has a row of its own, beside those of recipients. */
export const ROW_KINDS = ['recipient', 'logon'] as const;

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
] as const;
export type RowReason = Reason | (typeof OUTSIDE_REASONS)[number];

export interface DecisionRow {
  /** 7 characters of Crockford base32; the SMTP reply and the console name the row by it. */
  readonly ref: string;
  /** ISO 8601 with milliseconds. */
  readonly at: string;
  readonly kind: (typeof ROW_KINDS)[number];
  readonly verdict: Verdict;
  readonly reason: RowReason;
  readonly decidedBy: Decider;
  /** Text form of the rule that decided, or what was found at a logon; null where there is neither. */
  readonly rule: string | null;
  readonly revision: number;
  readonly peer: string;
  readonly localAddress: string;
  /** The listener the peer reached, as configured: `0.0.0.0:25`. */
  readonly listener: string;
  readonly account: string | null;
  readonly helo: string;
  /** Protocol and cipher, or null for a session in the clear. */
  readonly tls: string | null;
  /** Of the logon: PLAIN or LOGIN; null without one. */
  readonly mechanism: string | null;
  readonly sender: string;
  /** As it will be delivered, or as given where it was refused. */
  readonly recipient: string;
  readonly session: string;
  readonly queueId: string | null;
  /** The SMTP reply as sent, without CR LF. */
  readonly reply: string;
}

/** `GET /api/decisions/:ref`: the row, and the decision recomputed from the rules as they were then. */
export interface DecisionDetail {
  readonly row: DecisionRow;
  /** What the engine was asked, for Try it and for expectations. */
  readonly request: DecisionRequest;
  /** Null when the revision that decided is no longer known, or the rules did not decide. */
  readonly decision: Decision | null;
  /** Who applied the revision that decided; null when it is no longer known. */
  readonly revision: RevisionInfo | null;
  /** What became of it; null where it was refused or is a logon. */
  readonly fate: Fate | null;
}

/** What became of a recipient that was taken in. */
export interface Fate {
  /** `unknown`: it is not in the queue any more, and its end was not written down. */
  readonly state: RecipientState | 'unknown';
  /** ISO 8601: of the last attempt; null before any. */
  readonly at: string | null;
  readonly attempts: number;
  /** `mx1.example.net[192.0.2.1]:25`; null where none was reached. */
  readonly host: string | null;
  /** What the next hop, or our own finding, said last; '' before any attempt. */
  readonly reply: string;
}

/**
 * `GET /api/decisions/:ref/explanation`: what stands behind a decision beyond the decision itself. It may take
 * some tenths of a second, so it is asked apart.
 */
export interface Explanation {
  /** The rules that matched then, the deciding one first, and who put each there. */
  readonly rules: readonly RuleOrigin[];
  /** The same request under the rules in force, at this instant; null where the rules did not decide. */
  readonly now: Decision | null;
  /** The last revision before it that would have decided otherwise; null when none of those looked at would. */
  readonly changed: VerdictChange | null;
  /** Of a refusal by the rules: who else near the peer was refused for the same reason. */
  readonly neighbours: Neighbours | null;
}

export interface RuleOrigin {
  /** Text form (shared/rules/text.ts). */
  readonly rule: string;
  /** The revision that brought it; null when it is as old as what is still known. */
  readonly since: RevisionInfo | null;
  readonly note: string;
  /** ISO 8601, of an entry that ends. */
  readonly until: string | null;
  /** Whether it stands in the rules in force. */
  readonly stands: boolean;
}

export interface VerdictChange {
  /** What it would have been. */
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly rule: string | null;
  /** The revision under which it was so, and the one that changed it. */
  readonly before: number;
  readonly by: RevisionInfo;
  /** ISO 8601: when this peer was last given that verdict; null when it is not in the log. */
  readonly lastSeen: string | null;
}

export interface Neighbours {
  /** The /24 or /64 around the peer, as CIDR. */
  readonly network: string;
  /** Peers in it, this one among them, that were refused for want of a permit, and their refusals. */
  readonly peers: number;
  readonly decisions: number;
  /** ISO 8601: how far back was looked. */
  readonly since: string;
}

export interface DecisionPage {
  readonly items: readonly DecisionRow[];
  /** Pass as `after` for the next, older page; null on the last. A page may hold fewer rows than asked for, or none. */
  readonly next: string | null;
  /** ISO 8601: set on a page that is not full although there may be more: how far back has been searched. */
  readonly searchedTo?: string;
}

/** `GET /api/decisions/extent`: how large the log is, and what is being removed from it. */
export interface LogExtent {
  /** About. */
  readonly rows: number;
  /** Of the file with what is not yet written back. */
  readonly octets: number;
  /** ISO 8601; null while it is empty. */
  readonly oldest: string | null;
  /** Rows that are still to go, at the age and size that are kept; 0: nothing is being removed. */
  readonly removing: number;
}

export const EXPORT_FORMATS = ['csv', 'ndjson'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/**
 * `GET /api/decisions/export?format=csv|ndjson` with the filters of the list: a file, newest first. With `id`
 * (made by the client) its progress is told by `GET /api/decisions/exports/:id`, and `DELETE` there stops it.
 */
export interface ExportProgress {
  readonly rows: number;
  /** From 0 to 1: how much of the log has been gone through. */
  readonly done: number;
  readonly state: 'running' | 'done' | 'stopped';
}

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
