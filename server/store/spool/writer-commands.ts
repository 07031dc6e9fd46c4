/**
 * The spool's writer, run in a thread of its own (`store/writer-thread.ts`). Synchronous is FULL:
 * when a call is answered, what it wrote is on the disk.
 */
import { RelayConfigReader } from '../config/relay-reader.js';
import { openWriter, type Db } from '../open.js';
import type { OpenCommands } from '../writer-thread.js';
import { recovered } from './recover.js';
import type { Accepted, LastGood, Recovered, RidingDecision, Settled } from './spooled.js';

export type SpoolCommands = {
  /** Returns the message's number. */
  accept(accepted: Accepted): number;
  /** Returns the number of the bounce, where there is one. */
  settle(settled: Settled): number | null;
  /** The body of a message that keeps it in its row; null when the message is gone. */
  body(number: number): Uint8Array | null;
  /** Everything that has not ended, oldest first. */
  recover(nothing?: null): Recovered[];
  decisions(nothing?: null): RidingDecision[];
  /** Drops the decisions up to a number: they stand in the log. */
  forgetDecisions(upTo: number): void;
  saveLastGood(value: LastGood): void;
  /** Keeps the rules of that revision of config.db: megabytes that need not pass through other threads. */
  keepRules(from: { config: string; revision: number; since: string }): void;
};

export function openCommands(path: string): OpenCommands {
  const db = openWriter(path, 'spool', 'full');
  return { db, commands: spoolCommands(db) };
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
  return {
    accept,
    settle,
    body: (number: number) => (body.get(number) ?? null) as Uint8Array | null,
    recover: (): Recovered[] => recovered(db),
    decisions: () => decisions.all() as RidingDecision[],
    forgetDecisions: (upTo: number) => void forget.run(upTo),
    saveLastGood: (value: LastGood) => void good.run(value),
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

function accepting(db: Db) {
  const message = db.prepare(
    `INSERT INTO message (queue_id, sender, received_at, size, eight_bit, smtputf8, received, body)
     VALUES ($queueId, $sender, $receivedAt, $size, $eightBit, $smtputf8, $received, $body)`,
  );
  const recipient = db.prepare(
    `INSERT INTO recipient (message, position, address, next_hop, state, attempts, next_try, last_reply)
     VALUES (?, ?, ?, ?, 'queued', 0, ?, '')`,
  );
  const decision = db.prepare('INSERT INTO decision (number, json) VALUES (?, ?)');
  return ({ message: m, body, recipients, decisions }: Accepted): number => {
    const { lastInsertRowid } = message.run({
      ...m,
      eightBit: Number(m.eightBit),
      smtputf8: Number(m.smtputf8),
      inFile: null,
      received: JSON.stringify(m.received),
      body,
    });
    const number = Number(lastInsertRowid);
    for (const [position, { address, nextHop }] of recipients.entries()) {
      recipient.run(number, position, address, JSON.stringify(nextHop), m.receivedAt);
    }
    for (const each of decisions) decision.run(each.number, each.json);
    return number;
  };
}

function settling(db: Db, accept: (accepted: Accepted) => number) {
  const remove = db.prepare('DELETE FROM message WHERE number = ?');
  const move = db.prepare(
    `UPDATE recipient SET state = $state, attempts = $attempts, next_try = $nextTry,
       last_reply = $lastReply WHERE message = $number AND position = $position`,
  );
  return ({ number, moves, done, bounce }: Settled): number | null => {
    if (done) remove.run(number);
    else for (const each of moves) move.run({ ...each, number });
    return bounce && accept(bounce);
  };
}
