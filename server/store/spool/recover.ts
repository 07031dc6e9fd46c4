/**
 * Reads back what the queue holds, at the start, a part at a time.
 *
 * Promise: a row that cannot be read is nobody's end: its recipient comes back without a next hop,
 * to be held and seen.
 */
import type { NextHop } from '../../../shared/engine/decision.js';
import type { Db } from '../open.js';
import type {
  Attempt,
  NotifyOn,
  ReceivedFrom,
  Recovered,
  SpooledMessage,
  SpooledRecipient,
} from './spooled.js';
import type { StoredState } from './state.js';

interface MessageRow {
  readonly number: number;
  readonly queueId: string;
  readonly sender: string;
  readonly receivedAt: number;
  readonly size: number;
  readonly eightBit: number;
  readonly smtputf8: number;
  readonly received: string;
  readonly ret: 'FULL' | 'HDRS' | null;
  readonly envid: string | null;
  readonly warned: number;
  readonly inFile: number;
}

interface RecipientRow {
  readonly message: number;
  readonly position: number;
  readonly address: string;
  readonly nextHop: string;
  readonly notify: string | null;
  readonly orcpt: string | null;
  readonly state: StoredState;
  readonly attempts: number;
  readonly nextTry: number;
  readonly lastReply: string;
}

/** Messages in one part: few enough that what brings them over is gone again before it gets old. */
const PART = 500;

/** The messages that follow a number, oldest first; none at the end. */
export function recovering(db: Db): (after: number) => Recovered[] {
  const messages = db.prepare(
    `SELECT number, queue_id AS queueId, sender, received_at AS receivedAt, size,
       eight_bit AS eightBit, smtputf8, received, ret, envid, warned, typeof(body) = 'null' AS inFile
     FROM message WHERE number > ? ORDER BY number LIMIT ${PART}`,
  );
  const recipients = db.prepare(
    `SELECT message, position, address, next_hop AS nextHop, notify, orcpt, state, attempts,
       next_try AS nextTry, last_reply AS lastReply
     FROM recipient WHERE message > ? AND message <= ? ORDER BY message, position`,
  );
  return (after) => {
    const rows = messages.all(after) as MessageRow[];
    const upTo = rows.at(-1)?.number ?? after;
    const nextHops = new Map<string, NextHop | null>();
    // In one go: asking for each message costs more than reading it.
    const theirs = new Map(rows.map(({ number }) => [number, [] as SpooledRecipient[]]));
    for (const row of recipients.all(after, upTo) as RecipientRow[]) {
      theirs.get(row.message)?.push(recipientOf(row, nextHops));
    }
    return rows.map((row) => ({
      number: row.number,
      message: messageOf(row),
      warned: row.warned === 1,
      recipients: theirs.get(row.number)!,
    }));
  };
}

/** The latest attempts at a message's recipients, newest first. */
export function attempting(db: Db): (number: number) => Attempt[] {
  const attempts = db.prepare(
    `SELECT position, attempt, at, outcome, host, reply FROM attempt
     WHERE message = ? ORDER BY position, attempt DESC`,
  );
  return (number) => attempts.all(number) as Attempt[];
}

function messageOf(row: MessageRow): SpooledMessage {
  const { queueId, sender, receivedAt, size, ret, envid } = row;
  return {
    queueId,
    sender,
    receivedAt,
    size,
    eightBit: row.eightBit === 1,
    smtputf8: row.smtputf8 === 1,
    inFile: row.inFile === 1,
    received: read<ReceivedFrom>(row.received) ?? { peer: '', helo: '' },
    ...(ret === null ? {} : { ret }),
    ...(envid === null ? {} : { envid }),
  };
}

/** Equal next hops become one object: the queue holds it as often as it has recipients. */
function recipientOf(row: RecipientRow, nextHops: Map<string, NextHop | null>): SpooledRecipient {
  const { notify, orcpt } = row;
  let nextHop = nextHops.get(row.nextHop);
  if (nextHop === undefined) {
    const found = read<NextHop>(row.nextHop);
    const isKnown = found !== null && ['inbound', 'host', 'domain'].includes(found.kind);
    nextHop = isKnown ? found : null;
    nextHops.set(row.nextHop, nextHop);
  }
  return {
    position: row.position,
    address: row.address,
    nextHop,
    state: row.state,
    attempts: row.attempts,
    nextTry: row.nextTry,
    lastReply: row.lastReply,
    ...(notify === null ? {} : { notify: notify.split(',').filter(Boolean) as NotifyOn[] }),
    ...(orcpt === null ? {} : { orcpt }),
  };
}

function read<T>(json: string): T | null {
  try {
    return JSON.parse(json) as T | null;
  } catch {
    return null;
  }
}
