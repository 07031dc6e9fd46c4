/** What the console asks of the queue: what waits, one message, and what an administrator does to it. */
import type {
  QueueActionRequest,
  QueueFilter,
  QueueJob,
  QueueMessage,
  QueueOverview,
  QueuePage,
} from '../../../shared/api/queue.js';
import type { Delivery } from '../../../shared/api/delivery.js';
import type { Spool } from '../../store/spool/spool.js';
import type { BodySource } from './courier.js';
import type { Entry } from './entry.js';
import { matching, messageOf, overviewOf, pageOf, type Paging } from './listing.js';
import type { Queue } from './queue.js';
import type { Snapshots } from './snapshots.js';

const MOST_HEADER = 64 * 1024;

export interface DeskOptions {
  readonly queue: Queue;
  readonly spool: Spool;
  readonly settings: () => Pick<Delivery, 'expireAfter'>;
  /** Why no mail is taken now; null when it is. */
  readonly refusing: () => string | null;
}

export class Desk {
  readonly #options: DeskOptions;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  get snapshots(): Snapshots {
    return this.#options.queue.snapshots;
  }

  overview(): Promise<QueueOverview> {
    const { queue, refusing } = this.#options;
    return overviewOf(queue.destinations().values(), queue.counts().queued, refusing());
  }

  page(filter: QueueFilter, paging: Paging): Promise<QueuePage> {
    return pageOf(this.#options.queue.entries(), filter, paging);
  }

  /** Null when it is not in the queue. */
  async message(id: string): Promise<QueueMessage | null> {
    const { queue, spool, settings } = this.#options;
    const entry = queue.entry(id);
    if (!entry) return null;
    const attempts = await spool.call('attempts', entry.number);
    const header = await this.#headerOf(entry);
    const expires = entry.message.receivedAt + settings().expireAfter * 1000;
    return messageOf(entry, attempts, { header, expires });
  }

  /** The message itself; null when it is not in the queue. */
  async content(id: string): Promise<{ size: number; source: BodySource } | null> {
    const entry = this.#options.queue.entry(id);
    if (!entry) return null;
    const source = await this.#options.queue.bodies.source(entry);
    return { size: entry.message.size, source: source() };
  }

  /**
   * Begins an action and gives it `within` milliseconds to end; null when it names a job or a single
   * message that is not known.
   */
  async act(
    { action, selection }: QueueActionRequest,
    by: string,
    within = 0,
  ): Promise<QueueJob | null> {
    const { actions } = this.#options.queue;
    const entries = await this.#selected(selection);
    if (!entries) return null;
    const job = actions.begin(action, entries, by);
    if (within > 0) await actions.ended(job.id, within);
    return job;
  }

  job(id: string): QueueJob | null {
    return this.#options.queue.actions.job(id);
  }

  stopJob(id: string): QueueJob | null {
    return this.#options.queue.actions.stop(id);
  }

  async #selected(selection: QueueActionRequest['selection']): Promise<Entry[] | null> {
    const { queue } = this.#options;
    if ('filter' in selection) {
      const matched: Entry[] = [];
      for await (const entry of matching(queue.entries(), selection.filter)) matched.push(entry);
      return matched;
    }
    const ids = 'ids' in selection ? selection.ids : queue.actions.changedBy(selection.job);
    if (!ids) return null;
    const entries = [...new Set(ids)].flatMap((id) => queue.entry(id) ?? []);
    return entries.length === 0 && ids.length === 1 ? null : entries;
  }

  async #headerOf(entry: Entry): Promise<string> {
    try {
      const beginning = await this.#options.queue.bodies.beginning(entry, MOST_HEADER);
      const end = beginning.indexOf('\r\n\r\n');
      return beginning.subarray(0, end < 0 ? beginning.length : end + 2).toString('utf8');
    } catch (error) {
      return `(${(error as Error).message})`;
    }
  }
}
