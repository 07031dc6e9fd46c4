/**
 * What sets one set of rules apart from another: counted, listed and said in the words of the console.
 *
 * Promise: with 100,000 entries it costs what differs, not what there is: lists that are the same
 * object are not looked at, and entries that two lists share at either end are passed over.
 */
import type { DiffLine, DiffSection } from '../api/revisions.js';
import { apart } from './apart.js';
import { FACETS, sayUtc, type Facet, type SayInstant } from './facets.js';
import { same } from './same.js';
import type { Rules } from './schema.js';

export interface Change extends Difference {
  readonly facet: Facet;
  readonly key: string;
}

/** Undefined where the entry is new, or gone. */
export interface Difference {
  readonly before: unknown;
  readonly after: unknown;
}

/** The line that counts entries which stand in both, instead of naming one. */
export const SAME_KEY = 'the same';

/** Up to so many entries that stand in both are shown beside those that do not; more are counted. */
const MOST_KEPT = 6;

export function changesOf(before: Rules, after: Rules): readonly Change[] {
  if (before === after) return [];
  return FACETS.flatMap((facet) =>
    [...differingKeys(facet, before, after)].map(([key, difference]) => ({
      facet,
      key,
      ...difference,
    })),
  );
}

/** How many there are: where a list is emptied or filled, without comparing one by one. */
export function countChanges(before: Rules, after: Rules): number {
  if (before === after) return 0;
  return FACETS.reduce((sum, facet) => sum + differingCount(facet, before, after), 0);
}

function differingCount(facet: Facet, before: Rules, after: Rules): number {
  const [old, now] = [facet.values(before), facet.values(after)];
  if (old.length > 0 && now.length > 0) return differingKeys(facet, before, after).size;
  return new Set([...old, ...now].map(facet.keyOf)).size;
}

/** The changes as lines under their sections. */
export function diffOf(
  changes: readonly Change[],
  sayEnd: SayInstant = sayUtc,
): readonly DiffSection[] {
  const sections = new Map<string, DiffLine[]>();
  for (const { facet, key, before, after } of changes) {
    const lines = sections.get(facet.section) ?? [];
    sections.set(facet.section, lines);
    if (before !== undefined) lines.push(lineOf(facet, '-', key, before, sayEnd));
    if (after !== undefined) lines.push(lineOf(facet, '+', key, after, sayEnd));
  }
  return [...sections].map(([title, lines]) => ({ title, lines }));
}

/** The same with what stands in both: beside what differs a few entries, of a list that is the same their number. */
export function wholeDiff(
  before: Rules,
  after: Rules,
  sayEnd: SayInstant = sayUtc,
): readonly DiffSection[] {
  const changes = changesOf(before, after);
  const differing = diffOf(changes, sayEnd);
  const sections = new Map(differing.map(({ title, lines }) => [title, [...lines]]));
  for (const facet of FACETS.filter(({ isList }) => isList)) {
    const changed = new Set(
      changes.filter((change) => change.facet === facet).map(({ key }) => key),
    );
    const kept = facet.values(after).filter((value) => !changed.has(facet.keyOf(value)));
    if (kept.length === 0) continue;
    const lines = sections.get(facet.section) ?? [];
    sections.set(facet.section, lines);
    if (lines.length > 0 && kept.length <= MOST_KEPT) {
      lines.push(...kept.map((value) => lineOf(facet, ' ', facet.keyOf(value), value, sayEnd)));
    } else {
      const text =
        kept.length === 1 ? '1 row is the same' : `${count(kept.length)} rows are the same`;
      lines.push({ key: SAME_KEY, sign: ' ', text });
    }
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

function lineOf(
  facet: Facet,
  sign: DiffLine['sign'],
  key: string,
  value: unknown,
  sayEnd: SayInstant,
): DiffLine {
  const remark = facet.remark(value, sayEnd);
  const line = { key: `${sign}${key}`, sign, text: facet.text(value) };
  return remark === '' ? line : { ...line, remark };
}

function count(number: number): string {
  return number.toLocaleString('en');
}
