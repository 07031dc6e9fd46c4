/**
 * The spool's writer, run in a thread of its own (`store/writer-thread.ts`). Synchronous is FULL:
 * when a call is answered, what it wrote is on the disk. Only what became of recipients may lag: if a
 * power cut takes back the record of a delivery, it is made again, as with a queue of files whose
 * folder is not flushed; kill -9 takes back nothing.
 */
import { RelayConfigReader } from '../config/relay-reader.js';
import { openWriter, type Db } from '../open.js';
import type { Call, OpenCommands } from '../writer-thread.js';
import { attempting, recovering } from './recover.js';
import { accepting, settling } from './settling.js';
import type {
  Accepted,
  Attempt,
  LastGood,
  LogonRecord,
  Recovered,
  RidingDecision,
  Settled,
} from './spooled.js';

export type SpoolCommands = {
  /** Returns the message's number. */
  accept(accepted: Accepted): number;
  /** Returns the numbers of the reports. */
  settle(settled: Settled): number[];
  /** The body of a message that keeps it in its row; null when the message is gone. */
  body(number: number): Uint8Array | null;
  /** A part of what has not ended, oldest first: the messages that follow a number. */
  recover(after: number): Recovered[];
  /** The attempts at a message, the newest of each recipient first. */
  attempts(number: number): Attempt[];
  decisions(nothing?: null): RidingDecision[];
  /** Drops the decisions up to a number: they stand in the log. */
  forgetDecisions(upTo: number): void;
  saveLastGood(value: LastGood): void;
  logons(nothing: null): LogonRecord[];
  recordLogons(records: readonly LogonRecord[]): void;
  /** Commits something that means nothing, to see whether that is possible. */
  tryCommit(nothing: null): void;
  /** Keeps the rules of that revision of config.db: megabytes that need not pass through other threads. */
  keepRules(from: { config: string; revision: number; since: string }): void;
};

export function openCommands(path: string): OpenCommands {
  const db = openWriter(path, 'spool', 'full');
  return { db, commands: spoolCommands(db), mayLag };
}

function mayLag({ name, argument }: Call): boolean {
  switch (name) {
    case 'settle':
      return !(argument as Settled).flushed;
    case 'forgetDecisions':
    case 'body':
    case 'attempts':
    case 'recordLogons':
      return true;
    default:
      return false;
  }
}

function spoolCommands(db: Db): SpoolCommands {
  const accept = accepting(db);
  const settle = settling(db, accept);
  const body = db.prepare('SELECT body FROM message WHERE number = ?').pluck();
  const decisions = db.prepare('SELECT number, json FROM decision ORDER BY number');
  const forget = db.prepare('DELETE FROM decision WHERE number <= ?');
  const good = db.prepare(
    `INSERT INTO last_good (kind, number, json, since) VALUES ($kind, $number, $json, $since)
     ON CONFLICT DO UPDATE SET number = $number, json = $json, since = $since`,
  );
  const logons = db.prepare(
    `SELECT account, last_used AS lastUsed, last_failure AS lastFailure, failures FROM logon`,
  );
  const recordLogon = db.prepare(
    'INSERT OR REPLACE INTO logon VALUES (@account, @lastUsed, @lastFailure, @failures)',
  );
  return {
    accept,
    settle,
    body: (number: number) => (body.get(number) ?? null) as Uint8Array | null,
    recover: recovering(db),
    attempts: attempting(db),
    decisions: () => decisions.all() as RidingDecision[],
    forgetDecisions: (upTo: number) => void forget.run(upTo),
    logons: () => logons.all() as LogonRecord[],
    recordLogons: (records: readonly LogonRecord[]) => {
      for (const record of records) recordLogon.run(record);
    },
    saveLastGood: (value: LastGood) => {
      // What stood there may have held secrets in plain text: nothing of it stays in the page.
      db.pragma('secure_delete = ON');
      good.run(value);
      db.pragma('secure_delete = OFF');
    },
    // What stands there already would not be written again: it must differ.
    tryCommit: () =>
      void good.run({ kind: 'try', number: 0, json: '', since: new Date().toISOString() }),
    keepRules: ({ config, revision, since }) => {
      const reader = RelayConfigReader.open(config);
      try {
        good.run({ kind: 'rules', number: revision, json: reader.rules(revision), since });
      } finally {
        reader.close();
      }
    },
  };
}
