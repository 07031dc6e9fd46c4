/** What the spool is to keep of a message that has come in. */
import type { MailPart } from '../../postfix-line.js';
import type { Accepted, NewRecipient } from '../../store/spool/spooled.js';
import { printable } from '../../../shared/smtp/reply.js';
import type { Content, Envelope } from './intake.js';

/** `now`: milliseconds since 1970. */
export function acceptedOf(
  content: Omit<Content, 'messageId'>,
  envelope: Envelope,
  now: number,
): Accepted {
  const { queueId, size, eightBit, headerEightBit, body } = content;
  const { sender, recipients, smtputf8, received, decisions, ret, envid } = envelope;
  return {
    message: {
      queueId,
      sender,
      receivedAt: now,
      size,
      eightBit,
      smtputf8: smtputf8 && headerEightBit,
      received,
      inFile: body === null,
      ...(ret === undefined ? {} : { ret }),
      ...(envid === undefined ? {} : { envid }),
    },
    body,
    recipients,
    decisions,
  };
}

/** A recipient that was given twice gets one copy. */
export function uniqueRecipients(recipients: readonly NewRecipient[]): NewRecipient[] {
  return [...new Map(recipients.map((recipient) => [recipient.address, recipient])).values()];
}

/** The lines about a message that has come in, in Postfix's shape: from whom, which one, how large. */
export function acceptedLines(
  { queueId, size, messageId }: Content,
  { sender, received }: Envelope,
  recipients: number,
): readonly (readonly [line: string, part: MailPart])[] {
  const { peer, account } = received;
  const logon = account ? `, sasl_username=${printable(account)}` : '';
  const from = `from=<${printable(sender)}>, size=${size}, nrcpt=${recipients}`;
  return [
    [`${queueId}: client=unknown[${peer}]${logon}`, 'smtpd'],
    [`${queueId}: message-id=${printable(messageId ?? '<>')}`, 'cleanup'],
    [`${queueId}: ${from} (queue active)`, 'qmgr'],
  ];
}
