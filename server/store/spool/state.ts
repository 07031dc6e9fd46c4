/**
 * The states of a recipient in the queue, and the moves between them: this table is the only place
 * that says what may follow what. A message is removed when each of its recipients has ended.
 *
 * `active` is never on the disk: a delivery under way is a fact of the running process, so what a
 * crash leaves behind is queued, deferred or held, and is tried again or still held.
 */
import type { RecipientState } from '../../../shared/api/queue.js';

export type State = RecipientState;
export type StoredState = Exclude<State, 'active'>;

const MOVES: Readonly<Record<State, readonly State[]>> = {
  queued: ['active', 'held', 'bounced', 'removed'],
  // Back to queued: the relay stops before the next hop has answered. Held and removed: an
  // administrator said so meanwhile, and the attempt did not end it.
  active: ['delivered', 'deferred', 'bounced', 'queued', 'held', 'removed'],
  deferred: ['active', 'held', 'bounced', 'removed'],
  // Released: as new, or to its next attempt.
  held: ['queued', 'deferred', 'bounced', 'removed'],
  delivered: [],
  bounced: [],
  removed: [],
};

export function mayMove(from: State, to: State): boolean {
  return MOVES[from].includes(to);
}

/** Whether nothing more happens to a recipient. */
export function hasEnded(state: State): state is 'delivered' | 'bounced' | 'removed' {
  return MOVES[state].length === 0;
}
