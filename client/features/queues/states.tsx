import { WAITING_STATES, type WaitingState } from '../../../shared/api/queue.js';

const LOOK: Readonly<Record<WaitingState, string>> = {
  active: '',
  held: 'tag dim',
  deferred: 'tag w',
  queued: '',
};

/** The states that occur, with counts where there are several. */
export function States({ states }: { readonly states: Readonly<Record<WaitingState, number>> }) {
  const present = WAITING_STATES.filter((state) => states[state] > 0);
  return (
    <span className="states">
      {present.map((state) => (
        <State key={state} state={state} {...(present.length > 1 && { count: states[state] })} />
      ))}
    </span>
  );
}

export function State({ state, count }: { readonly state: WaitingState; readonly count?: number }) {
  return (
    <span className={LOOK[state]}>
      {count !== undefined && `${count.toLocaleString('en')} `}
      {state}
    </span>
  );
}
