/** The filters of the log: they live in the address, so a view can be sent to a colleague. */
import type { DecisionSearch } from '../../api/decisions.js';
import { networkFromText, networkToCidr } from '../../../shared/address/network.js';
import type { RowReason } from '../../../shared/api/decisions.js';
import { REASON_LABELS } from '../../components/labels.js';
import { ruleAsShown } from '../../components/rule-text.js';
import { sayTime } from '../../components/when.js';
import { logAddress, type FilterName } from '../../decision/log-address.js';

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

/** The address of the log with that filter added, replaced or, where it is empty, removed. */
export function withFilter(search: DecisionSearch, name: FilterName, value: string): string {
  const { [name]: _old, ...rest } = search;
  return logAddress(value === '' ? rest : { ...rest, [name]: value });
}

/** The value of a filter as people say it. */
export function filterText(name: FilterName, value: string): string {
  if (name === 'reason') return REASON_LABELS[value as RowReason] ?? value;
  if (name === 'rule') return ruleAsShown(value);
  if (name !== 'since' && name !== 'until') return value;
  const date = new Date(value);
  return Number.isNaN(date.valueOf()) ? value : sayTime(date);
}

/** A rule as it is typed, its network in any accepted form, in the text form that the log knows. */
export function ruleFromText(text: string): string {
  const [, list, written = ''] = /^\s*(address|never)\s+(.+)$/i.exec(text) ?? [];
  const network = networkFromText(written);
  return list && network.ok ? `${list.toLowerCase()} ${networkToCidr(network.value)}` : text.trim();
}
