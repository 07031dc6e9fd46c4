/**
 * The states of a recipient in the queue, and the moves between them: this table is the only place
 * that says what may follow what. A message is removed when each of its recipients has ended.
 *
 * `active` is never on the disk: a delivery under way is a fact of the running process, so what a
 * crash leaves behind is queued or deferred, and is tried again.
 */
export type StoredState = 'queued' | 'deferred' | 'delivered' | 'bounced';
export type State = StoredState | 'active';

const MOVES: Readonly<Record<State, readonly State[]>> = {
  queued: ['active'],
  // Back to queued: the relay stops before the next hop has answered.
  active: ['delivered', 'deferred', 'bounced', 'queued'],
  deferred: ['active'],
  delivered: [],
  bounced: [],
};

export function mayMove(from: State, to: State): boolean {
  return MOVES[from].includes(to);
}

/** Whether nothing more happens to a recipient. */
export function hasEnded(state: State): state is 'delivered' | 'bounced' {
  return MOVES[state].length === 0;
}
