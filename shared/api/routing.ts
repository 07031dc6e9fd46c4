/** The rules as a document: read, replaced whole, tried. */
import { z } from 'zod';
import type { Finding } from '../engine/findings.js';
import { requestSchema } from '../rules/request.js';
import { rulesSchema, type Rules } from '../rules/schema.js';

export const ROUTING_PATH = '/api/routing';
export const DECIDE_PATH = '/api/routing/decide';
/** `DELETE`: ends the watch, or what is said of one that has ended; the newest revision stays. */
export const WATCH_PATH = '/api/routing/watch';

/** Look at refusals after an Apply for so many minutes; `rollBack`: bring the revision before back when they jump. */
export const watchSchema = z.strictObject({
  minutes: z.int().min(1).max(1440),
  rollBack: z.boolean(),
});
export type WatchWish = z.infer<typeof watchSchema>;

export const putRoutingSchema = z.strictObject({
  rules: rulesSchema,
  note: z.string().max(500).optional(),
  /** Ids of findings of severity `confirm` that the administrator has read and wants all the same. */
  confirm: z.array(z.string()).optional(),
  /** `watch` is what GET says of it. */
  watchFor: watchSchema.optional(),
});

/** `rules` is read apart, so that a draft with a rewrite cycle can still be tried. */
export const decideBodySchema = z.strictObject({
  request: requestSchema,
  rules: z.unknown().optional(),
});

/** What the relay says it enforces. */
export interface Enforced {
  /** Null: the relay has not enforced anything yet, or does not answer. */
  readonly revision: number | null;
  /** ISO 8601. */
  readonly since: string | null;
  /** Why the stored revision is not in force, in one sentence. */
  readonly problem?: string;
}

export interface RevisionInfo {
  readonly revision: number;
  readonly author: string;
  /** ISO 8601. */
  readonly at: string;
  readonly note: string;
}

/** The watch after an Apply: peers that were fine before and are refused by the rules since. */
export interface Watch {
  readonly revision: number;
  /** The one before, which would be brought back. */
  readonly before: number;
  /** ISO 8601. */
  readonly ends: string;
  readonly rollBack: boolean;
  /** `alarm`: refusals of such peers have jumped; `rolled-back`: the revision before was brought back. */
  readonly state: 'watching' | 'quiet' | 'alarm' | 'rolled-back';
  readonly peers: number;
  readonly refusals: number;
  /** Some of the peers, with a reference each. */
  readonly examples: readonly { readonly peer: string; readonly ref: string }[];
}

/** `GET` and `PUT /api/routing`. */
export interface RoutingDocument extends RevisionInfo {
  readonly enforced: Enforced;
  readonly rules: Rules;
  readonly findings: readonly Finding[];
  /** The watch over the newest revision, or over one that it rolled back; null when there is none. */
  readonly watch: Watch | null;
  /** What the console's own engine needs to try a draft exactly as the relay would. */
  readonly host: import('../engine/decision.js').Host;
  /** The host's interfaces, for "these internal addresses". */
  readonly interfaces: readonly { readonly name: string; readonly address: string }[];
  /** Which IP families the host forwards between interfaces (KB Q193922: forwarding defeats internal addresses). */
  readonly forwarding: readonly ('IPv4' | 'IPv6')[];
}
