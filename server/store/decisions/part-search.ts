/** Finds the names that hold a text: by the rarest of its parts of three characters, and then each is looked at. */
import type { Db } from '../open.js';
import type { Span } from './candidates.js';

/** Shorter texts have no three characters to look up. */
const LEAST = 3;
/** More parts cost more to look up than the names that they rule out, but for those that are seldom. */
const PARTS = 3;
/** How often a part occurs is counted in so many of the newest names. */
const SAMPLE = 20_000;
const SELDOM = 20;

/** Null: the text is too short to be looked up. */
export type PartSearch = (text: string) => ((names: Span) => readonly number[] | null) | null;

/** Ids among `names` whose text holds a text in any case; null when there are more than `most`. */
// FTS5 finds its place in a list of rowids only by an integer; numbers are bound as reals, hence the casts.
export function partSearch(db: Db, most: number): PartSearch {
  const indexedTo = db.prepare('SELECT indexed FROM numbers').pluck();
  const occurs = db
    .prepare(
      'SELECT count(*) FROM name_part WHERE name_part MATCH ? AND rowid > CAST(? AS INTEGER)',
    )
    .pluck();
  const indexed = db
    .prepare(
      `SELECT name.id FROM name_part JOIN name ON name.id = name_part.rowid
       WHERE name_part MATCH ?
         AND name_part.rowid >= CAST(? AS INTEGER) AND name_part.rowid < CAST(? AS INTEGER)
         AND instr(lower(name.text), ?) LIMIT ?`,
    )
    .pluck();
  const behind = db
    .prepare('SELECT id FROM name WHERE id >= ? AND id < ? AND instr(lower(text), ?) LIMIT ?')
    .pluck();

  function rarest(parts: readonly string[]): readonly string[] {
    if (parts.length <= PARTS) return parts;
    const after = (indexedTo.get() as number) - SAMPLE;
    return parts
      .map((part) => ({ part, names: occurs.get(part, after) as number }))
      .toSorted((a, b) => a.names - b.names)
      .filter(({ names }, i) => i < PARTS || names <= SELDOM)
      .map(({ part }) => part);
  }

  return (text) => {
    const folded = text.toLowerCase();
    const parts = partsOf(folded);
    if (parts.length === 0) return null;
    let query: string | undefined;
    return ({ low, high }) => {
      query ??= rarest(parts).join(' AND ');
      const end = (indexedTo.get() as number) + 1;
      const ids = [
        ...(indexed.all(query, low, Math.min(high, end), folded, most + 1) as number[]),
        ...(behind.all(Math.max(low, end), high, folded, most + 1) as number[]),
      ];
      return ids.length > most ? null : ids;
    };
  };
}

/** Every three characters that follow each other, each once, as FTS5 is asked for them. */
function partsOf(text: string): readonly string[] {
  const characters = [...text].filter((character) => character !== '\0');
  const count = Math.max(0, characters.length - LEAST + 1);
  const parts = Array.from({ length: count }, (_, i) => characters.slice(i, i + LEAST).join(''));
  return [...new Set(parts)].map((part) => `"${part.replaceAll('"', '""')}"`);
}
