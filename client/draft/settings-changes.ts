/** Settings that a draft changes, by their names on their page, and whose they are when two administrators do. */
import { same } from '../../shared/rules/same.js';
import type { MergeItem } from './merge.js';

interface SettingWord<T> {
  readonly name: string;
  /** `beside`: the settings that it is compared with. */
  readonly text: (settings: T, beside: T) => string;
  /** The title of the page that shows it, where that is not the document's own. */
  readonly page?: string;
}

/** What each setting of a document is called, and how its value is said. A secret is never among the words. */
export type SettingWords<T> = Readonly<Record<keyof T, SettingWord<T>>>;

export interface SettingChange {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly page?: string | undefined;
}

export function settingChanges<T extends object>(
  words: SettingWords<T>,
  base: T,
  draft: T,
): readonly SettingChange[] {
  if (base === draft) return [];
  return fields(base, draft)
    .filter((field) => !same(base[field], draft[field]))
    .map((field) => ({
      name: nameOf(words, field),
      before: textOf(words, field, base, draft),
      after: textOf(words, field, draft, base),
      ...(words[field]?.page && { page: words[field].page }),
    }));
}

export interface SettingsMerge<T> {
  readonly settings: T;
  readonly items: readonly MergeItem[];
}

/** My settings on top of theirs: what I changed is mine, the rest is theirs, and each is listed. */
export function mergeSettings<T extends object>(
  words: SettingWords<T>,
  base: T,
  mine: T,
  theirs: T,
): SettingsMerge<T> {
  const items: MergeItem[] = [];
  let settings = theirs;
  for (const field of fields(base, { ...mine, ...theirs })) {
    const changed = !same(base[field], mine[field]);
    const changedToo = !same(base[field], theirs[field]);
    if (changed) settings = { ...settings, [field]: mine[field] };
    if ((!changed && !changedToo) || same(mine[field], theirs[field])) continue;
    items.push({
      section: nameOf(words, field),
      key: String(field),
      who: changed ? (changedToo ? 'both' : 'mine') : 'theirs',
      base: textOf(words, field, base, mine),
      mine: textOf(words, field, mine, base),
      theirs: textOf(words, field, theirs, base),
    });
  }
  return { settings, items };
}

function nameOf<T>(words: SettingWords<T>, field: keyof T): string {
  return words[field]?.name ?? String(field);
}

/** A setting that this console does not know yet is shown as it is written. */
function textOf<T>(words: SettingWords<T>, field: keyof T, settings: T, beside: T): string {
  return words[field]?.text(settings, beside) ?? JSON.stringify(settings[field]);
}

function fields<T extends object>(a: T, b: T): (keyof T)[] {
  return Object.keys({ ...a, ...b }) as (keyof T)[];
}
