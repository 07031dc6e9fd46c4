/** The decision log: rows, filters, the live stream. */
import { z } from 'zod';
import { REASONS, VERDICTS, type Decision, type Reason, type Verdict } from '../engine/decision.js';

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
  /** Null when the revision that decided is no longer known, or the rules did not decide. */
  readonly decision: Decision | null;
}

export interface DecisionPage {
  readonly items: readonly DecisionRow[];
  /** Pass as `after` for the next, older page; null on the last. */
  readonly next: string | null;
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
  rule: z.string().max(400).optional(),
  revision: z.coerce.number().int().positive().optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  /** A part of the sender, recipient, peer, HELO or reference. */
  q: z.string().max(320).optional(),
});
export type DecisionFilter = z.infer<typeof decisionFilterSchema>;

export const decisionQuerySchema = decisionFilterSchema.extend({
  after: z.string().max(20).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(PAGE_ROWS),
});
