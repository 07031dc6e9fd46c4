/**
 * What the overview shows of the log: decisions by the hour and reason from the sums beside the rows, and
 * who was refused most.
 *
 * Promise: sums cost what the hours hold, not what the log holds. For peers there is no sum: the newest
 * refusals of the period are looked at, up to `MOST_REFUSALS`, in steps of some milliseconds.
 */
import type { RowReason } from '../../../shared/api/decisions.js';
import type { RefusedPeer, VerdictCounts } from '../../../shared/api/overview.js';
import type { Verdict } from '../../../shared/engine/decision.js';
import type { Db } from '../open.js';
import { DAY_MS } from './row-writer.js';
import type { RowReader } from './rows.js';

export interface HourSum {
  /** Hours since 1970. */
  readonly hour: number;
  readonly verdict: Verdict;
  readonly reason: RowReason;
  readonly decisions: number;
}

export interface RefusedPeers {
  /** The most refusals first. */
  readonly peers: readonly RefusedPeer[];
  readonly lookedAt: number;
}

export interface Hours {
  /** Decisions on recipients from one hour on, before another. */
  sums(from: number, to: number): readonly HourSum[];
  counts(from: number, to: number): VerdictCounts;
  /** Since an hour, in steps. */
  refusedPeers(from: number, most: number): Generator<void, RefusedPeers, unknown>;
  /** When revisions were first enforced, since an hour; oldest first. */
  enforced(from: number): readonly { readonly revision: number; readonly at: string }[];
}

export const HOUR_MS = 3_600_000;

/** Refusals looked at for who was refused most, and in one step. */
export const MOST_REFUSALS = 20_000;
const STEP = 1000;

const HOURS_OF_DAY = DAY_MS / HOUR_MS;

export function hours(db: Db, { textOf }: RowReader): Hours {
  // No row lies in a day of the log that is before its own.
  const sums = db.prepare(
    `SELECT hour, v.text AS verdict, r.text AS reason, sum(decisions) AS decisions FROM tally
     JOIN name AS v ON v.id = tally.verdict JOIN name AS r ON r.id = tally.reason
     JOIN name AS k ON k.id = tally.kind
     WHERE log_day IN (SELECT id FROM log_day WHERE day >= ?) AND hour >= ? AND hour < ?
       AND k.text = 'recipient'
     GROUP BY hour, v.text, r.text ORDER BY hour`,
  );
  const counts = db.prepare(
    `SELECT v.text AS verdict, sum(decisions) AS decisions FROM tally
     JOIN name AS v ON v.id = tally.verdict JOIN name AS k ON k.id = tally.kind
     WHERE log_day IN (SELECT id FROM log_day WHERE day >= ?) AND hour >= ? AND hour < ?
       AND k.text = 'recipient'
     GROUP BY v.text`,
  );
  // Each day has names of its own, so the newest refusals are those of the newest name.
  const refusing = db.prepare(
    `SELECT verdict, kind, min(first) AS first, max(last) AS last FROM tally
     JOIN name AS v ON v.id = tally.verdict JOIN name AS k ON k.id = tally.kind
     WHERE log_day IN (SELECT id FROM log_day WHERE day >= ?) AND hour >= ?
       AND v.text = 'reject' AND k.text = 'recipient'
     GROUP BY verdict, kind ORDER BY last DESC`,
  );
  const refused = db.prepare(
    `SELECT number, kind, peer, helo FROM decision
     WHERE verdict = ? AND number <= ? AND number >= ? ORDER BY number DESC LIMIT ${STEP}`,
  );
  const enforced = db.prepare(
    `SELECT revision, min(since) AS at FROM enforcement GROUP BY revision HAVING min(since) >= ?
     ORDER BY min(since), revision`,
  );
  const dayOf = (hour: number) => Math.floor(hour / HOURS_OF_DAY);

  return {
    sums: (from, to) => sums.all(dayOf(from), from, to) as HourSum[],
    counts(from, to) {
      const found = { inbound: 0, relay: 0, reject: 0 };
      for (const { verdict, decisions } of counts.all(dayOf(from), from, to) as VerdictSum[])
        found[verdict] = decisions;
      return found;
    },
    *refusedPeers(from, most) {
      const found = new Map<string, { refusals: number; helo: number }>();
      let lookedAt = 0;
      let left = MOST_REFUSALS;
      for (const { verdict, kind, first, last } of refusing.all(dayOf(from), from) as Refusing[]) {
        for (let high = last; left > 0 && high >= first;) {
          const rows = refused.all(verdict, high, first) as Refused[];
          for (const row of rows.slice(0, left)) {
            if (row.kind !== kind) continue; // a logon
            const { helo } = row;
            const name = textOf(row.peer);
            lookedAt += 1;
            const sum = found.get(name) ?? { refusals: 0, helo };
            sum.refusals += 1;
            found.set(name, sum);
          }
          left -= Math.min(left, rows.length);
          high = rows.length < STEP ? -1 : rows.at(-1)!.number - 1;
          yield;
        }
      }
      const peers = [...found]
        .toSorted(([, a], [, b]) => b.refusals - a.refusals)
        .slice(0, most)
        .map(([peer, { refusals, helo }]) => ({ peer, helo: textOf(helo), refusals }));
      return { peers, lookedAt };
    },
    enforced: (from) =>
      enforced.all(new Date(from * HOUR_MS).toISOString()) as { revision: number; at: string }[],
  };
}

interface VerdictSum {
  readonly verdict: Verdict;
  readonly decisions: number;
}

interface Refusing {
  readonly verdict: number;
  readonly kind: number;
  readonly first: number;
  readonly last: number;
}

interface Refused {
  readonly number: number;
  readonly kind: number;
  readonly peer: number;
  readonly helo: number;
}
