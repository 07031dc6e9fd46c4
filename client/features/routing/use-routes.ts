/** The rows of the routing table as the draft has them, which are selected, and what Remove does. */
import { useMemo } from 'react';
import type { Issue } from '../../../shared/api/errors.js';
import type { Route } from '../../../shared/rules/schema.js';
import { useToast } from '../../components/toast.js';
import type { Draft } from '../../draft/draft.js';
import { issuesAt } from '../../draft/issues.js';
import { useMarkedRows, type MarkedRows } from '../../draft/marked-rows.js';
import type { Marked } from '../../draft/marks.js';
import { useShownRule } from '../../draft/shown-rule.js';

const NONE: readonly Route[] = [];

const domainOf = ({ domain }: Route) => domain;

export interface RouteRows extends Omit<MarkedRows<Route>, 'takeOut'> {
  readonly remove: () => void;
  /** Whole rows and single fields that cannot be stored so. */
  readonly faults: readonly Issue[];
  readonly faulty: ReadonlySet<number>;
  /** A link has led here, to a row of the table. */
  readonly linked: boolean;
}

export function useRoutes(draft: Draft): RouteRows {
  const toast = useToast();
  const rules = draft.routing.value;
  const routes = rules?.routes ?? NONE;
  const base = draft.routing.base?.document.rules.routes ?? NONE;
  const linked = useShownRule(rules);
  const shown = linked?.list === 'routes' ? linked.index : null;
  const list = useMarkedRows(base, routes, domainOf, shown === null ? undefined : routes[shown]);
  const faults = useMemo(() => {
    const own = draft.compilation?.ok === false ? draft.compilation.issues : [];
    return issuesAt([...draft.refused, ...own], 'routes');
  }, [draft.compilation, draft.refused]);
  const faulty = useMemo(
    () => new Set(faults.map(({ path }) => Number.parseInt(path, 10))),
    [faults],
  );

  function remove(): void {
    const left = list.takeOut();
    if (!rules || !left) return;
    draft.routing.set({ ...rules, routes: left });
    if (list.restores) return;
    const { chosen } = list;
    const [first] = chosen;
    const text =
      chosen.length === 1 && first
        ? `The row for ${first.item.domain} is removed from the draft.`
        : `${chosen.length.toLocaleString('en')} rows are removed from the draft.`;
    toast({
      text,
      undo: () => draft.routing.update((now) => ({ ...now, routes: putBack(now.routes, chosen) })),
    });
  }

  return { ...list, remove, faults, faulty, linked: shown !== null };
}

/** Rows that were removed, in their places again unless the domain has another row by now. */
function putBack(routes: readonly Route[], gone: readonly Marked<Route>[]): Route[] {
  const next = [...routes];
  for (const { item, index } of gone) {
    if (!next.some(({ domain }) => domain === item.domain)) next.splice(index, 0, item);
  }
  return next;
}
