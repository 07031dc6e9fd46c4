/** How often each rule matched and what was decided under each revision, from the sums beside the rows. */
import type { DecisionCounts } from '../../../shared/api/revisions.js';
import { USE_DAYS, type RuleUse } from '../../../shared/api/rule-use.js';
import { VERDICTS, type Verdict } from '../../../shared/engine/decision.js';
import type { Db } from '../open.js';
import { DAY_MS } from './row-writer.js';

export interface RevisionUse {
  readonly decisions: DecisionCounts;
  /** ISO 8601: when it was first enforced. */
  readonly enforcedAt: string;
}

export interface Use {
  /** By the rule's text form. */
  rules(now: Date): Record<string, RuleUse>;
  /** By revision. */
  revisions(): ReadonlyMap<number, RevisionUse>;
  /** Rows in the log, about. */
  rows(): number;
  /** ISO 8601: of the oldest row; null in an empty log. */
  oldest(): string | null;
}

export function use(db: Db): Use {
  const ruleDays = db.prepare(
    `SELECT text, day, decisions, last_at AS lastAt FROM rule_day
     JOIN log_day ON log_day.id = rule_day.log_day JOIN name ON name.id = rule_day.rule`,
  );
  const enforcements = db.prepare(
    'SELECT revision, min(since) AS since FROM enforcement GROUP BY revision',
  );
  const counts = db.prepare(
    `SELECT revision, v.text AS verdict, sum(decisions) AS decisions FROM tally
     JOIN enforcement ON enforcement.id = tally.enforcement
     JOIN name AS v ON v.id = tally.verdict JOIN name AS k ON k.id = tally.kind
     WHERE k.text = 'recipient' GROUP BY revision, v.text`,
  );
  const total = db.prepare('SELECT coalesce(sum(decisions), 0) FROM tally').pluck();
  const oldest = db.prepare('SELECT at FROM decision ORDER BY number LIMIT 1').pluck();

  return {
    rules(now) {
      const first = Math.floor(now.getTime() / DAY_MS) - USE_DAYS + 1;
      const found = new Map<string, { decisions: number; byDay: number[]; lastAt: number }>();
      for (const row of ruleDays.all() as RuleDay[]) {
        const sum = found.get(row.text) ?? {
          decisions: 0,
          byDay: Array.from({ length: USE_DAYS }, () => 0),
          lastAt: 0,
        };
        found.set(row.text, sum);
        sum.lastAt = Math.max(sum.lastAt, row.lastAt);
        const place = row.day - first;
        if (place < 0 || place >= USE_DAYS) continue;
        sum.decisions += row.decisions;
        sum.byDay[place]! += row.decisions;
      }
      return Object.fromEntries(
        [...found].map(([rule, { decisions, byDay, lastAt }]) => [
          rule,
          { decisions, byDay, lastUsed: new Date(lastAt).toISOString() },
        ]),
      );
    },
    revisions() {
      const none = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Counts;
      const found = new Map<number, { decisions: Counts; enforcedAt: string }>();
      for (const { revision, since } of enforcements.all() as Enforced[])
        found.set(revision, { decisions: { ...none }, enforcedAt: since });
      for (const { revision, verdict, decisions } of counts.all() as VerdictCount[])
        found.get(revision)!.decisions[verdict] = decisions;
      return found;
    },
    rows: () => total.get() as number,
    oldest() {
      const at = oldest.get() as number | undefined;
      return at === undefined ? null : new Date(at).toISOString();
    },
  };
}

type Counts = Record<Verdict, number>;

interface RuleDay {
  readonly text: string;
  readonly day: number;
  readonly decisions: number;
  readonly lastAt: number;
}

interface Enforced {
  readonly revision: number;
  readonly since: string;
}

interface VerdictCount {
  readonly revision: number;
  readonly verdict: Verdict;
  readonly decisions: number;
}
