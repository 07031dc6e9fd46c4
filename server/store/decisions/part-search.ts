/** Finds the names that hold a text, by every three of its characters; the newest ones are looked through. */
import type { Db } from '../open.js';

/** Shorter texts have no three characters to look up. */
const LEAST = 3;

/** Ids of the names that hold `text` in any case; null when it is too short, or there are more than `most`. */
export function partSearch(db: Db, most: number): (text: string) => readonly number[] | null {
  const indexed = db
    .prepare(
      `SELECT name.id FROM name_part JOIN name ON name.id = name_part.rowid
       WHERE name_part MATCH ? AND instr(lower(name.text), ?) LIMIT ?`,
    )
    .pluck();
  const behind = db
    .prepare(
      `SELECT id FROM name WHERE id > (SELECT indexed FROM numbers) AND instr(lower(text), ?) LIMIT ?`,
    )
    .pluck();
  return (text) => {
    const folded = text.toLowerCase();
    const characters = [...folded].filter((character) => character !== '\0');
    if (characters.length < LEAST) return null;
    const parts = coveringParts(characters);
    const ids = [
      ...(indexed.all(parts.join(' AND '), folded, most + 1) as number[]),
      ...(behind.all(folded, most + 1) as number[]),
    ];
    return ids.length > most ? null : ids;
  };
}

/** As few parts as hold every character: what holds them all is looked at itself, so more would only cost time. */
function coveringParts(characters: readonly string[]): string[] {
  const last = characters.length - LEAST;
  const starts = Array.from({ length: Math.ceil(characters.length / LEAST) }, (_, i) =>
    Math.min(i * LEAST, last),
  );
  const parts = starts.map((start) => characters.slice(start, start + LEAST).join(''));
  return [...new Set(parts)].map((part) => `"${part.replaceAll('"', '""')}"`);
}
