/**
 * The report to a sender of what became of a message: multipart/report with a part for people, one
 * for programs (RFC 3464) and the original or its header (RFC 6522, RFC 3461 6).
 *
 * Promise: nothing that a next hop or a peer wrote ends a line, a field or a part here. It is ASCII
 * unless an address or the original is not (then RFC 6533).
 */
import { randomBytes } from 'node:crypto';
import { cutOctets } from '../../../shared/address/octets.js';
import { xtextToText } from '../../../shared/smtp/xtext.js';
import type { SpooledMessage } from '../../store/spool/spooled.js';
import { isAsciiText } from './octet-class.js';
import { isRemote, safeReply, statusOf } from './outcome.js';
import type { Fate } from './settlement.js';

/** `failure`: it was not delivered and no more is tried; `delay`: it is late, and still tried; `success`. */
export type ReportKind = 'failure' | 'delay' | 'success';

export interface Reported {
  readonly kind: ReportKind;
  readonly message: SpooledMessage;
  readonly fates: readonly Fate[];
  /** The original: from its beginning, with its whole header if that is not too long. */
  readonly original: Buffer;
  /** `original` is the whole message, to be brought back whole. */
  readonly isWhole: boolean;
  /** Milliseconds since 1970: until when it is tried. */
  readonly triedUntil: number;
}

export interface Reporter {
  /** The name of this server. */
  readonly hostname: string;
  readonly siteDomain: string;
  /** The report's own queue id. */
  readonly queueId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const MOST_DIAGNOSTIC = 500;

const WORDS = {
  failure: {
    subject: 'Undelivered Mail Returned to Sender',
    action: 'failed',
    opening: [
      'Your message could not be delivered to one or more recipients. It is attached',
      'below, or its header.',
    ],
  },
  delay: {
    subject: 'Delayed Mail (still being retried)',
    action: 'delayed',
    opening: [
      'This is a warning only: you need not send your message again. It has not been',
      'delivered yet to the recipients below, and is still being tried.',
    ],
  },
  success: {
    subject: 'Successful Mail Delivery Report',
    action: 'relayed',
    opening: ['Your message was delivered to the recipients below, as you asked to be told.'],
  },
} as const;

export function reportText(reported: Reported, reporter: Reporter): Buffer {
  const { message, fates, isWhole } = reported;
  const original = isWhole ? reported.original : headerOf(reported.original);
  const addresses = [message.sender, ...fates.map(({ recipient }) => recipient.address)];
  const international = addresses.some((address) => !isAsciiText(address));
  const boundary = `${reporter.queueId}.${randomBytes(12).toString('hex')}`;
  const status = international ? 'message/global-delivery-status' : 'message/delivery-status';
  const originalEightBit = original.some((octet) => octet > 127);
  const { media, description } = originalPart(isWhole, originalEightBit && message.smtputf8);
  return Buffer.concat([
    text([
      ...topHeader(reported, reporter, boundary, international || originalEightBit),
      '',
      'This is a MIME-encapsulated message.',
      ...part(boundary, 'text/plain; charset=utf-8', 'Notification', international),
      ...forPeople(reported, reporter),
      ...part(boundary, status, 'Delivery report', international),
      ...forPrograms(reported, reporter),
      ...part(boundary, media, description, originalEightBit),
    ]),
    original,
    text(['', `--${boundary}--`]),
  ]);
}

function originalPart(isWhole: boolean, global: boolean): { media: string; description: string } {
  if (!isWhole) {
    const media = global ? 'message/global-headers' : 'text/rfc822-headers';
    return { media, description: 'Message header' };
  }
  return { media: global ? 'message/global' : 'message/rfc822', description: 'Message' };
}

function topHeader(
  { kind, message }: Reported,
  { hostname, siteDomain, queueId, now }: Reporter,
  boundary: string,
  eightBit: boolean,
): string[] {
  return [
    `Date: ${dateToText(now)}`,
    `From: Mail Delivery System <MAILER-DAEMON@${siteDomain}>`,
    `To: <${message.sender}>`,
    `Subject: ${WORDS[kind].subject}`,
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

function forPeople({ kind, fates, message, triedUntil }: Reported, reporter: Reporter): string[] {
  const until = `It is tried until ${dateToText(triedUntil)}.`;
  return [
    `This is the mail system at host ${reporter.hostname}.`,
    '',
    ...WORDS[kind].opening,
    ...(kind === 'delay' ? [until] : []),
    '',
    ...fates.flatMap(({ recipient, outcome, expired }) => [
      `<${recipient.address}>:`,
      `    ${expired ? 'given up after repeated attempts; the last answer was:' : 'the answer was:'}`,
      `    ${diagnostic(outcome.reply)}`,
      '',
    ]),
    `Our reference for it is ${message.queueId}.`,
  ];
}

function forPrograms(reported: Reported, { hostname }: Reporter): string[] {
  const { kind, message, fates, triedUntil } = reported;
  return [
    ...(message.envid ? [`Original-Envelope-Id: ${oneLine(xtextToText(message.envid))}`] : []),
    `Reporting-MTA: dns; ${hostname}`,
    `Arrival-Date: ${dateToText(message.receivedAt)}`,
    ...fates.flatMap(({ recipient, outcome, expired }) => [
      '',
      ...originalRecipient(recipient.orcpt),
      `Final-Recipient: ${isAsciiText(recipient.address) ? 'rfc822' : 'utf-8'}; ${recipient.address}`,
      `Action: ${actionOf(kind, outcome.host)}`,
      `Status: ${kind === 'failure' && !expired ? statusOf({ ...outcome, kind: 'failed' }) : statusOf(outcome)}`,
      ...remoteMta(outcome.host),
      `Diagnostic-Code: ${isRemote(outcome.reply) ? 'smtp' : 'X-Gatepost'}; ${diagnostic(outcome.reply)}`,
      ...(kind === 'delay' ? [`Will-Retry-Until: ${dateToText(triedUntil)}`] : []),
    ]),
  ];
}

/** Into a mailbox of ours it was delivered; to a server that reports no further it was relayed (RFC 3461 6.2). */
function actionOf(kind: ReportKind, host: string | undefined): string {
  return kind === 'success' && host === 'maildir' ? 'delivered' : WORDS[kind].action;
}

/** RFC 3464 2.3.1: as the sender's system named it. */
function originalRecipient(orcpt: string | undefined): string[] {
  const [, type, address] = /^([A-Za-z0-9-]+);(.+)$/.exec(orcpt ?? '') ?? [];
  if (type === undefined || address === undefined) return [];
  return [`Original-Recipient: ${type}; ${oneLine(xtextToText(address))}`];
}

function remoteMta(host: string | undefined): string[] {
  const name = /^[A-Za-z0-9._-]+/.exec(host ?? '')?.[0];
  return name && host !== 'maildir' ? [`Remote-MTA: dns; ${name}`] : [];
}

function diagnostic(reply: string): string {
  return cutOctets(oneLine(safeReply(reply)), MOST_DIAGNOSTIC);
}

function oneLine(value: string): string {
  return value.replace(/[^\u0020-\u007e]/g, '?');
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
