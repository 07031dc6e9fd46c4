/**
 * Two administrators: my draft, made from `base`, put on top of what the other applied meanwhile.
 *
 * Promise: nothing is lost. What only one of us changed is kept from whoever changed it; where both
 * did, mine wins and both are shown.
 */
import { differingKeys } from '../../shared/rules/changes.js';
import { FACETS, type Facet, type Keyed } from '../../shared/rules/facets.js';
import { same } from '../../shared/rules/same.js';
import type { Rules } from '../../shared/rules/schema.js';
import { sayEnd } from '../components/when.js';

/** One thing that one of us, or both, changed; in words, and undefined where it is not there. */
export interface MergeItem {
  readonly section: string;
  readonly key: string;
  readonly who: 'mine' | 'theirs' | 'both';
  readonly base: string | undefined;
  readonly mine: string | undefined;
  readonly theirs: string | undefined;
}

export interface Merge {
  readonly rules: Rules;
  readonly items: readonly MergeItem[];
}

interface Found {
  readonly key: string;
  readonly who: MergeItem['who'];
  readonly base: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
}

export function mergeRules(base: Rules, mine: Rules, theirs: Rules): Merge {
  const items: MergeItem[] = [];
  let rules = theirs;
  for (const facet of FACETS) {
    const found = foundIn(facet, base, mine, theirs);
    items.push(...found.map((each) => itemOf(facet, each)));
    const kept = found.filter(({ who }) => who !== 'theirs');
    if (kept.length > 0) rules = facet.write(rules, withMine(facet.read(theirs), kept));
  }
  return { rules, items };
}

function foundIn(facet: Facet, base: Rules, mine: Rules, theirs: Rules): Found[] {
  const my = differingKeys(facet, base, mine);
  const their = differingKeys(facet, base, theirs);
  return [...new Set([...their.keys(), ...my.keys()])].flatMap((key): Found[] => {
    const [mineNow, theirsNow] = [my.get(key), their.get(key)];
    if (mineNow && theirsNow) {
      if (same(mineNow.after, theirsNow.after)) return [];
      const { before } = mineNow;
      return [{ key, who: 'both', base: before, mine: mineNow.after, theirs: theirsNow.after }];
    }
    const { before, after } = (mineNow ?? theirsNow)!;
    const [mineText, theirText] = mineNow ? [after, before] : [before, after];
    return [
      { key, who: mineNow ? 'mine' : 'theirs', base: before, mine: mineText, theirs: theirText },
    ];
  });
}

function itemOf(
  { section, text, remark }: Facet,
  { key, who, base, mine, theirs }: Found,
): MergeItem {
  const say = (value: unknown) =>
    value === undefined
      ? undefined
      : [text(value), remark(value, sayEnd)].filter((part) => part !== '').join(' ');
  return { section, key, who, base: say(base), mine: say(mine), theirs: say(theirs) };
}

function withMine(theirs: readonly Keyed[], items: readonly Found[]): readonly Keyed[] {
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
