/** What the spool is to keep of a message that has come in. */
import type { Accepted, NewRecipient } from '../../store/spool/spooled.js';
import type { Content, Envelope } from './intake.js';

/** `now`: milliseconds since 1970. */
export function acceptedOf(content: Content, envelope: Envelope, now: number): Accepted {
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
