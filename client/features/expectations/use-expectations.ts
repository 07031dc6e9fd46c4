/** The rows of the list: what is expected and what the draft gives, failing ones first; and what changes them. */
import { useMemo } from 'react';
import type { Decision } from '../../../shared/engine/decision.js';
import type { Expectation } from '../../../shared/rules/schema.js';
import { useToast } from '../../components/toast.js';
import { useDraft } from '../../draft/draft.js';
import { expectationName } from '../../draft/expectations.js';
import { useMarkedRows, type MarkedRows } from '../../draft/marked-rows.js';
import type { Marked } from '../../draft/marks.js';
import { useHeld } from '../../draft/use-held.js';

export interface ExpectationRow extends Marked<Expectation> {
  /** What the draft gives; null while that is not known, and for one that is removed. */
  readonly decision: Decision | null;
  readonly fails: boolean;
}

export interface Expectations extends Omit<MarkedRows<Expectation>, 'rows' | 'takeOut'> {
  readonly rows: readonly ExpectationRow[];
  readonly failing: number;
  /** Puts one in the place of another, or at the end (null). */
  readonly put: (index: number | null, expectation: Expectation) => void;
  readonly remove: () => void;
}

const NONE: readonly Expectation[] = [];

const requestOf = ({ request }: Expectation) => JSON.stringify(request);

export function useExpectations(): Expectations {
  const { routing } = useDraft();
  const toast = useToast();
  const held = useHeld();
  const expectations = routing.value?.expectations ?? NONE;
  const base = routing.base?.document.rules.expectations ?? NONE;
  const { rows: marked, takeOut, ...list } = useMarkedRows(base, expectations, requestOf);
  const rows = useMemo(() => {
    const shown = marked.map((row): ExpectationRow => {
      const found = row.index < 0 ? undefined : held?.[row.index];
      return { ...row, decision: found?.decision ?? null, fails: found?.holds === false };
    });
    return shown.toSorted((a, b) => Number(b.fails) - Number(a.fails));
  }, [marked, held]);

  const put = (index: number | null, expectation: Expectation) =>
    routing.update((now) => ({
      ...now,
      expectations:
        index === null
          ? [...now.expectations, expectation]
          : now.expectations.map((each, i) => (i === index ? expectation : each)),
    }));

  function remove(): void {
    const left = takeOut();
    if (!left) return;
    const before = expectations;
    routing.update((now) => ({ ...now, expectations: left }));
    if (list.restores) return;
    const [first] = list.chosen;
    const what =
      list.chosen.length === 1 && first
        ? `The expectation ${expectationName(first.item)} is`
        : `${list.chosen.length.toLocaleString('en')} expectations are`;
    toast({
      text: `${what} removed from the draft.`,
      undo: () => routing.update((now) => ({ ...now, expectations: [...before] })),
    });
  }

  return { ...list, rows, failing: rows.filter(({ fails }) => fails).length, put, remove };
}
