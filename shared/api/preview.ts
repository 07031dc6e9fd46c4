/** Preview by replay: what a draft would decide otherwise in the traffic that has been recorded. */
import { z } from 'zod';
import type { RowReason } from './decisions.js';
import type { Verdict } from '../engine/decision.js';

export const PREVIEW_PATH = '/api/routing/preview';
export const PREVIEW_DAYS = 7;

/** `rules` is read apart, as in `decide`. `since`: ISO 8601, the last 7 days unless told; whole days (UTC) are replayed. */
export const previewBodySchema = z.strictObject({
  rules: z.unknown(),
  since: z.iso.datetime({ offset: true }).optional(),
});

/** What a rule set says of one kind of request. */
export interface PreviewOutcome {
  readonly verdict: Verdict;
  readonly reason: RowReason;
  readonly rule: string | null;
}

/** Decisions that change alike: one peer, or all peers that one rule makes change. */
export interface PreviewGroup {
  /** Null where there are several. */
  readonly peer: string | null;
  /** The network of the rule that makes them change, as CIDR; null where it is none. */
  readonly network: string | null;
  readonly peers: number;
  readonly decisions: number;
  /** ISO 8601. */
  readonly lastSeen: string;
  /** One of them, the last. */
  readonly example: { readonly ref: string; readonly peer: string; readonly recipient: string };
  readonly before: PreviewOutcome;
  readonly after: PreviewOutcome;
  /** The rule that makes the difference: one that the draft removes, or one that it adds. */
  readonly because: { readonly change: 'removes' | 'adds' | 'other'; readonly rule: string | null };
}

export interface PreviewPart {
  readonly decisions: number;
  readonly peers: number;
  /** The largest first; at most 200. */
  readonly groups: readonly PreviewGroup[];
  /** How many groups there are. */
  readonly groupCount: number;
}

/** The draft beside the newest revision, both asked as if all of it came again at this instant. */
export interface Preview {
  /** The revision that the draft is compared with. */
  readonly revision: number;
  /** ISO 8601. */
  readonly since: string;
  readonly until: string;
  /** How far the log reaches back; null while it is empty. */
  readonly oldest: string | null;
  /** Recipients decided in that time. */
  readonly decisions: number;
  readonly unchanged: number;
  /** From relay to reject. */
  readonly loses: PreviewPart;
  /** From reject to relay. */
  readonly gains: PreviewPart;
  /** Every other change of verdict: inbound that is refused or taken, inbound that becomes relay. */
  readonly others: PreviewPart;
  /** The same verdict and another way: next hop or address. */
  readonly rerouted: PreviewPart;
  /** Milliseconds. */
  readonly took: number;
}
