/** The filters of the message list: they live in the address, so a view can be sent to a colleague. */
import { WAITING_STATES, type QueueFilter } from '../../../shared/api/queue.js';

export type FilterName = keyof QueueFilter;

const NAMES = ['destination', 'state', 'q'] as const satisfies readonly FilterName[];

/** Only what the queue filters by; anything else in the address is not passed on. */
export function filterOf(query: URLSearchParams): QueueFilter {
  const destination = query.get('destination') ?? '';
  const state = WAITING_STATES.find((each) => each === query.get('state'));
  const q = query.get('q')?.trim() ?? '';
  return {
    ...(destination && { destination }),
    ...(state && { state }),
    ...(q && { q }),
  };
}

/** The address of the page with that filter, and of one message under it. */
export function addressOf(filter: QueueFilter, message: string | null = null): string {
  const query = new URLSearchParams();
  for (const name of NAMES) if (filter[name]) query.set(name, filter[name]);
  const text = query.toString();
  return `/queues${message === null ? '' : `/${message}`}${text === '' ? '' : `?${text}`}`;
}

export function withFilter(filter: QueueFilter, name: FilterName, value: string): QueueFilter {
  const { [name]: _old, ...rest } = filter;
  return value === '' ? rest : { ...rest, [name]: value };
}

export function isFiltered(filter: QueueFilter): boolean {
  return NAMES.some((name) => filter[name] !== undefined);
}
