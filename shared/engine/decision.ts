/** What the engine answers, and the closed lists it answers from. */
import type { DecisionRequest } from '../rules/request.js';

export const VERDICTS = ['inbound', 'relay', 'reject'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Why, for good: stored in the log, used as a metric label, never renamed. */
export const REASONS = [
  'inbound-route',
  'own-address',
  'override',
  'authenticated',
  'address',
  'internal-address',
  'never-route',
  'not-permitted',
  'not-rerouting',
  'routing-local-part',
  'rewrite-cycle',
  'malformed-recipient',
  'needs-smtputf8',
  'malformed-sender',
  'malformed-peer',
] as const;
export type Reason = (typeof REASONS)[number];

/** Reasons of what could not be read: no rule could change them. */
export const FORM_REASONS = [
  'malformed-recipient',
  'needs-smtputf8',
  'malformed-sender',
  'malformed-peer',
] as const satisfies readonly Reason[];

/** The questions, in the order in which the engine asks them (DESIGN section 5). */
export const STEPS = [
  'form',
  'sent-to',
  'local-part',
  'mode',
  'never',
  'override',
  'authenticated',
  'addresses',
  'internal-addresses',
] as const;
export type Step = (typeof STEPS)[number];

export const OUTCOMES = ['matched', 'not-matched', 'not-reached', 'overridden'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface TraceStep {
  readonly step: Step;
  readonly outcome: Outcome;
  /** The rule that matched, in its text form (`shared/rules/text.ts`). */
  readonly rule?: string;
  /** One sentence, as the console shows it. */
  readonly text: string;
}

export type NextHop =
  | { readonly kind: 'inbound'; readonly host?: string; readonly port?: number }
  | { readonly kind: 'host'; readonly host: string; readonly port: number }
  | { readonly kind: 'domain'; readonly domain: string };

export interface Reply {
  readonly code: number;
  /** RFC 3463, such as 5.7.1. */
  readonly enhanced: string;
  /** One line without control characters; what the relay sends adds the reference. */
  readonly text: string;
}

export interface Decision {
  readonly verdict: Verdict;
  readonly reason: Reason;
  /** The rule that decided, where one did. */
  readonly rule?: string;
  readonly nextHop: NextHop | null;
  /** As it will be delivered; the text as given where it could not be read. */
  readonly recipient: string;
  readonly reply: Reply;
  readonly revision: number;
  readonly trace: readonly TraceStep[];
}

/** Where the rules are enforced: part of a decision's inputs, stored with it. */
export interface Host {
  /** Added to addresses without a domain. */
  readonly siteDomain: string;
  /** Addresses of the listeners and interfaces. */
  readonly addresses: readonly string[];
  /** The addresses at which the relay can be reached; absent: not known. */
  readonly listening?: readonly string[];
}

export type { DecisionRequest };
