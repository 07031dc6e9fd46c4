/** Answers of the API: how the relay is. The types of `../status.ts` are made from these schemas. */
import { z } from 'zod';
import { LIMIT_REASONS } from '../decisions.js';
import { engineHostSchema } from './engine.js';
import { enforcedSchema } from './routing.js';

export const listenerStatusSchema = z
  .strictObject({
    kind: z.enum(['smtp', 'submission', 'smtps']),
    address: z.string().describe('`127.0.0.1:2525`, with the port really bound.'),
  })
  .meta({ id: 'ListenerStatus' });
export type ListenerStatus = z.infer<typeof listenerStatusSchema>;

export const relayStatusSchema = z
  .strictObject({
    enforced: enforcedSchema,
    host: engineHostSchema,
    listeners: z.array(listenerStatusSchema).readonly(),
    queued: z.number().describe('Messages with recipients still to deliver.'),
    oldest: z
      .string()
      .nullable()
      .describe('ISO 8601: when the oldest of them came in; null when there is none.'),
    refusing: z
      .string()
      .nullable()
      .describe('Why no mail is taken now, in a sentence; null when it is.'),
    removingDecisions: z
      .number()
      .describe(
        'Rows of the decision log that are older, or more, than is to be kept and still there; about.',
      ),
    sessions: z
      .strictObject({
        permitted: z.number().describe('Of peers that the rules permit, or that have logged on.'),
        others: z.number(),
      })
      .describe('Sessions now.'),
    limited: z
      .array(z.strictObject({ reason: z.enum(LIMIT_REASONS), times: z.number() }))
      .readonly()
      .describe('How often each limit was hit within the last hour; those that were.'),
    dnsLists: z
      .array(
        z.strictObject({
          name: z.string(),
          problem: z.string(),
          until: z.string().describe('ISO 8601: when it is asked again.'),
        }),
      )
      .readonly()
      .describe('DNS lists that are not asked now, and why.'),
  })
  .meta({ id: 'RelayStatus' });
export type RelayStatus = z.infer<typeof relayStatusSchema>;

export const statusSchema = z
  .strictObject({
    hostname: z.string(),
    version: z.string(),
    relay: relayStatusSchema
      .nullable()
      .describe('Null with a sentence when the relay does not answer.'),
    problem: z.string().exactOptional(),
  })
  .meta({ id: 'Status', description: '`GET /api/status`.' });
export type Status = z.infer<typeof statusSchema>;
