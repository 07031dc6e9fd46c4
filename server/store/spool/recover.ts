/** Reads back what the queue holds, at the start. */
import type { NextHop } from '../../../shared/engine/decision.js';
import type { Db } from '../open.js';
import type { ReceivedFrom, Recovered, SpooledMessage, SpooledRecipient } from './spooled.js';

interface MessageRow {
  readonly number: number;
  readonly queueId: string;
  readonly sender: string;
  readonly receivedAt: number;
  readonly size: number;
  readonly eightBit: number;
  readonly smtputf8: number;
  readonly received: string;
  readonly inFile: number;
}

type RecipientRow = Omit<SpooledRecipient, 'nextHop'> & {
  readonly message: number;
  readonly nextHop: string;
};

export function recovered(db: Db): Recovered[] {
  const messages = db
    .prepare(
      `SELECT number, queue_id AS queueId, sender, received_at AS receivedAt, size,
         eight_bit AS eightBit, smtputf8, received, typeof(body) = 'null' AS inFile
       FROM message ORDER BY number`,
    )
    .all() as MessageRow[];
  const recipients = new Map<number, SpooledRecipient[]>();
  const rows = db.prepare(
    `SELECT message, position, address, next_hop AS nextHop, state, attempts,
       next_try AS nextTry, last_reply AS lastReply FROM recipient ORDER BY message, position`,
  );
  for (const row of rows.iterate() as IterableIterator<RecipientRow>) {
    const { message, nextHop, ...rest } = row;
    const list = recipients.get(message) ?? [];
    list.push({ ...rest, nextHop: JSON.parse(nextHop) as NextHop });
    recipients.set(message, list);
  }
  return messages.map((row) => ({
    number: row.number,
    message: messageOf(row),
    recipients: recipients.get(row.number) ?? [],
  }));
}

function messageOf(row: MessageRow): SpooledMessage {
  const { queueId, sender, receivedAt, size } = row;
  return {
    queueId,
    sender,
    receivedAt,
    size,
    eightBit: row.eightBit === 1,
    smtputf8: row.smtputf8 === 1,
    inFile: row.inFile === 1,
    received: JSON.parse(row.received) as ReceivedFrom,
  };
}
