/**
 * What a decision is asked about. Any string is taken: an unreadable address is a decision (reject),
 * not a fault of the request.
 */
import { z } from 'zod';

export const requestSchema = z.strictObject({
  /** Address of the SMTP client. */
  peer: z.string(),
  /** As in RCPT TO, with or without angle brackets. */
  recipient: z.string(),
  /** Address of ours that the peer reached; absent: not known, and then no internal address matches. */
  localAddress: z.string().optional(),
  /** Non-null means: successfully authenticated under this name. */
  account: z.string().nullish(),
  /** As in MAIL FROM; "" is the null sender. It gives no right to relay. */
  sender: z.string().optional(),
  helo: z.string().optional(),
  /** The instant of the decision; absent: nothing has ended yet. */
  at: z.iso.datetime({ offset: true }).optional(),
  /** False when the peer did not say SMTPUTF8: non-ASCII addresses are then refused. */
  smtputf8: z.boolean().optional(),
});

export type DecisionRequest = z.infer<typeof requestSchema>;
