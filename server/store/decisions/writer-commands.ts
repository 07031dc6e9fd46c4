/**
 * The decision log's writer (runs in a `Writer` thread of the relay). Commits are not waited for by
 * any peer: a power cut may lose the last of them, kill -9 only what had not arrived here.
 */
import { ipFromText } from '../../../shared/address/ip.js';
import { openWriter, type Db } from '../open.js';
import type { OpenCommands } from '../writer-thread.js';
import { addressKey, nameTable } from './name-table.js';
import { partIndex } from './part-index.js';
import { retention, type Keep, type Trimmed } from './retention.js';
import { rowWriter } from './row-writer.js';
import type { StoredDecision, StoredFate } from './stored-decision.js';

export interface Enforcement {
  readonly revision: number;
  /** JSON of the Host. */
  readonly host: string;
  readonly since: string;
}

export type DecisionCommands = {
  /** Reserves that many numbers for good; answers the first. */
  reserve(count: number): number;
  /** Adds rows; one that is there already (carried by the spool, see DESIGN section 2) is left alone. */
  append(rows: readonly StoredDecision[]): void;
  /** Adds what became of recipients that were taken in. */
  end(fates: readonly StoredFate[]): void;
  /** Removes a slice of what is not to be kept any more. */
  trim(keep: Keep): Trimmed;
  /** Answers the id of this revision and host, the same one if it is enforced again. */
  enforce(enforcement: Enforcement): number;
  /** The highest number that is on the disk for good; 0 when not known. */
  settled(nothing: null): number;
};

const CHECKPOINT_MS = 30_000;
/** A row touches ten indexes: what is in memory need not be read. */
const CACHE_KIB = 16_384;

export function openCommands(path: string): OpenCommands {
  const db = openWriter(path, 'decisions', 'normal');
  db.pragma(`cache_size = -${CACHE_KIB}`);
  db.pragma('temp_store = MEMORY'); // what a statement may have to undo
  const reserve = db
    .prepare('UPDATE numbers SET unreserved = unreserved + ? RETURNING unreserved')
    .pluck();
  const names = nameTable(db);
  const rows = rowWriter(db, names);
  const parts = partIndex(db);
  const trim = retention(db, parts, rows.forget);
  const known = db
    .prepare('SELECT id FROM enforcement WHERE revision = ? AND host = ? ORDER BY id DESC')
    .pluck();
  const enforce = db
    .prepare('INSERT INTO enforcement (revision, host, since) VALUES (?, ?, ?) RETURNING id')
    .pluck();
  const newest = db.prepare('SELECT max(number) FROM decision').pluck();
  let settled = 0;
  let checkpointDue = 0;
  const commands: DecisionCommands = {
    reserve(count) {
      checkpointDue = 0; // a reserved block must outlive a power cut before it is used
      return (reserve.get(count) as number) - count;
    },
    append: rows.append,
    end: rows.end,
    trim,
    enforce({ revision, host, since }) {
      return (known.get(revision, host) ?? enforce.get(revision, host, since)) as number;
    },
    settled: () => settled,
  };
  const between = (): void => {
    parts.follow();
    if (Date.now() < checkpointDue) return;
    checkpointDue = Date.now() + CHECKPOINT_MS;
    const highest = (newest.get() as number | null) ?? 0;
    const [result] = db.pragma('wal_checkpoint(PASSIVE)') as [
      { log: number; checkpointed: number },
    ];
    if (result.log === result.checkpointed) settled = highest;
  };
  addressPeers(db);
  return { db, commands, between, undone: rows.forget };
}

/** A log from before peers were found by their network: each is looked at once. */
function addressPeers(db: Db): void {
  if (db.prepare('SELECT 1 FROM peer_address LIMIT 1').get()) return;
  const peers = db
    .prepare('SELECT DISTINCT name.id, text FROM decision JOIN name ON name.id = decision.peer')
    .all() as { id: number; text: string }[];
  const add = db.prepare('INSERT INTO peer_address VALUES (?, ?)');
  db.transaction(() => {
    for (const { id, text } of peers) {
      const ip = ipFromText(text);
      if (ip) add.run(id, addressKey(ip));
    }
  })();
}
