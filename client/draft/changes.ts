/**
 * What a draft changes: counted for the foot, listed for the eye, marked in the lists.
 *
 * Promise: with 100,000 entries it costs what differs, not what there is: lists that are the same
 * object are not looked at, and entries that two lists share at either end are passed over.
 */
import type { Rules } from '../../shared/rules/schema.js';
import type { DiffSection } from '../components/diff.js';
import { apart } from './apart.js';
import { FACETS, type Facet } from './facets.js';
import { same } from './same.js';

export interface Change extends Difference {
  readonly facet: Facet;
  readonly key: string;
}

/** Undefined where the entry is new, or gone. */
export interface Difference {
  readonly before: unknown;
  readonly after: unknown;
}

export function changesOf(base: Rules, draft: Rules): readonly Change[] {
  if (base === draft) return [];
  return FACETS.flatMap((facet) =>
    [...differingKeys(facet, base, draft)].map(([key, difference]) => ({
      facet,
      key,
      ...difference,
    })),
  );
}

/** The changes as lines under their sections. */
export function diffOf(changes: readonly Change[]): readonly DiffSection[] {
  const sections = new Map<string, DiffSection['lines'][number][]>();
  for (const { facet, key, before, after } of changes) {
    const lines = sections.get(facet.section) ?? [];
    sections.set(facet.section, lines);
    if (before !== undefined) lines.push({ key: `-${key}`, sign: '-', text: facet.text(before) });
    if (after !== undefined) lines.push({ key: `+${key}`, sign: '+', text: facet.text(after) });
  }
  return [...sections].map(([title, lines]) => ({ title, lines }));
}

/** By key, the entries of a facet that are not the same in both. */
export function differingKeys(
  facet: Facet,
  before: Rules,
  after: Rules,
): ReadonlyMap<string, Difference> {
  const { before: old, after: now } = apart(facet.values(before), facet.values(after));
  const left = new Map(old.map((value) => [facet.keyOf(value), value]));
  const differences = new Map<string, Difference>();
  const added: [string, Difference][] = [];
  for (const value of now) {
    const key = facet.keyOf(value);
    const was = left.get(key);
    left.delete(key);
    if (was === undefined) added.push([key, { before: undefined, after: value }]);
    else if (!same(was, value)) differences.set(key, { before: was, after: value });
  }
  for (const [key, value] of left) differences.set(key, { before: value, after: undefined });
  for (const [key, difference] of added) differences.set(key, difference);
  return differences;
}
