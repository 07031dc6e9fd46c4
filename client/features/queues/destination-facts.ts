/** What is said of a destination, in words. */
import type { QueueDestination } from '../../../shared/api/queue.js';
import { untilText } from '../../components/age.js';

/** What both shapes of the list, table and rows, are given. */
export interface DestinationRowsProps {
  readonly destinations: readonly QueueDestination[];
  readonly chosen: string | undefined;
  readonly onChoose: (key: string | null) => void;
  readonly now: Date;
}

export function nextTryText({ states, nextTry }: QueueDestination, now: Date): string {
  if (states.active > 0) return 'now';
  if (nextTry !== null) return untilText(nextTry, now);
  return states.held > 0 ? 'when released' : 'now';
}

/** In the order in which they stood, new ones behind: rows do not change places under the pointer. */
export function inOrder(
  destinations: readonly QueueDestination[],
  order: readonly string[],
): readonly QueueDestination[] {
  const place = new Map(order.map((key, i) => [key, i]));
  const at = ({ key }: QueueDestination) => place.get(key) ?? order.length;
  return destinations.toSorted((a, b) => at(a) - at(b));
}
