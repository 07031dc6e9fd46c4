/** A spool with as many messages in it as a test wants, written straight into the database before the start. */
import Database from 'better-sqlite3';
import type { NextHop } from '../../shared/engine/decision.js';
import type { DataFolder } from '../../server/store/layout.js';
import { openSpool } from '../../server/store/spool/spool.js';
import { queueIds } from '../../server/relay/queue/queue-id.js';

export interface QueuedMessage {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly nextHop: NextHop;
  readonly state?: 'queued' | 'deferred' | 'held';
  /** Seconds since it came in, and until it is tried; default: an hour each. */
  readonly age?: number;
  readonly wait?: number;
  readonly attempts?: number;
  readonly lastReply?: string;
  readonly helo?: string;
  readonly text?: string;
}

const HOUR = 3600;

/** Their ids, in order: the oldest first. */
export async function fillSpool(
  folder: DataFolder,
  messages: Iterable<QueuedMessage>,
): Promise<string[]> {
  const spool = openSpool(folder.spool, () => undefined);
  await spool.call('tryCommit', null);
  await spool.close();
  const db = new Database(folder.spool);
  const message = db.prepare(
    `INSERT INTO message (queue_id, sender, received_at, size, eight_bit, smtputf8, received, body)
     VALUES (?, ?, ?, ?, 0, 0, ?, ?)`,
  );
  const recipient = db.prepare(
    `INSERT INTO recipient (message, position, address, next_hop, state, attempts, next_try, last_reply)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const now = Date.now();
  const ids = queueIds(() => now - 7 * 24 * HOUR * 1000);
  const given: string[] = [];
  db.transaction(() => {
    for (const each of messages) {
      const { age = HOUR, wait = HOUR, state = 'deferred', lastReply = '' } = each;
      const id = ids.next();
      const body = Buffer.from(each.text ?? `Subject: ${id}\r\n\r\nhello\r\n`);
      const received = JSON.stringify({ peer: '192.0.2.9', helo: each.helo ?? 'peer.test' });
      const at = now - age * 1000;
      const { lastInsertRowid } = message.run(id, each.sender, at, body.length, received, body);
      for (const [position, address] of each.recipients.entries()) {
        const nextHop = JSON.stringify(each.nextHop);
        const due = now + wait * 1000;
        const standing = [state, each.attempts ?? 1, due, lastReply];
        recipient.run(lastInsertRowid, position, address, nextHop, ...standing);
      }
      given.push(id);
    }
  })();
  db.close();
  return given;
}
