/** Answers of the API: the queue. The types of `../queue.ts` are made from these schemas. */
import { z } from 'zod';
import { WAITING_STATES, RECIPIENT_STATES, QUEUE_ACTIONS } from '../queue.js';

export const queueDestinationSchema = z
  .strictObject({
    key: z.string().describe('For `?destination=`.'),
    text: z.string().describe('`example.net`, `10.0.0.5:25`, `<inbound>`.'),
    server: z
      .string()
      .nullable()
      .describe(
        'The server that answered last: `mx1.example.net[192.0.2.1]:25`; null before any has.',
      ),
    messages: z.number(),
    states: z.record(z.enum(WAITING_STATES), z.number()).describe('Recipients by state.'),
    oldest: z.string().describe('ISO 8601: when the oldest of its messages came in.'),
    nextTry: z
      .string()
      .nullable()
      .describe('ISO 8601; null when nothing is to be tried: all is active or held.'),
    lastReply: z
      .string()
      .describe('What the server, or our own finding, said last; empty before any attempt.'),
  })
  .meta({ id: 'QueueDestination' });
export type QueueDestination = z.infer<typeof queueDestinationSchema>;

export const queueOverviewSchema = z
  .strictObject({
    messages: z.number(),
    recipients: z.number(),
    destinations: z
      .array(queueDestinationSchema)
      .readonly()
      .describe('The most loaded first; at most 1,000.'),
    destinationCount: z.number().describe('How many there are in all.'),
    refusing: z
      .string()
      .nullable()
      .describe('Why no mail is taken now, in a sentence; null when it is.'),
  })
  .meta({ id: 'QueueOverview' });
export type QueueOverview = z.infer<typeof queueOverviewSchema>;

export const queueUnavailableSchema = z
  .strictObject({
    problem: z.string().describe('A sentence.'),
  })
  .meta({ id: 'QueueUnavailable' });
export type QueueUnavailable = z.infer<typeof queueUnavailableSchema>;

export const queueItemSchema = z
  .strictObject({
    id: z.string(),
    sender: z.string(),
    recipients: z
      .array(z.string())
      .readonly()
      .describe('The first few that have not ended; `recipientCount` says how many there are.'),
    recipientCount: z.number(),
    state: z.enum(WAITING_STATES),
    size: z.number().describe('Octets.'),
    receivedAt: z.string().describe('ISO 8601.'),
    attempts: z.number().describe('Of the recipient that was tried most often.'),
    nextTry: z.string().nullable(),
    lastReply: z.string(),
    destinations: z
      .array(z.string())
      .readonly()
      .describe('Keys of the destinations it waits for; at most 20.'),
  })
  .meta({ id: 'QueueItem' });
export type QueueItem = z.infer<typeof queueItemSchema>;

export const queuePageSchema = z
  .strictObject({
    items: z.array(queueItemSchema).readonly(),
    next: z.string().nullable().describe('Pass as `after` for the next page; null on the last.'),
    total: z.number(),
  })
  .meta({
    id: 'QueuePage',
    description:
      '`GET /api/queue`: in the order in which they were taken in. `total` counts what the filter matches.',
  });
export type QueuePage = z.infer<typeof queuePageSchema>;

export const queueAttemptSchema = z
  .strictObject({
    at: z.string().describe('ISO 8601.'),
    outcome: z.enum(['delivered', 'deferred', 'failed']),
    host: z.string().nullable(),
    reply: z.string(),
  })
  .meta({ id: 'QueueAttempt' });
export type QueueAttempt = z.infer<typeof queueAttemptSchema>;

export const queueRecipientSchema = z
  .strictObject({
    address: z.string(),
    state: z.enum(RECIPIENT_STATES),
    destination: z.string(),
    attempts: z.number(),
    nextTry: z.string().nullable(),
    lastReply: z.string(),
    history: z
      .array(queueAttemptSchema)
      .readonly()
      .describe('The latest attempts, newest first; at most 20 are kept.'),
  })
  .meta({ id: 'QueueRecipient' });
export type QueueRecipient = z.infer<typeof queueRecipientSchema>;

export const queueMessageSchema = queueItemSchema
  .extend({
    peer: z.string(),
    helo: z.string(),
    account: z.string().nullable(),
    envelopeId: z.string().nullable().describe('ENVID as it was given (RFC 3461).'),
    all: z.array(queueRecipientSchema).readonly(),
    header: z.string().describe('The header as it came, at most 64 KiB of it.'),
    expires: z.string().describe('ISO 8601: when it is given up.'),
  })
  .meta({
    id: 'QueueMessage',
    description:
      '`GET /api/queue/:id`; under `/content` the message itself (`message/rfc822`), which the audit trail notes.',
  });
export type QueueMessage = z.infer<typeof queueMessageSchema>;

export const queueJobSchema = z
  .strictObject({
    id: z.string(),
    action: z.enum(QUEUE_ACTIONS),
    state: z.enum(['running', 'done', 'stopped']),
    total: z.number().describe('Messages.'),
    done: z.number(),
    changed: z.number().describe('Messages that the action changed.'),
    delivered: z.number().describe('Of a retry, in recipients.'),
    deferred: z.number(),
    failed: z.number(),
  })
  .meta({
    id: 'QueueJob',
    description: 'An action under way or ended: `GET /api/queue/actions/:id`; `DELETE` stops it.',
  });
export type QueueJob = z.infer<typeof queueJobSchema>;
