/** The rows of the routing table as the draft has them, which are selected, and what Remove does. */
import { useMemo, useState } from 'react';
import type { Issue } from '../../../shared/api/errors.js';
import type { Route } from '../../../shared/rules/schema.js';
import { useToast } from '../../components/toast.js';
import type { Draft } from '../../draft/draft.js';
import { issuesAt } from '../../draft/issues.js';
import { marked, type Marked } from '../../draft/marks.js';

const NONE: readonly Route[] = [];

export interface RouteRows {
  readonly rows: readonly Marked<Route>[];
  readonly selected: ReadonlySet<string>;
  readonly select: (keys: ReadonlySet<string>) => void;
  readonly chosen: readonly Marked<Route>[];
  /** The place in the draft of the one selected row, or -1. */
  readonly editable: number;
  /** Remove puts the selected rows back. */
  readonly restores: boolean;
  readonly remove: () => void;
  /** Whole rows and single fields that cannot be stored so. */
  readonly faults: readonly Issue[];
  readonly faulty: ReadonlySet<number>;
}

export function useRoutes(draft: Draft): RouteRows {
  const toast = useToast();
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const rules = draft.routing.value;
  const routes = rules?.routes ?? NONE;
  const base = draft.routing.base?.document.rules.routes ?? NONE;
  const rows = useMemo(() => marked(base, routes, ({ domain }) => domain), [base, routes]);
  const chosen = rows.filter(({ key }) => selected.has(key));
  const restores = chosen.length > 0 && chosen.every(({ mark }) => mark === 'removed');
  const faults = useMemo(() => {
    const own = draft.compilation?.ok === false ? draft.compilation.issues : [];
    return issuesAt([...draft.refused, ...own], 'routes');
  }, [draft.compilation, draft.refused]);
  const faulty = useMemo(
    () => new Set(faults.map(({ path }) => Number.parseInt(path, 10))),
    [faults],
  );

  function remove(): void {
    if (!rules || chosen.length === 0) return;
    const set = (next: readonly Route[]) => draft.routing.set({ ...rules, routes: [...next] });
    if (restores) return set(restored(rows, selected));
    const gone = new Set(chosen.map(({ index }) => index));
    set(routes.filter((_, index) => !gone.has(index)));
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

  return {
    rows,
    selected,
    select,
    chosen,
    editable: chosen.length === 1 ? (chosen[0]?.index ?? -1) : -1,
    restores,
    remove,
    faults,
    faulty,
  };
}

/** Rows that were removed, in their places again unless the domain has another row by now. */
function putBack(routes: readonly Route[], gone: readonly Marked<Route>[]): Route[] {
  const next = [...routes];
  for (const { item, index } of gone) {
    if (!next.some(({ domain }) => domain === item.domain)) next.splice(index, 0, item);
  }
  return next;
}

/** The draft's rows with the selected removed ones back in their places. */
function restored(rows: readonly Marked<Route>[], keys: ReadonlySet<string>): readonly Route[] {
  return rows
    .filter(({ key, mark }) => mark !== 'removed' || keys.has(key))
    .map(({ item }) => item);
}
