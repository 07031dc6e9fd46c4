/** The draft's expectations, and what it makes of each, as it is typed. */
import { useMemo } from 'react';
import { instantNow } from '../components/now.js';
import { useDraft } from './draft.js';
import { heldAgainst, type HeldExpectation } from './expectations.js';

/** Null while the draft is not compiled, or cannot be. */
export function useHeld(): readonly HeldExpectation[] | null {
  const { routing, compilation } = useDraft();
  const expectations = routing.value?.expectations;
  const compiled = compilation?.compiled;
  return useMemo(
    () => (expectations && compiled ? heldAgainst(expectations, compiled, instantNow()) : null),
    [expectations, compiled],
  );
}
