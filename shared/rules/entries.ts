/** Every row of the rules with the text form by which decisions name it. */
import type { Rules } from './schema.js';
import {
  addressToText,
  AUTHENTICATED_TEXT,
  internalToText,
  neverToText,
  routeToText,
} from './text.js';

export interface RuleEntry {
  /** Text form (`text.ts`). */
  readonly rule: string;
  readonly note?: string | undefined;
  /** ISO 8601. */
  readonly until?: string | undefined;
}

export function* ruleEntries({ routes, restrictions }: Rules): Generator<RuleEntry> {
  const { authenticated, addresses, internalAddresses, never } = restrictions;
  for (const route of routes) yield entry(routeToText(route), route);
  if (authenticated) yield { rule: AUTHENTICATED_TEXT };
  for (const each of addresses.entries) yield entry(addressToText(each), each);
  for (const each of internalAddresses.entries) yield entry(internalToText(each), each);
  for (const each of never.entries) yield entry(neverToText(each), each);
}

function entry(rule: string, { note, until }: Omit<RuleEntry, 'rule'>): RuleEntry {
  return { rule, note, until };
}
