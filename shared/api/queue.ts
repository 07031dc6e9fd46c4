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

export interface QueueDestination {
  /** For `?destination=`. */
  readonly key: string;
  /** `example.net`, `10.0.0.5:25`, `<inbound>`. */
  readonly text: string;
  /** The server that answered last: `mx1.example.net[192.0.2.1]:25`; null before any has. */
  readonly server: string | null;
  readonly messages: number;
  /** Recipients by state. */
  readonly states: Readonly<Record<WaitingState, number>>;
  /** ISO 8601: when the oldest of its messages came in. */
  readonly oldest: string;
  /** ISO 8601; null when nothing is to be tried: all is active or held. */
  readonly nextTry: string | null;
  /** What the server, or our own finding, said last; '' before any attempt. */
  readonly lastReply: string;
}

export interface QueueOverview {
  readonly messages: number;
  readonly recipients: number;
  /** The most loaded first; at most 1,000. */
  readonly destinations: readonly QueueDestination[];
  /** How many there are in all. */
  readonly destinationCount: number;
  /** Why no mail is taken now, in a sentence; null when it is. */
  readonly refusing: string | null;
}

export interface QueueUnavailable {
  /** A sentence. */
  readonly problem: string;
}

export interface QueueItem {
  readonly id: string;
  readonly sender: string;
  /** The first few that have not ended; `recipientCount` says how many there are. */
  readonly recipients: readonly string[];
  readonly recipientCount: number;
  readonly state: WaitingState;
  /** Octets. */
  readonly size: number;
  /** ISO 8601. */
  readonly receivedAt: string;
  /** Of the recipient that was tried most often. */
  readonly attempts: number;
  readonly nextTry: string | null;
  readonly lastReply: string;
  /** Keys of the destinations it waits for; at most 20. */
  readonly destinations: readonly string[];
}

/** `GET /api/queue`: in the order in which they were taken in. `total` counts what the filter matches. */
export interface QueuePage {
  readonly items: readonly QueueItem[];
  /** Pass as `after` for the next page; null on the last. */
  readonly next: string | null;
  readonly total: number;
}

export interface QueueAttempt {
  /** ISO 8601. */
  readonly at: string;
  readonly outcome: 'delivered' | 'deferred' | 'failed';
  readonly host: string | null;
  readonly reply: string;
}

export interface QueueRecipient {
  readonly address: string;
  readonly state: RecipientState;
  readonly destination: string;
  readonly attempts: number;
  readonly nextTry: string | null;
  readonly lastReply: string;
  /** The latest attempts, newest first; at most 20 are kept. */
  readonly history: readonly QueueAttempt[];
}

/** `GET /api/queue/:id`; under `/content` the message itself (`message/rfc822`), which the audit trail notes. */
export interface QueueMessage extends QueueItem {
  readonly peer: string;
  readonly helo: string;
  readonly account: string | null;
  /** ENVID as it was given (RFC 3461). */
  readonly envelopeId: string | null;
  readonly all: readonly QueueRecipient[];
  /** The header as it came, at most 64 KiB of it. */
  readonly header: string;
  /** ISO 8601: when it is given up. */
  readonly expires: string;
}

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

/** An action under way or ended: `GET /api/queue/actions/:id`; `DELETE` stops it. */
export interface QueueJob {
  readonly id: string;
  readonly action: QueueAction;
  readonly state: 'running' | 'done' | 'stopped';
  /** Messages. */
  readonly total: number;
  readonly done: number;
  /** Messages that the action changed. */
  readonly changed: number;
  /** Of a retry, in recipients. */
  readonly delivered: number;
  readonly deferred: number;
  readonly failed: number;
}
