/** Answers of the API: preview by replay. The types of `../preview.ts` are made from these schemas. */
import { z } from 'zod';
import { VERDICTS } from '../../engine/decision.js';
import { rowReasonSchema } from './engine.js';

export const previewOutcomeSchema = z
  .strictObject({
    verdict: z.enum(VERDICTS),
    reason: rowReasonSchema,
    rule: z.string().nullable(),
  })
  .meta({ id: 'PreviewOutcome', description: 'What a rule set says of one kind of request.' });
export type PreviewOutcome = z.infer<typeof previewOutcomeSchema>;

export const previewGroupSchema = z
  .strictObject({
    peer: z.string().nullable().describe('Null where there are several.'),
    network: z
      .string()
      .nullable()
      .describe('The network of the rule that makes them change, as CIDR; null where it is none.'),
    peers: z.number(),
    decisions: z.number(),
    lastSeen: z.string().describe('ISO 8601.'),
    example: z
      .strictObject({
        ref: z.string(),
        peer: z.string(),
        recipient: z.string(),
      })
      .describe('One of them, the last.'),
    before: previewOutcomeSchema,
    after: previewOutcomeSchema,
    because: z
      .strictObject({
        change: z.enum(['removes', 'adds', 'other']),
        rule: z.string().nullable(),
      })
      .describe(
        'The rule that makes the difference: one that the draft removes, or one that it adds.',
      ),
  })
  .meta({
    id: 'PreviewGroup',
    description: 'Decisions that change alike: one peer, or all peers that one rule makes change.',
  });
export type PreviewGroup = z.infer<typeof previewGroupSchema>;

export const previewPartSchema = z
  .strictObject({
    decisions: z.number(),
    peers: z.number(),
    groups: z.array(previewGroupSchema).readonly().describe('The largest first; at most 200.'),
    groupCount: z.number().describe('How many groups there are.'),
  })
  .meta({ id: 'PreviewPart' });
export type PreviewPart = z.infer<typeof previewPartSchema>;

export const previewSchema = z
  .strictObject({
    revision: z.number().describe('The revision that the draft is compared with.'),
    since: z.string().describe('ISO 8601.'),
    until: z.string(),
    oldest: z.string().nullable().describe('How far the log reaches back; null while it is empty.'),
    decisions: z.number().describe('Recipients decided in that time.'),
    unchanged: z.number(),
    loses: previewPartSchema.describe('From relay to reject.'),
    gains: previewPartSchema.describe('From reject to relay.'),
    others: previewPartSchema.describe(
      'Every other change of verdict: inbound that is refused or taken, inbound that becomes relay.',
    ),
    rerouted: previewPartSchema.describe('The same verdict and another way: next hop or address.'),
    took: z.number().describe('Milliseconds.'),
  })
  .meta({
    id: 'Preview',
    description:
      'The draft beside the newest revision, both asked as if all of it came again at this instant.',
  });
export type Preview = z.infer<typeof previewSchema>;
