/** What the log knows of peers: when one was last given a verdict, who near it was refused, who lost by a revision. */
import { ipFromText } from '../../../shared/address/ip.js';
import { lastIn, networkFromText } from '../../../shared/address/network.js';
import type { Neighbours } from '../../../shared/api/decisions.js';
import type { LostPeer } from '../../../shared/api/revisions.js';
import type { Verdict } from '../../../shared/engine/decision.js';
import { referenceFromNumber } from '../../../shared/smtp/reference.js';
import type { Db } from '../open.js';
import { candidates } from './candidates.js';
import { addressKey } from './name-table.js';
import { DAY_MS } from './row-writer.js';
import type { RowReader } from './rows.js';

export interface Peers {
  /** ISO 8601; null when the peer was not given that verdict by the rules before that row. */
  lastSeen(peer: string, verdict: Verdict, before: number): string | null;
  /** Peers of a network (CIDR) that the rules refused for want of a permit since an instant. */
  refusedIn(network: string, since: Date): Omit<Neighbours, 'network'>;
  /** Peers that the rules last let relay before a revision was first enforced, and refused under it. */
  lostUnder(revision: number): LostPeer[];
}

/** Rows of one peer that are looked at. */
const MOST_ROWS = 500;
/** Names of peers in one network: as many peers, or fewer on several days. */
const MOST_PEERS = 1000;
/** Refusals under a revision that are looked at, the first ones. */
const MOST_REFUSALS = 20_000;

interface Ruled {
  readonly verdict: number;
  readonly decidedBy: number;
  readonly kind: number;
  readonly reason: number;
  readonly at: number;
}

interface Refused {
  readonly peer: number;
  readonly refusals: number;
  readonly last: number;
}

export function peers(db: Db, { textOf }: RowReader): Peers {
  const { newest } = candidates(db);
  const inRange = db
    .prepare(
      `SELECT id FROM peer_address WHERE key BETWEEN ? AND ? AND id >= ?
       ORDER BY id DESC LIMIT ${MOST_PEERS}`,
    )
    .pluck();
  const firstNameOf = db.prepare('SELECT min(first_name) FROM log_day WHERE day >= ?').pluck();
  const ruledAt = db.prepare(
    'SELECT verdict, decided_by AS decidedBy, kind, reason, at FROM decision WHERE number = ?',
  );
  const firstUnder = db
    .prepare(
      `SELECT min(first) FROM tally WHERE enforcement IN (SELECT id FROM enforcement WHERE revision = ?)`,
    )
    .pluck();
  const refusedUnder = db.prepare(
    `SELECT peer, count(*) AS refusals, max(number) AS last FROM (
       SELECT peer, number, decided_by, kind FROM decision
       WHERE enforcement IN (SELECT id FROM enforcement WHERE revision = ?)
         AND (SELECT text FROM name WHERE id = verdict) = 'reject'
       LIMIT ${MOST_REFUSALS})
     WHERE (SELECT text FROM name WHERE id = decided_by) = 'rules'
       AND (SELECT text FROM name WHERE id = kind) = 'recipient' GROUP BY peer`,
  );

  /** Names of one peer. */
  function idsOf(peer: string): readonly number[] {
    const ip = ipFromText(peer);
    if (!ip) return [];
    const key = addressKey(ip);
    return inRange.all(key, key, 0) as number[];
  }

  /** What the rules decided for a peer before a row, newest first. */
  function* ruledBefore(ids: readonly number[], before: number): Generator<Ruled> {
    const span = { low: 0, high: before };
    for (const number of newest([{ column: 'peer', ids }], span, MOST_ROWS)) {
      const row = ruledAt.get(number) as Ruled | undefined;
      if (row && textOf(row.decidedBy) === 'rules' && textOf(row.kind) === 'recipient') yield row;
    }
  }

  function lastVerdict(peer: string, before: number): string | null {
    for (const { verdict } of ruledBefore(idsOf(peer), before)) return textOf(verdict);
    return null;
  }

  /** The refusals under a revision, by peer. */
  function refusedBy(revision: number): ReadonlyMap<string, Omit<Refused, 'peer'>> {
    const refused = new Map<string, Omit<Refused, 'peer'>>();
    for (const row of refusedUnder.all(revision) as Refused[]) {
      const peer = textOf(row.peer);
      const { refusals, last } = refused.get(peer) ?? { refusals: 0, last: 0 };
      refused.set(peer, { refusals: refusals + row.refusals, last: Math.max(last, row.last) });
    }
    return refused;
  }

  return {
    lastSeen(peer, verdict, before) {
      for (const row of ruledBefore(idsOf(peer), before)) {
        if (textOf(row.verdict) === verdict) return new Date(row.at).toISOString();
      }
      return null;
    },
    refusedIn(cidr, since) {
      const network = networkFromText(cidr);
      const from = firstNameOf.get(Math.floor(since.getTime() / DAY_MS)) as number | null;
      const refused = new Set<string>();
      let decisions = 0;
      if (network.ok && from !== null) {
        const range = [addressKey(network.value.ip), addressKey(lastIn(network.value))] as const;
        for (const id of inRange.all(...range, from) as number[]) {
          for (const { reason, at } of ruledBefore([id], Infinity)) {
            if (at < since.getTime()) break;
            if (textOf(reason) !== 'not-permitted') continue;
            refused.add(textOf(id));
            decisions += 1;
          }
        }
      }
      return { peers: refused.size, decisions, since: since.toISOString() };
    },
    lostUnder(revision) {
      const first = firstUnder.get(revision) as number | null;
      if (first === null) return [];
      return [...refusedBy(revision)]
        .filter(([peer]) => lastVerdict(peer, first) === 'relay')
        .toSorted(([, a], [, b]) => b.refusals - a.refusals)
        .map(([peer, { refusals, last }]) => {
          const lastSeen = new Date((ruledAt.get(last) as Ruled).at).toISOString();
          return { peer, refusals, lastSeen, ref: referenceFromNumber(last) };
        });
    },
  };
}
