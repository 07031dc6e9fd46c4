/**
 * The queue: destinations with what waits for them, messages, and what can be done to them. What is
 * said here of a message is what the relay holds; a message that has gone is in the decision log.
 */
import { z } from 'zod';
import { oneOf } from './one-of.js';

export const QUEUE_PATH = '/api/queue';
/**
 * What waits for whom; also a live stream under `/stream` (SSE): an event `queue` with a
 * `QueueOverview` each time that something has changed, at most twice a second, and an event
 * `unavailable` with a `QueueUnavailable` when the relay cannot be asked any more.
 */
export const QUEUE_OVERVIEW_PATH = '/api/queue/overview';
export const QUEUE_ACTIONS_PATH = '/api/queue/actions';

/** Of a recipient that has not ended. A message is in the first of these that one of its recipients is in. */
export const WAITING_STATES = ['active', 'held', 'deferred', 'queued'] as const;
export type WaitingState = (typeof WAITING_STATES)[number];

/** All states of a recipient; the moves between them are in `server/store/spool/state.ts`. */
export const RECIPIENT_STATES = [
  'queued',
  'active',
  'deferred',
  'held',
  'delivered',
  'bounced',
  'removed',
] as const;
export type RecipientState = (typeof RECIPIENT_STATES)[number];

/** Filters of the list and of an action; all that are given must hold. */
export const queueFilterSchema = z.strictObject({
  destination: z.string().max(400).optional(),
  state: oneOf(WAITING_STATES).optional(),
  /** A part of the sender, of a recipient or of the id. */
  q: z.string().max(320).optional(),
});
export type QueueFilter = z.infer<typeof queueFilterSchema>;

export const queueQuerySchema = queueFilterSchema.extend({
  after: z
    .string()
    .regex(/^\d{1,15}$/, 'Pass what `next` of the page before said.')
    .optional(),
  /** As many are left out first: a list that is scrolled is read from anywhere. */
  skip: z.coerce
    .number('A number of messages.')
    .int('A whole number.')
    .min(0, 'At least 0.')
    .default(0),
  limit: z.coerce
    .number('A number from 1 to 1000.')
    .int('A whole number.')
    .min(1, 'At least 1.')
    .max(1000, 'At most 1000.')
    .default(100),
});

/** `bounce` reports to the sender as if it were given up now; `delete` tells nobody. */
export const QUEUE_ACTIONS = ['retry', 'hold', 'release', 'bounce', 'delete'] as const;
export type QueueAction = (typeof QUEUE_ACTIONS)[number];

/**
 * `POST /api/queue/actions`: on some messages, on all that a filter matches, or on those an earlier action changed.
 * For one message also `POST /api/queue/:id/retry`, `hold`, `release` or `bounce`, and `DELETE /api/queue/:id`:
 * all but a retry, which may take minutes, are done when they are answered, unless the disk is slow.
 */
export const queueActionSchema = z.strictObject({
  action: oneOf(QUEUE_ACTIONS),
  selection: z.union([
    z.strictObject({ ids: z.array(z.string().max(40)).min(1).max(10_000) }),
    z.strictObject({ filter: queueFilterSchema }),
    z.strictObject({ job: z.string().max(40) }),
  ]),
});
export type QueueActionRequest = z.infer<typeof queueActionSchema>;

export type {
  QueueAttempt,
  QueueDestination,
  QueueItem,
  QueueJob,
  QueueMessage,
  QueueOverview,
  QueuePage,
  QueueRecipient,
  QueueUnavailable,
} from './answers/queue.js';
