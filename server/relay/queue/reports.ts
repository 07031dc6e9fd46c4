/**
 * Which reports a sender gets (RFC 3461 5, RFC 3464), as messages ready for the queue.
 *
 * Promise: none goes to the null sender, and none to an address that a stranger gave and nobody
 * verified: that would be backscatter.
 */
import { printable } from '../../../shared/smtp/reply.js';
import type { Delivery } from '../../../shared/api/delivery.js';
import type { Accepted, NotifyOn } from '../../store/spool/spooled.js';
import { acceptedOf } from './accepted.js';
import type { BodyReader } from './body-reader.js';
import type { Entry } from './entry.js';
import { isAsciiText } from './octet-class.js';
import type { QueueOptions } from './queue-options.js';
import { reportText, type ReportKind } from './report-text.js';
import type { Fate } from './settlement.js';

/** How much of the original is looked at for its header (octets). */
const MOST_HEADER = 64 * 1024;
/** An original up to here is brought back whole where RET=FULL asks for it (octets). */
const MOST_WHOLE = 512 * 1024;

interface ReportsOptions extends Pick<QueueOptions, 'hostname' | 'route' | 'log' | 'verifySender'> {
  readonly bodies: BodyReader;
  readonly newQueueId: () => string;
  readonly now: () => number;
}

/** The report of a kind on these fates; null when nobody is to be told. */
export type Reports = (
  kind: ReportKind,
  entry: Entry,
  fates: readonly Fate[],
  settings: Pick<Delivery, 'siteDomain' | 'expireAfter'>,
) => Promise<Accepted | null>;

export function reports(options: ReportsOptions): Reports {
  const { log, hostname, now } = options;

  return async (kind, entry, all, { siteDomain, expireAfter }) => {
    const fates = all.filter((fate) => isWanted(kind, fate));
    if (fates.length === 0) return null;
    const { message } = entry;
    const { queueId, sender } = message;
    if (sender === '') {
      log.info(`${queueId}: the sender is empty: no report is sent`);
      return null;
    }
    const route = options.route(sender);
    if (!route) {
      log.error(`${queueId}: no report can be sent to <${printable(sender)}>`);
      return null;
    }
    if (!(await isKnown(entry))) {
      log.info(`${queueId}: nobody verified the sender <${printable(sender)}>: no report is sent`);
      return null;
    }
    const id = options.newQueueId();
    const isWhole = kind === 'failure' && message.ret === 'FULL' && message.size <= MOST_WHOLE;
    const original = await originalOf(entry, isWhole ? message.size : MOST_HEADER);
    const triedUntil = message.receivedAt + expireAfter * 1000;
    const body = reportText(
      { kind, message, fates, original, isWhole, triedUntil },
      { hostname, siteDomain, queueId: id, now: now() },
    );
    log.info(`${queueId}: ${NAMES[kind]}: ${id}`, 'bounce');
    const eightBit = body.some((octet) => octet > 127);
    const international = [sender, ...fates.map(({ recipient }) => recipient.address)].some(
      (address) => !isAsciiText(address),
    );
    const content = { queueId: id, size: body.length, eightBit, headerEightBit: true, body };
    const envelope = { sender: '', recipients: [route], smtputf8: international };
    const received = { peer: '', helo: hostname, permitted: true };
    return acceptedOf(content, { ...envelope, received, decisions: [] }, now());
  };

  async function isKnown({ message: { received, sender } }: Entry): Promise<boolean> {
    if (received.permitted !== false) return true;
    const { peer, helo } = received;
    return (await options.verifySender?.({ peer, helo, sender })) ?? false;
  }

  async function originalOf(entry: Entry, most: number): Promise<Buffer> {
    try {
      return await options.bodies.beginning(entry, most);
    } catch (error) {
      // A report without the original is better than none.
      log.error(`${entry.message.queueId}: ${(error as Error).message}`);
      return Buffer.alloc(0);
    }
  }
}

/** As Postfix's log says it. */
const NAMES = {
  failure: 'sender non-delivery notification',
  delay: 'sender delay notification',
  success: 'sender delivery status notification',
} as const;

/** RFC 3461 4.1: without NOTIFY a sender is told of failure and delay. */
function isWanted(kind: ReportKind, { recipient: { notify }, outcome }: Fate): boolean {
  const asked: readonly NotifyOn[] = notify ?? ['failure', 'delay'];
  return asked.includes(kind) && !(kind === 'success' && outcome.reportsSuccess);
}
