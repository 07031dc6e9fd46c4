/** What came while no stream was open, read from the newest back to a row that is known. */
import type { DecisionPage, DecisionRow } from '../../../shared/api/decisions.js';

const MOST_PAGES = 5;

/**
 * Newest first. Null when it was too much to read on top: then the list is read anew.
 * `known` are the references of the list, `newest` the time of its newest row ('' for an empty one).
 */
export async function missedRows(
  read: (after: string | null) => Promise<DecisionPage>,
  known: ReadonlySet<string>,
  newest: string,
): Promise<readonly DecisionRow[] | null> {
  const missed: DecisionRow[] = [];
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { items, next, searchedTo }: DecisionPage = await read(after);
    missed.push(...items.filter(({ ref }) => !known.has(ref)));
    if (next === null || items.some(({ ref }) => known.has(ref))) return missed;
    // An empty list was searched for longer than a stream is away.
    if (searchedTo !== undefined && (newest === '' || searchedTo <= newest)) return missed;
    after = next;
  }
  return null;
}
