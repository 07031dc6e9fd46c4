/** History: the revisions of the rules, what each changed, and bringing one back. */
import { z } from 'zod';
import type { Rules } from '../rules/schema.js';
import type { RevisionInfo } from './routing.js';

export const REVISIONS_PATH = '/api/routing/revisions';

/** Decisions by the rules, by verdict. */
export interface DecisionCounts {
  readonly inbound: number;
  readonly relay: number;
  readonly reject: number;
}

export interface RevisionSummary extends RevisionInfo {
  /** What was decided under it, as far as the log goes back. */
  readonly decisions: DecisionCounts;
  /** ISO 8601: when the relay first enforced it; null when it never did, or no longer known. */
  readonly enforcedAt: string | null;
}

/** `GET /api/routing/revisions?after=&limit=`: newest first. */
export interface RevisionPage {
  readonly items: readonly RevisionSummary[];
  /** Pass as `after` for the next, older page; null on the last. */
  readonly next: string | null;
}

/** A line of a difference, in the words of the console: `-` was there, `+` is new, ` ` stands in both. */
export interface DiffLine {
  /** Unique in its section. */
  readonly key: string;
  readonly sign: '+' | '-' | ' ';
  readonly text: string;
  /** A note or an end, beside it. */
  readonly remark?: string;
}

export interface DiffSection {
  /** The label of the list or box. */
  readonly title: string;
  readonly lines: readonly DiffLine[];
}

/** `GET /api/routing/revisions/:n?from=`: `from` is the revision before, unless told. */
export interface RevisionDetail extends RevisionSummary {
  readonly rules: Rules;
  readonly from: number | null;
  /** Null for the first one. */
  readonly diff: readonly DiffSection[] | null;
  /** Peers that relayed under the revision before and were refused under this one by the rules; at most 100. */
  readonly lost: readonly LostPeer[];
  readonly lostCount: number;
}

export interface LostPeer {
  readonly peer: string;
  readonly refusals: number;
  /** ISO 8601. */
  readonly lastSeen: string;
  /** Reference of the last refusal. */
  readonly ref: string;
}

export const revisionQuerySchema = z.object({
  after: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const revisionDetailQuerySchema = z.object({
  from: z.coerce.number().int().positive().optional(),
});

/**
 * `POST /api/routing/revisions/:n/restore`: the rules of `:n` as a new revision. Answers as `PUT /api/routing`
 * does; takes `If-Match`, and needs none.
 */
export const restoreSchema = z.strictObject({
  note: z.string().max(500).optional(),
  confirm: z.array(z.string()).optional(),
});
