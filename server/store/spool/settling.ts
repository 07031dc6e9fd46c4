/** Writes messages into the spool, and what became of them. */
import type { Db } from '../open.js';
import type { Accepted, Attempt, Settled } from './spooled.js';

/** Attempts that are kept of each recipient. */
const MOST_ATTEMPTS = 20;

/** Returns the message's number. */
export function accepting(db: Db): (accepted: Accepted) => number {
  const message = db.prepare(
    `INSERT INTO message
       (queue_id, sender, received_at, size, eight_bit, smtputf8, received, ret, envid, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const recipient = db.prepare(
    `INSERT INTO recipient
       (message, position, address, next_hop, notify, orcpt, state, attempts, next_try, last_reply)
     VALUES (?, ?, ?, ?, ?, ?, 'queued', 0, ?, '')`,
  );
  const decision = db.prepare('INSERT INTO decision (number, json) VALUES (?, ?)');
  return ({ message: m, body, recipients, decisions }) => {
    const { lastInsertRowid } = message.run(
      m.queueId,
      m.sender,
      m.receivedAt,
      m.size,
      Number(m.eightBit),
      Number(m.smtputf8),
      JSON.stringify(m.received),
      m.ret ?? null,
      m.envid ?? null,
      body,
    );
    const number = Number(lastInsertRowid);
    for (const [position, { address, nextHop, notify, orcpt }] of recipients.entries()) {
      recipient.run(
        number,
        position,
        address,
        JSON.stringify(nextHop),
        notify?.join(',') ?? null,
        orcpt ?? null,
        m.receivedAt,
      );
    }
    for (const each of decisions) decision.run(each.number, each.json);
    return number;
  };
}

/** Returns the numbers of the reports. */
export function settling(
  db: Db,
  accept: (accepted: Accepted) => number,
): (settled: Settled) => number[] {
  const remove = db.prepare('DELETE FROM message WHERE number = ?');
  const move = db.prepare(
    `UPDATE recipient SET state = $state, attempts = $attempts, next_try = $nextTry,
       last_reply = $lastReply WHERE message = $number AND position = $position`,
  );
  const warned = db.prepare('UPDATE message SET warned = 1 WHERE number = ?');
  const keep = keeping(db);
  return (settled) => {
    const { number, done } = settled;
    if (done) remove.run(number);
    else {
      for (const each of settled.moves) move.run({ ...each, number });
      for (const each of settled.attempts ?? []) keep(number, each);
      if (settled.warned) warned.run(number);
    }
    return settled.reports.map(accept);
  };
}

function keeping(db: Db): (number: number, attempt: Attempt) => void {
  const add = db.prepare(
    `INSERT OR REPLACE INTO attempt (message, position, attempt, at, outcome, host, reply)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const drop = db.prepare(
    'DELETE FROM attempt WHERE message = ? AND position = ? AND attempt <= ?',
  );
  return (number, { position, attempt, at, outcome, host, reply }) => {
    add.run(number, position, attempt, at, outcome, host, reply);
    if (attempt > MOST_ATTEMPTS) drop.run(number, position, attempt - MOST_ATTEMPTS);
  };
}
