/** The recorded traffic by day, a part at a time: what a preview replays. */
import type { Db } from '../open.js';
import { DAY_MS } from './row-writer.js';

/** Requests that the rules cannot tell apart, but for the HELO name. Numbers are names (`RowReader.textOf`). */
export interface Traffic {
  readonly logDay: number;
  readonly peer: number;
  readonly localAddress: number;
  /** 0: nobody logged on. */
  readonly account: number;
  readonly domain: number;
  /** One of `FORMS`. */
  readonly form: number;
  readonly helo: number;
  readonly decisions: number;
  /** Milliseconds since 1970. */
  readonly lastAt: number;
  /** Number of the last decision. */
  readonly last: number;
}

/** What has been recorded since an instant (whole days, UTC), in parts; read on between two as you like. */
export type ReadTraffic = (since: Date) => Generator<readonly Traffic[], void, void>;

const PART = 2000;
const KEY = 'log_day, peer, local_address, account, domain, form, helo';

export function readTraffic(db: Db): ReadTraffic {
  const firstDay = db.prepare('SELECT min(id) FROM log_day WHERE day >= ?').pluck();
  const part = db
    .prepare(
      `SELECT ${KEY}, decisions, last_at, last FROM traffic
       WHERE (${KEY}) > (?, ?, ?, ?, ?, ?, ?) ORDER BY ${KEY} LIMIT ${PART}`,
    )
    .raw();
  return function* parts(since) {
    const first = firstDay.get(Math.floor(since.getTime() / DAY_MS)) as number | null;
    if (first === null) return;
    let after: number[] = [first, 0, 0, 0, 0, 0, 0];
    for (;;) {
      const rows = part.all(...after) as TrafficRow[];
      if (rows.length === 0) return;
      yield rows.map(trafficOf);
      after = rows.at(-1)!.slice(0, after.length);
    }
  };
}

type TrafficRow = [
  logDay: number,
  peer: number,
  localAddress: number,
  account: number,
  domain: number,
  form: number,
  helo: number,
  decisions: number,
  lastAt: number,
  last: number,
];

function trafficOf(row: TrafficRow): Traffic {
  const [logDay, peer, localAddress, account, domain, form, helo, decisions, lastAt, last] = row;
  return { logDay, peer, localAddress, account, domain, form, helo, decisions, lastAt, last };
}
