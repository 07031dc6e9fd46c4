/** What the log knows of peers: when one was last given a verdict, who near it was refused, who lost by a revision. */
import { networkFromText, lastIn } from '../../../shared/address/network.js';
import type { Neighbours } from '../../../shared/api/decisions.js';
import type { LostPeer } from '../../../shared/api/revisions.js';
import type { Verdict } from '../../../shared/engine/decision.js';
import { referenceFromNumber } from '../../../shared/smtp/reference.js';
import type { Db } from '../open.js';
import { addressKey } from './name-table.js';

export interface Peers {
  /** ISO 8601; null when the peer was not given that verdict by the rules before that row. */
  lastSeen(peer: string, verdict: Verdict, before: number): string | null;
  /** Peers of a network (CIDR) that the rules refused for want of a permit since an instant. */
  refusedIn(network: string, since: Date): Omit<Neighbours, 'network'>;
  /** Peers that the rules last let relay before a revision was first enforced, and refused under it. */
  lostUnder(revision: number): LostPeer[];
}

/** Rows of one peer that are looked at. */
const MOST_ROWS = 2000;
const MOST_PEERS = 256;
/** Refusals under a revision that are looked at, the first ones. */
const MOST_REFUSALS = 20_000;

export function peers(db: Db): Peers {
  const idOf = db.prepare('SELECT id FROM name WHERE text = ? COLLATE NOCASE AND text = ?').pluck();
  const id = (text: string): number => (idOf.get(text, text) as number | undefined) ?? 0;
  const lastAt = db
    .prepare(
      `SELECT at FROM (SELECT at, verdict, decided_by, kind FROM decision WHERE peer = ? AND number < ?
         ORDER BY number DESC LIMIT ${MOST_ROWS})
       WHERE verdict = ? AND decided_by = ? AND kind = ? LIMIT 1`,
    )
    .pluck();
  const inNetwork = db
    .prepare(`SELECT id FROM peer_address WHERE key BETWEEN ? AND ? LIMIT ${MOST_PEERS}`)
    .pluck();
  const refusals = db
    .prepare(
      `SELECT count(*) FROM (SELECT reason, at FROM decision WHERE peer = ?
       ORDER BY number DESC LIMIT ${MOST_ROWS}) WHERE reason = ? AND at >= ?`,
    )
    .pluck();
  const firstUnder = db
    .prepare(
      `SELECT min(first) FROM tally WHERE enforcement IN (SELECT id FROM enforcement WHERE revision = ?)`,
    )
    .pluck();
  const refusedUnder = db.prepare(
    `SELECT peer, count(*) AS refusals, max(number) AS last FROM (
       SELECT peer, number, verdict, decided_by, kind FROM decision
       WHERE enforcement IN (SELECT id FROM enforcement WHERE revision = ?) AND verdict = ?
       LIMIT ${MOST_REFUSALS})
     WHERE decided_by = ? AND kind = ? GROUP BY peer`,
  );
  const rowOf = db.prepare(
    'SELECT text, at FROM decision JOIN name ON name.id = decision.peer WHERE number = ?',
  );

  const lastVerdict = db
    .prepare(
      `SELECT verdict FROM (SELECT verdict, decided_by, kind FROM decision WHERE peer = ? AND number < ?
         ORDER BY number DESC LIMIT ${MOST_ROWS})
       WHERE decided_by = ? AND kind = ? LIMIT 1`,
    )
    .pluck();

  function lastSeenOf(peer: number, verdict: Verdict, before: number): number | null {
    const ids = [id(verdict), id('rules'), id('recipient')];
    return (lastAt.get(peer, before, ...ids) as number | undefined) ?? null;
  }

  return {
    lastSeen(peer, verdict, before) {
      const at = lastSeenOf(id(peer), verdict, before);
      return at === null ? null : new Date(at).toISOString();
    },
    refusedIn(cidr, since) {
      const network = networkFromText(cidr);
      const found = { peers: 0, decisions: 0, since: since.toISOString() };
      if (!network.ok) return found;
      const range = [addressKey(network.value.ip), addressKey(lastIn(network.value))] as const;
      const reason = id('not-permitted');
      for (const peer of inNetwork.all(...range) as number[]) {
        const count = refusals.get(peer, reason, since.getTime()) as number;
        if (count > 0) found.peers += 1;
        found.decisions += count;
      }
      return found;
    },
    lostUnder(revision) {
      const first = firstUnder.get(revision) as number | null;
      if (first === null) return [];
      const ids = [id('reject'), id('rules'), id('recipient')];
      const refused = refusedUnder.all(revision, ...ids) as {
        peer: number;
        refusals: number;
        last: number;
      }[];
      const relay = id('relay');
      const [, rules, recipient] = ids;
      const lost = refused.filter(
        ({ peer }) => lastVerdict.get(peer, first, rules, recipient) === relay,
      );
      return lost
        .toSorted((a, b) => b.refusals - a.refusals)
        .map(({ refusals: count, last }) => {
          const { text, at } = rowOf.get(last) as { text: string; at: number };
          const lastSeen = new Date(at).toISOString();
          return { peer: text, refusals: count, lastSeen, ref: referenceFromNumber(last) };
        });
    },
  };
}
