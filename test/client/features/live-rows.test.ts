import { describe, expect, test } from 'vitest';
import type { DecisionPage, DecisionRow } from '../../../shared/api/decisions.js';
import {
  joined,
  MOST_LIVE,
  NO_LIVE_ROWS,
  sinceRead,
  withArrived,
  withoutWaiting,
} from '../../../client/features/decision-log/live-rows.js';
import { missedRows } from '../../../client/features/decision-log/missed-rows.js';

/** The row of that second. */
const row = (second: number) =>
  ({ ref: `R${second}`, at: new Date(second * 1000).toISOString() }) as DecisionRow;
const rows = (from: number, to: number) =>
  Array.from({ length: from - to + 1 }, (_, i) => row(from - i));
const refs = (list: readonly DecisionRow[]) => list.map(({ ref }) => ref);

describe('the list of the log', () => {
  test('has each row once, newest first, whether it was read or came by itself', () => {
    const live = withArrived(NO_LIVE_ROWS, [row(5), row(4)], false);
    expect(refs(joined(live, rows(4, 2), false))).toEqual(['R5', 'R4', 'R3', 'R2']);
    expect(withArrived(live, [row(5)], false)).toBe(live);
  });

  test('lets new rows wait while it is held, read or not, and then shows them', () => {
    const shown = withArrived(NO_LIVE_ROWS, [row(4)], false);
    const held = withArrived(shown, [row(6), row(5)], true);
    expect(refs(joined(held, [row(6), row(3)], false))).toEqual(['R4', 'R3']);
    expect(refs(joined(withoutWaiting(held), [row(3)], false))).toEqual(['R6', 'R5', 'R4', 'R3']);
  });

  test('has no gap: live rows older than all that was read anew are left to "Older"', () => {
    const live = withArrived(NO_LIVE_ROWS, [row(10), row(9)], false);
    expect(refs(joined(live, rows(40, 30), true))).toEqual(refs(rows(40, 30)));
    expect(refs(joined(live, rows(40, 30), false))).toEqual([...refs(rows(40, 30)), 'R10', 'R9']);
  });

  test('says when more came than are kept, and goes on from what is read then', () => {
    const live = withArrived(NO_LIVE_ROWS, rows(MOST_LIVE + 9, 10), false);
    expect(live.cut).toBe(false);
    const cut = withArrived(live, [row(MOST_LIVE + 10)], false);
    expect(cut.cut).toBe(true);
    expect(cut.shown).toHaveLength(MOST_LIVE);
    const anew = sinceRead(cut, rows(MOST_LIVE + 8, MOST_LIVE));
    expect(refs(anew.shown)).toEqual(refs(rows(MOST_LIVE + 10, MOST_LIVE)));
    expect(anew.cut).toBe(false);
  });
});

describe('what came while no stream was open', () => {
  const read = (...pages: readonly DecisionPage[]) => {
    const asked: (string | null)[] = [];
    return {
      asked,
      read: async (after: string | null) => {
        asked.push(after);
        return pages[asked.length - 1]!;
      },
    };
  };
  const known = new Set(['R1', 'R2']);

  test('is read back to a row that is known', async () => {
    const server = read({ items: rows(5, 4), next: 'a' }, { items: rows(3, 2), next: 'b' });
    expect(refs((await missedRows(server.read, known, row(2).at))!)).toEqual(['R5', 'R4', 'R3']);
    expect(server.asked).toEqual([null, 'a']);
  });

  test('is read back to the time of the newest row, where few rows fit the filters', async () => {
    const server = read({ items: [row(5)], next: 'a', searchedTo: row(1).at });
    expect(refs((await missedRows(server.read, known, row(2).at))!)).toEqual(['R5']);
  });

  test('is too much at some point: then the list begins anew', async () => {
    const page = { items: rows(90, 80), next: 'x' };
    expect(await missedRows(async () => page, known, row(2).at)).toBeNull();
  });
});
