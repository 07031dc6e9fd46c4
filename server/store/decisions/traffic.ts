/** The recorded traffic by day, a part at a time: what a preview replays, and who stands behind an address. */
import { standardIpText } from '../../../shared/address/ip.js';
import type { Network } from '../../../shared/address/network.js';
import type { Recorded } from '../../../shared/engine/replay.js';
import type { Touched } from '../../../shared/engine/touched.js';
import type { Db } from '../open.js';
import { keysOf } from './name-table.js';
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

/** Some of the recorded traffic, and how many decisions beside it are not touched. */
export interface TrafficPart {
  readonly recorded: readonly Recorded[];
  readonly others: number;
}

/** Whole days (UTC) since an instant, in parts; read on between two as you like. */
export interface TrafficReader {
  /** What is touched of it. Numbers in it are names (`RowReader.textOf`). */
  recorded(since: Date, touched: Touched): Generator<TrafficPart, void, void>;
  /** Peers of each day; one comes again on another day. */
  peers(since: Date): Generator<{ readonly logDay: number; readonly peers: readonly string[] }>;
  usesOf(logDay: number, peer: string): readonly PeerUse[];
}

const PART = 2000;
/** Rows in one part that are looked at without being read. */
const PASSED = 10_000;
/** More touched peers in a day are not looked up one by one: all of the day is read. */
const MOST_PEERS = 20_000;
const GROUP = 'peer, local_address, account, domain, form';
const SUMS = 'sum(decisions), max(last)';

export function trafficReader(db: Db): TrafficReader {
  /** What `is_touched` asks: set before each statement that does, since there is one for the connection. */
  let isTouched: (account: number, localAddress: string, domain: string) => boolean = () => true;
  db.function('is_touched', (account: number, localAddress: string, domain: string) =>
    isTouched(account, localAddress, domain) ? 1 : 0,
  );

  const daysSince = db.prepare('SELECT id FROM log_day WHERE day >= ? ORDER BY id').pluck();
  const part = db
    .prepare(
      `SELECT ${GROUP}, ${SUMS} FROM traffic
       WHERE log_day = ? AND (${GROUP}) > (?, ?, ?, ?, ?) GROUP BY ${GROUP} LIMIT ${PART}`,
    )
    .raw();
  const ofPeers = db
    .prepare(
      `SELECT ${GROUP}, ${SUMS} FROM json_each(?) CROSS JOIN traffic
       WHERE log_day = ? AND peer = value GROUP BY ${GROUP}`,
    )
    .raw();
  const endOfPart = db
    .prepare(
      `SELECT ${GROUP} FROM traffic WHERE log_day = ? AND (${GROUP}) > (?, ?, ?, ?, ?)
       LIMIT 1 OFFSET ${PASSED - 1}`,
    )
    .raw();
  const touchedIn = db
    .prepare(
      `SELECT ${GROUP}, ${SUMS} FROM traffic
       WHERE log_day = ? AND (${GROUP}) > (?, ?, ?, ?, ?) AND (${GROUP}) <= (?, ?, ?, ?, ?)
         AND is_touched(account, (SELECT text FROM name WHERE id = local_address), domain) GROUP BY ${GROUP}`,
    )
    .raw();
  const decisionsOf = db.prepare('SELECT sum(decisions) FROM traffic WHERE log_day = ?').pluck();
  const peersIn = db
    .prepare(
      `SELECT text FROM peer_address AS p JOIN name ON name.id = p.id, log_day
       WHERE key BETWEEN ? AND ? AND log_day.id = ? AND name.id >= first_name
         AND name.id < coalesce((SELECT min(first_name) FROM log_day AS d WHERE d.id > log_day.id), 1e18)
       LIMIT ${MOST_PEERS + 1}`,
    )
    .pluck();
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

  function* all(day: number): Generator<TrafficPart, void, void> {
    for (let after: RecordedKey = START; ;) {
      const rows = part.all(day, ...after) as RecordedRow[];
      if (rows.length === 0) return;
      yield { recorded: rows.map(recordedOf), others: 0 };
      after = keyOf(rows.at(-1)!);
    }
  }

  /** Peers of a day in some networks; null: too many. */
  function touchedPeers(day: number, networks: readonly Network[]): ReadonlySet<string> | null {
    const peers = new Set<string>();
    for (const network of networks) {
      for (const peer of peersIn.all(...keysOf(network), day) as string[]) peers.add(peer);
      if (peers.size > MOST_PEERS) return null;
    }
    return peers;
  }

  function* byPeers(day: number, peers: readonly string[]): Generator<TrafficPart, void, void> {
    for (let i = 0; i < peers.length; i += PART) {
      const rows = ofPeers.all(JSON.stringify(peers.slice(i, i + PART)), day) as RecordedRow[];
      yield { recorded: rows.map(recordedOf), others: 0 };
    }
  }

  function* byTheRest(
    day: number,
    known: ReadonlySet<string>,
    test: typeof isTouched,
  ): Generator<TrafficPart, void, void> {
    for (let after: RecordedKey | undefined = START; after;) {
      const end = endOfPart.get(day, ...after) as RecordedKey | undefined;
      isTouched = test;
      const rows = touchedIn.all(day, ...after, ...(end ?? END)) as RecordedRow[];
      const recorded = rows.map(recordedOf).filter(({ peer }) => !known.has(peer));
      yield { recorded, others: 0 };
      after = end;
    }
  }

  function* touchedOf(day: number, touched: Touched): Generator<TrafficPart, void, void> {
    const peers = touchedPeers(day, touched.networks);
    if (!peers) return yield* all(day);
    const { domain: touches, loggedOn, localAddresses } = touched;
    let read = 0;
    const counted = (some: TrafficPart): TrafficPart => {
      for (const { decisions } of some.recorded) read += decisions;
      return some;
    };
    for (const some of byPeers(day, [...peers])) yield counted(some);
    if (touches || loggedOn || localAddresses.size > 0) {
      const test: typeof isTouched = (account, localAddress, domain) =>
        (loggedOn && account !== 0) ||
        (localAddresses.size > 0 && localAddresses.has(standardIpText(localAddress))) ||
        (touches !== null && touches(domain));
      for (const some of byTheRest(day, peers, test)) yield counted(some);
    }
    yield { recorded: [], others: ((decisionsOf.get(day) as number | null) ?? 0) - read };
  }

  return {
    *recorded(since, touched) {
      for (const day of days(since)) yield* touchedOf(day, touched);
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
const START: RecordedKey = ['', 0, 0, '', 0];
/** After every text that an address can be. */
const END: RecordedKey = ['\u{10ffff}', 0, 0, '', 0];
type RecordedRow = readonly [...RecordedKey, decisions: number, last: number];

function keyOf([peer, localAddress, account, domain, form]: RecordedRow): RecordedKey {
  return [peer, localAddress, account, domain, form];
}

function recordedOf(row: RecordedRow): Recorded {
  const [peer, localAddress, account, domain, form, decisions, last] = row;
  return { peer, localAddress, account, domain, form, decisions, last };
}
