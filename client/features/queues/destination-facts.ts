/** What is said of a destination, in words. */
import type { QueueDestination } from '../../../shared/api/queue.js';
import { untilText } from '../../components/age.js';

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
