/** The ids of messages from one place to another, also where they have not been read. */
import type { QueueFilter } from '../../../shared/api/queue.js';
import { getQueuePage } from '../../api/queue.js';
import type { Messages } from './use-messages.js';

const AT_ONCE = 1000;

/** Both ends included; null where some are not read. */
export function readBetween(list: Messages, from: number, to: number): string[] | null {
  const ids: string[] = [];
  for (let index = from; index <= to; index += 1) {
    const row = list.rowAt(index);
    if (!row) return null;
    ids.push(row.id);
  }
  return ids;
}

export async function idsBetween(filter: QueueFilter, from: number, to: number): Promise<string[]> {
  const ids: string[] = [];
  for (let skip = from; skip <= to; skip += AT_ONCE) {
    const limit = Math.min(AT_ONCE, to - skip + 1);
    const { items } = await getQueuePage(filter, { skip, limit });
    ids.push(...items.map(({ id }) => id));
    if (items.length < limit) break;
  }
  return ids;
}
