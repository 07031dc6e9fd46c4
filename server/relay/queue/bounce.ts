/**
 * The report to a sender that a message could not be delivered: multipart/report with a part for
 * people, one for programs (RFC 3464) and the header of the original (RFC 6522).
 *
 * Promise: nothing that a next hop or a peer wrote ends a line, a field or a part here. It is ASCII
 * unless an address or the original's header is not (then RFC 6533).
 */
import { randomBytes } from 'node:crypto';
import { cutOctets } from '../../../shared/address/octets.js';
import { isAsciiText } from './octet-class.js';
import { isRemote, safeReply, statusOf } from './outcome.js';
import type { Failure } from './settlement.js';

export interface Undelivered {
  readonly queueId: string;
  readonly sender: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly failures: readonly Failure[];
  /** The beginning of the original message, with its whole header if that is not too long. */
  readonly beginning: Buffer;
}

export interface Reporter {
  /** The name of this server. */
  readonly hostname: string;
  readonly siteDomain: string;
  /** The bounce's own queue id. */
  readonly queueId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** How much of the original is looked at for its header (octets). */
export const MOST_HEADER = 64 * 1024;
const MOST_DIAGNOSTIC = 500;

export function bounceText(undelivered: Undelivered, reporter: Reporter): Buffer {
  const header = headerOf(undelivered.beginning);
  const addresses = [undelivered.sender, ...undelivered.failures.map(({ address }) => address)];
  const international = addresses.some((address) => !isAsciiText(address));
  const boundary = `${reporter.queueId}.${randomBytes(12).toString('hex')}`;
  const status = international ? 'message/global-delivery-status' : 'message/delivery-status';
  const eightBit = international || header.some((octet) => octet > 127);
  return Buffer.concat([
    text([
      ...topHeader(undelivered, reporter, boundary, eightBit),
      '',
      'This is a MIME-encapsulated message.',
      ...part(boundary, 'text/plain; charset=utf-8', 'Notification', international),
      ...forPeople(undelivered, reporter),
      ...part(boundary, status, 'Delivery report', international),
      ...forPrograms(undelivered, reporter),
      ...part(boundary, 'text/rfc822-headers', 'Undelivered message header', eightBit),
    ]),
    header,
    text(['', `--${boundary}--`]),
  ]);
}

function topHeader(
  { sender }: Undelivered,
  { hostname, siteDomain, queueId, now }: Reporter,
  boundary: string,
  eightBit: boolean,
): string[] {
  return [
    `Date: ${dateToText(now)}`,
    `From: Mail Delivery System <MAILER-DAEMON@${siteDomain}>`,
    `To: <${sender}>`,
    'Subject: Undelivered Mail Returned to Sender',
    `Message-ID: <${queueId}@${hostname}>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status;',
    `\tboundary="${boundary}"`,
    `Content-Transfer-Encoding: ${eightBit ? '8bit' : '7bit'}`,
  ];
}

function part(boundary: string, type: string, description: string, eightBit: boolean): string[] {
  return [
    '',
    `--${boundary}`,
    `Content-Description: ${description}`,
    `Content-Type: ${type}`,
    `Content-Transfer-Encoding: ${eightBit ? '8bit' : '7bit'}`,
    '',
  ];
}

function forPeople({ failures, queueId }: Undelivered, { hostname }: Reporter): string[] {
  return [
    `This is the mail system at host ${hostname}.`,
    '',
    'Your message could not be delivered to one or more recipients. The header of',
    'the message is attached below.',
    '',
    ...failures.flatMap(({ address, outcome, expired }) => [
      `<${address}>:`,
      `    ${expired ? 'given up after repeated attempts; the last answer was:' : 'the answer was:'}`,
      `    ${diagnostic(outcome.reply)}`,
      '',
    ]),
    `Our reference for it is ${queueId}.`,
  ];
}

function forPrograms({ failures, receivedAt }: Undelivered, { hostname }: Reporter): string[] {
  return [
    `Reporting-MTA: dns; ${hostname}`,
    `Arrival-Date: ${dateToText(receivedAt)}`,
    ...failures.flatMap(({ address, outcome, expired }) => [
      '',
      `Final-Recipient: ${isAsciiText(address) ? 'rfc822' : 'utf-8'}; ${address}`,
      'Action: failed',
      `Status: ${expired ? statusOf(outcome) : statusOf({ ...outcome, kind: 'failed' })}`,
      ...remoteMta(outcome.host),
      `Diagnostic-Code: ${isRemote(outcome.reply) ? 'smtp' : 'X-Gatepost'}; ${diagnostic(outcome.reply)}`,
    ]),
  ];
}

function remoteMta(host: string | undefined): string[] {
  const name = /^[A-Za-z0-9._-]+/.exec(host ?? '')?.[0];
  return name ? [`Remote-MTA: dns; ${name}`] : [];
}

function diagnostic(reply: string): string {
  return cutOctets(safeReply(reply).replace(/[^\u0020-\u007e]/g, '?'), MOST_DIAGNOSTIC);
}

/** The header alone, or as many of its whole lines as there are. */
function headerOf(beginning: Buffer): Buffer {
  const end = beginning.indexOf('\r\n\r\n');
  if (end >= 0) return beginning.subarray(0, end + 2);
  const line = beginning.lastIndexOf('\r\n');
  return line < 0 ? Buffer.alloc(0) : beginning.subarray(0, line + 2);
}

/** RFC 5322 3.3, in UTC. */
function dateToText(milliseconds: number): string {
  return new Date(milliseconds).toUTCString().replace('GMT', '+0000');
}

function text(lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'utf8');
}
