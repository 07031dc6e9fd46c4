/** The recorded traffic by day, a part at a time: what a preview replays, and who stands behind an address. */
import type { Recorded } from '../../../shared/engine/replay.js';
import type { Db } from '../open.js';
import { DAY_MS } from './row-writer.js';

/** What one peer gave as HELO, and as whom it logged on; names. */
export interface PeerUse {
  readonly helo: number;
  /** 0: nobody logged on. */
  readonly account: number;
  readonly decisions: number;
  /** Milliseconds since 1970. */
  readonly lastAt: number;
}

/** Whole days (UTC) since an instant, in parts; read on between two as you like. */
export interface TrafficReader {
  /** Numbers in it are names (`RowReader.textOf`). */
  recorded(since: Date): Generator<readonly Recorded[], void, void>;
  /** Peers of each day; one comes again on another day. */
  peers(since: Date): Generator<{ readonly logDay: number; readonly peers: readonly string[] }>;
  usesOf(logDay: number, peer: string): readonly PeerUse[];
}

const PART = 2000;
const GROUP = 'peer, local_address, account, domain, form';

export function trafficReader(db: Db): TrafficReader {
  const daysSince = db.prepare('SELECT id FROM log_day WHERE day >= ? ORDER BY id').pluck();
  const part = db
    .prepare(
      `SELECT ${GROUP}, sum(decisions), max(last) FROM traffic
       WHERE log_day = ? AND (${GROUP}) > (?, ?, ?, ?, ?) GROUP BY ${GROUP} LIMIT ${PART}`,
    )
    .raw();
  const peersAfter = db
    .prepare(
      `SELECT DISTINCT peer FROM traffic WHERE log_day = ? AND peer > ? ORDER BY peer LIMIT ${PART}`,
    )
    .pluck();
  const uses = db.prepare(
    `SELECT helo, account, sum(decisions) AS decisions, max(last_at) AS lastAt FROM traffic
     WHERE log_day = ? AND peer = ? GROUP BY helo, account`,
  );
  const days = (since: Date) => daysSince.all(Math.floor(since.getTime() / DAY_MS)) as number[];
  return {
    *recorded(since) {
      for (const day of days(since)) {
        let after: RecordedKey = ['', 0, 0, '', 0];
        for (;;) {
          const rows = part.all(day, ...after) as RecordedRow[];
          if (rows.length === 0) break;
          yield rows.map(recordedOf);
          const [peer, localAddress, account, domain, form] = rows.at(-1)!;
          after = [peer, localAddress, account, domain, form];
        }
      }
    },
    *peers(since) {
      for (const logDay of days(since)) {
        for (let after = ''; ;) {
          const peers = peersAfter.all(logDay, after) as string[];
          if (peers.length === 0) break;
          yield { logDay, peers };
          after = peers.at(-1)!;
        }
      }
    },
    usesOf: (logDay, peer) => uses.all(logDay, peer) as PeerUse[],
  };
}

type RecordedKey = readonly [
  peer: string,
  localAddress: number,
  account: number,
  domain: string,
  form: number,
];
type RecordedRow = readonly [...RecordedKey, decisions: number, last: number];

function recordedOf(row: RecordedRow): Recorded {
  const [peer, localAddress, account, domain, form, decisions, last] = row;
  return { peer, localAddress, account, domain, form, decisions, last };
}
