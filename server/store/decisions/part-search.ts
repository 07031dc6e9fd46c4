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
    const parts = characters.slice(LEAST - 1).map(
      (_, i) =>
        `"${characters
          .slice(i, i + LEAST)
          .join('')
          .replaceAll('"', '""')}"`,
    );
    const ids = [
      ...(indexed.all([...new Set(parts)].join(' AND '), folded, most + 1) as number[]),
      ...(behind.all(folded, most + 1) as number[]),
    ];
    return ids.length > most ? null : ids;
  };
}
