/** The rules as a document: read, replaced whole, tried. */
import { z } from 'zod';
import type { Finding } from '../engine/findings.js';
import { requestSchema } from '../rules/request.js';
import { rulesSchema, type Rules } from '../rules/schema.js';

export const ROUTING_PATH = '/api/routing';
export const DECIDE_PATH = '/api/routing/decide';

export const putRoutingSchema = z.strictObject({
  rules: rulesSchema,
  note: z.string().max(500).optional(),
  /** Ids of findings of severity `confirm` that the administrator has read and wants all the same. */
  confirm: z.array(z.string()).optional(),
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

/** `GET` and `PUT /api/routing`. */
export interface RoutingDocument extends RevisionInfo {
  readonly enforced: Enforced;
  readonly rules: Rules;
  readonly findings: readonly Finding[];
  /** What the console's own engine needs to try a draft exactly as the relay would. */
  readonly host: import('../engine/decision.js').Host;
  /** The host's interfaces, for "these internal addresses". */
  readonly interfaces: readonly { readonly name: string; readonly address: string }[];
  /** Which IP families the host forwards between interfaces (KB Q193922: forwarding defeats internal addresses). */
  readonly forwarding: readonly ('IPv4' | 'IPv6')[];
}
