/**
 * Two administrators: my draft, made from `base`, put on top of what the other applied meanwhile.
 *
 * Promise: nothing is lost. What only one of us changed is kept from whoever changed it; where both
 * did, mine wins and both are shown.
 */
import type { Rules } from '../../shared/rules/schema.js';
import { byKey } from './changes.js';
import { FACETS, type Facet, type Keyed } from './facets.js';
import { same } from './same.js';

export interface MergeItem {
  readonly facet: Facet;
  readonly key: string;
  readonly who: 'mine' | 'theirs' | 'both';
  readonly base: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
}

export interface Merge {
  readonly rules: Rules;
  readonly items: readonly MergeItem[];
}

export function mergeRules(base: Rules, mine: Rules, theirs: Rules): Merge {
  const items: MergeItem[] = [];
  let rules = theirs;
  for (const facet of FACETS) {
    const found = itemsOf(facet, base, mine, theirs);
    items.push(...found);
    const kept = found.filter(({ who }) => who !== 'theirs');
    if (kept.length > 0) rules = facet.write(rules, withMine(facet.read(theirs), kept));
  }
  return { rules, items };
}

function itemsOf(facet: Facet, base: Rules, mine: Rules, theirs: Rules): MergeItem[] {
  const [b, m, t] = [byKey(facet, base), byKey(facet, mine), byKey(facet, theirs)];
  const keys = new Set([...b.keys(), ...t.keys(), ...m.keys()]);
  return [...keys].flatMap((key) => {
    const [before, my, their] = [b.get(key), m.get(key), t.get(key)];
    const changed = !same(before, my);
    const changedToo = !same(before, their);
    if (!changed && !changedToo) return [];
    if (changed && changedToo && same(my, their)) return [];
    const who = changed ? (changedToo ? 'both' : 'mine') : 'theirs';
    return [{ facet, key, who, base: before, mine: my, theirs: their } as const];
  });
}

function withMine(theirs: readonly Keyed[], items: readonly MergeItem[]): readonly Keyed[] {
  const mine = new Map(items.map(({ key, mine: value }) => [key, value]));
  const kept = theirs.flatMap((entry) => {
    if (!mine.has(entry.key)) return [entry];
    const value = mine.get(entry.key);
    mine.delete(entry.key);
    return value === undefined ? [] : [{ key: entry.key, value }];
  });
  const added = [...mine].filter(([, value]) => value !== undefined);
  return [...kept, ...added.map(([key, value]) => ({ key, value }))];
}
