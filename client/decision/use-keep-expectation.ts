/** "Keep as expectation": the decision becomes a request that every later draft is held against. */
import type { DecisionDetail } from '../../shared/api/decisions.js';
import { useToast } from '../components/toast.js';
import { useDraft } from '../draft/draft.js';
import { expectationOf, forgetExpectation, keepExpectation } from '../draft/expectations.js';

type Decided = Pick<DecisionDetail, 'request' | 'decision'>;

/** Null where there is nothing to expect: the rules did not decide, or are not read yet. */
export function useKeepExpectation(detail: Decided | undefined): (() => void) | null {
  const { routing } = useDraft();
  const toast = useToast();
  const rules = routing.value;
  if (!detail?.decision || !rules) return null;
  const { request, decision } = detail;
  const { verdict } = decision;
  return () => {
    const expected = expectationOf(rules, request);
    const what = `${request.peer} to ${request.recipient}`;
    if (expected?.verdict === verdict) {
      return toast({ text: `${what}: ${verdict} is expected already.` });
    }
    const kept = keepExpectation(rules, request, verdict);
    routing.set(kept.rules);
    const instead = kept.before ? ` instead of ${kept.before.verdict}` : '';
    toast({
      text: `${what}: ${verdict} is expected${instead}, once the draft is applied.`,
      undo: () => routing.update((now) => forgetExpectation(now, kept)),
    });
  };
}
