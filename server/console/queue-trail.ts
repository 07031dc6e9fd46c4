/**
 * What people do to the queue, in the audit trail.
 *
 * Promise: each deed is noted, with who and what, before the relay is asked for it; what came of it is
 * added to the same line. A console that ends in between leaves the line without an outcome.
 */
import type { IncomingMessage } from 'node:http';
import { AppError } from '../../shared/api/errors.js';
import type { QueueActionRequest, QueueFilter, QueueJob } from '../../shared/api/queue.js';
import { printable } from '../../shared/smtp/reply.js';
import { completeAudit, recordAudit, type AuditEntry, type Doing } from '../store/config/audit.js';
import type { Context } from './context.js';

type Doer = Omit<Doing, 'at'>;

export interface QueueTrail {
  /** Begins an action; the answer is a `QueueJob` as JSON. */
  act(by: Doer, request: QueueActionRequest): Promise<string>;
  stop(by: Doer, job: string): Promise<string>;
  /** The message itself. */
  read(by: Doer, queueId: string): Promise<IncomingMessage>;
}

/** An action on one message is given so long to be done before it is answered (milliseconds). */
const DONE_WITHIN = 5000;
/** Ids that are named in the trail. */
const MOST_NAMED = 100;

export function queueTrail(context: Pick<Context, 'db' | 'now' | 'relay'>): QueueTrail {
  const { db, now, relay } = context;

  async function noted<T>(
    entry: Omit<AuditEntry, 'at'>,
    ask: () => Promise<T>,
    outcomeOf: (answer: T) => string,
  ): Promise<T> {
    const detail = printable(entry.detail);
    const id = recordAudit(db, { ...entry, detail, at: now().toISOString() });
    try {
      const answer = await ask();
      completeAudit(db, id, outcomeOf(answer));
      return answer;
    } catch (error) {
      if (error instanceof AppError) completeAudit(db, id, error.message);
      throw error;
    }
  }

  return {
    act(by, request) {
      const { action, selection } = request;
      const isOne = 'ids' in selection && selection.ids.length === 1;
      const within = isOne && action !== 'retry' ? DONE_WITHIN : 0;
      return noted(
        { ...by, action: 'queue-changed', detail: `${action} ${selectionToText(selection)}` },
        () => relay.ask('POST', '/queue/actions', { ...request, by: by.actor, within }),
        (answer) => countToText((JSON.parse(answer) as QueueJob).total),
      );
    },
    stop: (by, job) =>
      noted(
        { ...by, action: 'queue-changed', detail: `stop action ${job}` },
        () => relay.ask('DELETE', `/queue/actions/${job}`),
        (answer) => `${countToText((JSON.parse(answer) as QueueJob).changed)} changed until then`,
      ),
    read: (by, queueId) =>
      noted(
        { ...by, action: 'message-read', detail: queueId },
        () => relay.open(`/queue/${queueId}/content`),
        (answer) => `${answer.headers['content-length']} octets`,
      ),
  };
}

function selectionToText(selection: QueueActionRequest['selection']): string {
  if ('job' in selection) return `what action ${selection.job} changed`;
  if ('filter' in selection) return filterToText(selection.filter);
  const { ids } = selection;
  const more = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : '';
  return ids.slice(0, MOST_NAMED).join(', ') + more;
}

function filterToText(filter: QueueFilter): string {
  const parts = Object.entries(filter).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return parts.length === 0 ? 'all messages' : `all with ${parts.join(', ')}`;
}

function countToText(count: number): string {
  return `${count} message${count === 1 ? '' : 's'}`;
}
