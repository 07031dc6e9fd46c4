/** `?rule=`: the rule, in its text form, whose row a link wants to be seen selected in its list. */
import { useSearchParams } from 'react-router';
import type { Rules } from '../../shared/rules/schema.js';
import { entriesOf, ruleText, type ListName } from '../../shared/engine/tidy.js';

export interface ShownRule {
  readonly list: ListName;
  readonly index: number;
}

const LIST_OF: Readonly<Record<string, ListName>> = {
  route: 'routes',
  address: 'addresses',
  internal: 'internalAddresses',
  never: 'never',
};

/** The window in which the rule's row stands, with it selected. */
export function ruleAddress(rule: string): string {
  const path = LIST_OF[kindOf(rule)] === 'routes' ? '/routing' : '/routing/restrictions';
  return `${path}?${new URLSearchParams({ rule })}`;
}

/** Null without such a link, or when there is no such row. */
export function useShownRule(rules: Rules | null): ShownRule | null {
  const rule = useSearchParams()[0].get('rule');
  const list = rule === null ? undefined : LIST_OF[kindOf(rule)];
  if (!rules || !list) return null;
  const index = entriesOf(rules, list).findIndex((entry) => ruleText(list, entry) === rule);
  return index < 0 ? null : { list, index };
}

function kindOf(rule: string): string {
  return rule.split(' ', 1)[0]!;
}
