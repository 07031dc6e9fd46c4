/**
 * The overview: is mail flowing, what was decided, what needs attention, what changed lately. Counted are
 * decisions on recipients; logons are not among them.
 */
import { z } from 'zod';
import { REASONS, VERDICTS, type Verdict } from '../engine/decision.js';
import { SEVERITIES } from '../engine/findings.js';
import { OUTSIDE_REASONS } from './decisions.js';

export const OVERVIEW_PATH = '/api/overview';

/** A day, a week, thirty days. */
export const OVERVIEW_HOURS = [24, 168, 720] as const;
export type OverviewHours = (typeof OVERVIEW_HOURS)[number];

export const overviewQuerySchema = z.object({
  hours: z
    .enum(['24', '168', '720'], 'One of 24, 168 and 720.')
    .default('24')
    .transform((text) => Number(text) as OverviewHours),
});

const instant = z.iso.datetime();
const count = z.int().min(0);
const verdictCounts = z.strictObject({ inbound: count, relay: count, reject: count });
export type VerdictCounts = z.infer<typeof verdictCounts>;

/** How often one reason was given, hour by hour. */
const reasonSeries = z.strictObject({
  verdict: z.enum(VERDICTS),
  reason: z.enum([...REASONS, ...OUTSIDE_REASONS]),
  /** As many as the period has hours, oldest first; the last hour is still running. */
  hours: z.array(count).readonly(),
});
export type ReasonSeries = z.infer<typeof reasonSeries>;

const refusedPeer = z.strictObject({
  peer: z.string(),
  /** What it said at its last refusal; a stranger's word. */
  helo: z.string(),
  refusals: count,
});
export type RefusedPeer = z.infer<typeof refusedPeer>;

const finding = z.strictObject({
  id: z.string(),
  code: z.string(),
  severity: z.enum(SEVERITIES),
  text: z.string(),
  path: z.string().optional(),
});

/** What needs attention, by what it is; worst first. */
const attention = z.discriminatedUnion('code', [
  z.strictObject({ code: z.literal('relay-silent'), problem: z.string() }),
  /** The relay takes no mail now. */
  z.strictObject({ code: z.literal('refusing'), problem: z.string() }),
  z.strictObject({ code: z.literal('log-unreadable'), problem: z.string() }),
  z.strictObject({
    code: z.literal('not-enforced'),
    stored: count,
    enforced: count.nullable(),
    problem: z.string().nullable(),
  }),
  /** What the watch after an Apply has found. */
  z.strictObject({
    code: z.literal('watch'),
    state: z.enum(['alarm', 'rolled-back']),
    revision: count,
    before: count,
    peers: count,
    refusals: count,
    /** The reference of one of them. */
    example: z.string().nullable(),
  }),
  /** Many more refusals in the last hours than in as many hours of the week before. */
  z.strictObject({
    code: z.literal('refusals-jumped'),
    since: instant,
    refusals: count,
    usual: z.number(),
  }),
  z.strictObject({ code: z.literal('finding'), finding }),
  z.strictObject({
    code: z.literal('store-silent'),
    name: z.string(),
    problem: z.string(),
    lastAnswer: z.string().nullable(),
  }),
  z.strictObject({
    code: z.literal('certificate'),
    subject: z.string(),
    notAfter: z.string(),
  }),
  /** Stored secrets that the key file does not open, each by what it is called. */
  z.strictObject({
    code: z.literal('secrets-unreadable'),
    secrets: z.array(z.string()).readonly(),
    problem: z.string(),
  }),
  /** The last scheduled backup. */
  z.strictObject({
    code: z.literal('backup-failed'),
    at: instant,
    problem: z.string(),
    /** When the last good one was made. */
    lastGood: instant.nullable(),
  }),
  z.strictObject({ code: z.literal('legacy-lane'), problem: z.string() }),
  /** It lists nobody for a while. */
  z.strictObject({ code: z.literal('dns-list-silent'), name: z.string(), problem: z.string() }),
  z.strictObject({ code: z.literal('queue-old'), oldest: instant, queued: count }),
  z.strictObject({ code: z.literal('disk-low'), free: count, total: count }),
  z.strictObject({
    code: z.literal('gateway'),
    peer: z.string(),
    heloCount: count,
    accountCount: count,
  }),
]);
export type Attention = z.infer<typeof attention>;

/** A revision, or a change of other settings as the audit trail has it. */
const lateChange = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('revision'),
    at: instant,
    actor: z.string(),
    revision: count,
    note: z.string(),
  }),
  z.strictObject({
    kind: z.literal('settings'),
    at: instant,
    actor: z.string(),
    action: z.string(),
    detail: z.string(),
  }),
]);
export type LateChange = z.infer<typeof lateChange>;

/** `GET /api/overview?hours=`. */
export const overviewSchema = z.strictObject({
  at: instant,
  hours: z.literal(OVERVIEW_HOURS),
  /** A full hour. */
  since: instant,
  /** Null while the log cannot be read. */
  decisions: z
    .strictObject({
      counts: verdictCounts,
      /** What is usual: the same in the 28 days before the period; null when the log does not reach back a day before it. */
      usual: verdictCounts.nullable(),
      /** Those that were given, the most frequent first. */
      series: z.array(reasonSeries).readonly(),
      /** ISO 8601: how far back the log reaches; null while it is empty. */
      oldest: instant.nullable(),
      refusedPeers: z.array(refusedPeer).readonly(),
      /** Refusals that were looked at for these peers: the newest, not all of a large log. */
      refusalsLookedAt: count,
    })
    .nullable(),
  /** Null while the relay does not answer. */
  queue: z.strictObject({ messages: count, oldest: instant.nullable() }).nullable(),
  /** Octets, of the file system that the data folder is in; null when it cannot be told. */
  disk: z.strictObject({ free: count, total: count }).nullable(),
  /** Revisions that came into force in the period, oldest first. */
  revisions: z.array(z.strictObject({ revision: count, at: instant })).readonly(),
  attention: z.array(attention).readonly(),
  changes: z.array(lateChange).readonly(),
});
export type Overview = z.infer<typeof overviewSchema>;

/** Verdicts of one reason series summed. */
export function countsOf(series: readonly ReasonSeries[]): Record<Verdict, number> {
  const counts = { inbound: 0, relay: 0, reject: 0 };
  for (const { verdict, hours } of series)
    counts[verdict] += hours.reduce((sum, each) => sum + each, 0);
  return counts;
}
