/** Answers of the API: the rules as a document. The types of `../routing.ts` are made from these schemas. */
import { z } from 'zod';
import { rulesSchema } from '../../rules/schema.js';
import { findingSchema, engineHostSchema } from './engine.js';

export const enforcedSchema = z
  .strictObject({
    revision: z
      .number()
      .nullable()
      .describe('Null: the relay has not enforced anything yet, or does not answer.'),
    since: z.string().nullable().describe('ISO 8601.'),
    problem: z
      .string()
      .exactOptional()
      .describe('Why the stored revision is not in force, in one sentence.'),
  })
  .meta({ id: 'Enforced', description: 'What the relay says it enforces.' });
export type Enforced = z.infer<typeof enforcedSchema>;

export const revisionInfoSchema = z
  .strictObject({
    revision: z.number(),
    author: z.string(),
    at: z.string().describe('ISO 8601.'),
    note: z.string(),
  })
  .meta({ id: 'RevisionInfo' });
export type RevisionInfo = z.infer<typeof revisionInfoSchema>;

export const watchSchema = z
  .strictObject({
    revision: z.number(),
    before: z.number().describe('The one before, which would be brought back.'),
    ends: z.string().describe('ISO 8601.'),
    rollBack: z.boolean(),
    state: z
      .enum(['watching', 'quiet', 'alarm', 'rolled-back'])
      .describe(
        '`alarm`: refusals of such peers have jumped; `rolled-back`: the revision before was brought back.',
      ),
    peers: z.number(),
    refusals: z.number(),
    examples: z
      .array(
        z.strictObject({
          peer: z.string(),
          ref: z.string(),
        }),
      )
      .readonly()
      .describe('Some of the peers, with a reference each.'),
  })
  .meta({
    id: 'Watch',
    description:
      'The watch after an Apply: peers that were fine before and are refused by the rules since.',
  });
export type Watch = z.infer<typeof watchSchema>;

export const routingDocumentSchema = revisionInfoSchema
  .extend({
    enforced: enforcedSchema,
    rules: rulesSchema,
    findings: z.array(findingSchema).readonly(),
    watch: watchSchema
      .nullable()
      .describe(
        'The watch over the newest revision, or over one that it rolled back; null when there is none.',
      ),
    host: engineHostSchema.describe(
      'What the console’s own engine needs to try a draft exactly as the relay would.',
    ),
    interfaces: z
      .array(
        z.strictObject({
          name: z.string(),
          address: z.string(),
        }),
      )
      .readonly()
      .describe('The host’s interfaces, for "these internal addresses".'),
    forwarding: z
      .array(z.enum(['IPv4', 'IPv6']))
      .readonly()
      .describe(
        'Which IP families the host forwards between interfaces (KB Q193922: forwarding defeats internal addresses).',
      ),
  })
  .meta({ id: 'RoutingDocument', description: '`GET` and `PUT /api/routing`.' });
export type RoutingDocument = z.infer<typeof routingDocumentSchema>;
