/**
 * Dialogues that an administrator has the relay hold, to see what a host says: with the inbound host, with
 * a smart host, or with the relay's own listener for a test message.
 */
import { z } from 'zod';
import { inboundSchema, outboundSchema, tlsForSchema } from './delivery.js';

export const DIALOGUES_PATH = '/api/dialogues';

const addressSchema = z.string().trim().min(1, 'Enter an address.').max(320, 'Too long.');

export const dialogueSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('inbound'),
    inbound: inboundSchema,
    /** Asked for as a delivery would; nothing is sent. */
    recipient: addressSchema.optional(),
  }),
  z.strictObject({
    kind: z.literal('outbound'),
    outbound: outboundSchema,
    tlsFor: z.array(tlsForSchema).max(1000).default([]),
    recipient: addressSchema,
  }),
  /** A message of a few lines to the relay itself, as from a stranger on this host. */
  z.strictObject({ kind: z.literal('message'), sender: addressSchema, recipient: addressSchema }),
]);
export type DialogueQuestion = z.infer<typeof dialogueSchema>;

export const dialogueLineSchema = z.object({
  /** Milliseconds since the dialogue began. */
  at: z.number(),
  /** `note`: what is done between two lines, such as looking up a name. */
  from: z.enum(['ours', 'theirs', 'note']),
  /** Without line end; a password is never in it. */
  text: z.string(),
});
export type DialogueLine = z.infer<typeof dialogueLineSchema>;

/** What has been said so far, and how it ended. */
export const heldDialogueSchema = z.object({
  id: z.string(),
  state: z.enum(['running', 'good', 'bad']),
  /** In a sentence; empty while it runs. */
  outcome: z.string(),
  lines: z.array(dialogueLineSchema),
  /** Of a test message: the decision about its recipient. */
  ref: z.string().optional(),
});
export type HeldDialogue = z.infer<typeof heldDialogueSchema>;
