/** What a draft changes: counted for the foot, listed for the eye, marked in the lists. */
import type { Rules } from '../../shared/rules/schema.js';
import type { DiffSection } from '../components/diff.js';
import { FACETS, type Facet } from './facets.js';
import { same } from './same.js';

export interface Change {
  readonly facet: Facet;
  readonly key: string;
  /** Undefined where the entry is new, or gone. */
  readonly before: unknown;
  readonly after: unknown;
}

export function changesOf(base: Rules, draft: Rules): readonly Change[] {
  if (base === draft) return [];
  return FACETS.flatMap((facet) => {
    const [before, after] = [byKey(facet, base), byKey(facet, draft)];
    const keys = new Set([...before.keys(), ...after.keys()]);
    return [...keys]
      .filter((key) => !same(before.get(key), after.get(key)))
      .map((key) => ({ facet, key, before: before.get(key), after: after.get(key) }));
  });
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

export function byKey(facet: Facet, rules: Rules): ReadonlyMap<string, unknown> {
  return new Map(facet.read(rules).map(({ key, value }) => [key, value]));
}
