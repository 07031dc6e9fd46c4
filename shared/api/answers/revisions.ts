/** Answers of the API: the history of the rules. The types of `../revisions.ts` are made from these schemas. */
import { z } from 'zod';
import { rulesSchema } from '../../rules/schema.js';
import { revisionInfoSchema } from './routing.js';

export const decisionCountsSchema = z
  .strictObject({
    inbound: z.number(),
    relay: z.number(),
    reject: z.number(),
  })
  .meta({ id: 'DecisionCounts', description: 'Decisions by the rules, by verdict.' });
export type DecisionCounts = z.infer<typeof decisionCountsSchema>;

export const revisionSummarySchema = revisionInfoSchema
  .extend({
    decisions: decisionCountsSchema.describe(
      'What was decided under it, as far as the log goes back.',
    ),
    enforcedAt: z
      .string()
      .nullable()
      .describe(
        'ISO 8601: when the relay first enforced it; null when it never did, or no longer known.',
      ),
  })
  .meta({ id: 'RevisionSummary' });
export type RevisionSummary = z.infer<typeof revisionSummarySchema>;

export const revisionPageSchema = z
  .strictObject({
    items: z.array(revisionSummarySchema).readonly(),
    next: z
      .string()
      .nullable()
      .describe('Pass as `after` for the next, older page; null on the last.'),
  })
  .meta({
    id: 'RevisionPage',
    description: '`GET /api/routing/revisions?after=&limit=`: newest first.',
  });
export type RevisionPage = z.infer<typeof revisionPageSchema>;

export const diffLineSchema = z
  .strictObject({
    key: z.string().describe('Unique in its section.'),
    sign: z.enum(['+', '-', ' ']),
    text: z.string(),
    remark: z.string().exactOptional().describe('A note or an end, beside it.'),
  })
  .meta({
    id: 'DiffLine',
    description:
      'A line of a difference, in the words of the console: `-` was there, `+` is new, ` ` stands in both.',
  });
export type DiffLine = z.infer<typeof diffLineSchema>;

export const diffSectionSchema = z
  .strictObject({
    title: z.string().describe('The label of the list or box.'),
    lines: z.array(diffLineSchema).readonly(),
  })
  .meta({ id: 'DiffSection' });
export type DiffSection = z.infer<typeof diffSectionSchema>;

export const lostPeerSchema = z
  .strictObject({
    peer: z.string(),
    refusals: z.number(),
    lastSeen: z.string().describe('ISO 8601.'),
    ref: z.string().describe('Reference of the last refusal.'),
  })
  .meta({ id: 'LostPeer' });
export type LostPeer = z.infer<typeof lostPeerSchema>;

export const revisionDetailSchema = revisionSummarySchema
  .extend({
    rules: rulesSchema,
    from: z.number().nullable(),
    diff: z.array(diffSectionSchema).readonly().nullable().describe('Null for the first one.'),
    lost: z
      .array(lostPeerSchema)
      .readonly()
      .describe(
        'Peers that relayed under the revision before and were refused under this one by the rules; at most 100.',
      ),
    lostCount: z.number(),
  })
  .meta({
    id: 'RevisionDetail',
    description:
      '`GET /api/routing/revisions/:n?from=`: `from` is the revision before, unless told.',
  });
export type RevisionDetail = z.infer<typeof revisionDetailSchema>;
