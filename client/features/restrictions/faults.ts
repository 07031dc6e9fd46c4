/** Which entries of a list cannot be stored, and why: as the engine finds it here, or the console at Apply. */
import { useMemo } from 'react';
import type { Issue } from '../../../shared/api/errors.js';
import type { Restrictions } from '../../../shared/rules/schema.js';
import { useDraft } from '../../draft/draft.js';
import { issuesAt } from '../../draft/issues.js';

type ListName = 'addresses' | 'internalAddresses' | 'never';

const NONE: readonly Issue[] = [];

/** The issues of one list; none once the list was changed, for their places say nothing any more. */
export function useIssues(list: ListName, now: Restrictions): readonly Issue[] {
  const { routing, refused, compilation } = useDraft();
  const unchanged = routing.value?.restrictions[list].entries === now[list].entries;
  return useMemo(() => {
    if (!unchanged) return NONE;
    const own = compilation?.ok === false ? compilation.issues : NONE;
    return issuesAt([...refused, ...own], `restrictions.${list}.entries`);
  }, [unchanged, refused, compilation, list]);
}
