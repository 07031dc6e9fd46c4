/** The filters of the log: they live in the address, so a view can be sent to a colleague. */
import type { DecisionFilter } from '../../../shared/api/decisions.js';
import type { DecisionSearch } from '../../api/decisions.js';

export type FilterName = keyof DecisionFilter;

/** In the order in which the chips stand. */
export const FILTER_LABELS: Readonly<Record<FilterName, string>> = {
  verdict: 'Verdict',
  peer: 'Peer in',
  sender: 'From',
  recipient: 'To',
  account: 'Logged on as',
  reason: 'Reason',
  rule: 'Rule',
  revision: 'Revision',
  since: 'Since',
  until: 'Until',
  q: 'Text',
};

export const FILTER_NAMES = Object.keys(FILTER_LABELS) as FilterName[];

/** Only what the log filters by; anything else in the address is not passed on. */
export function searchOf(query: URLSearchParams): DecisionSearch {
  return Object.fromEntries(
    FILTER_NAMES.flatMap((name) => {
      const value = query.get(name)?.trim();
      return value ? [[name, value]] : [];
    }),
  );
}

export function withFilter(search: DecisionSearch, name: FilterName, value: string): string {
  const { [name]: _old, ...rest } = search;
  const next = new URLSearchParams(value === '' ? rest : { ...rest, [name]: value });
  const text = next.toString();
  return text === '' ? '' : `?${text}`;
}
