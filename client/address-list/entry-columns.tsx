import type { ListColumn } from '../components/entry-list.js';
import { EntryTag } from '../components/entry-tag.js';
import { ProblemLine } from '../components/problem.js';
import { sayDay, sayEnd } from '../components/when.js';
import type { Marked } from '../draft/marks.js';
import { shownValue, valueOf, type AnyEntry, type EntryKind } from './entry.js';

/** Value, and what was noted about it; an entry that has ended says so. */
export function entryColumns(
  kind: EntryKind,
  inert: boolean,
  faults: ReadonlyMap<number, string>,
): readonly ListColumn<Marked<AnyEntry>>[] {
  return [
    {
      id: 'value',
      title: 'Address',
      width: 'minmax(0, 62fr)',
      cell: ({ item }) => <span className="val m">{shownValue(kind, valueOf(item))}</span>,
    },
    {
      id: 'note',
      title: 'Note',
      width: 'minmax(0, 38fr)',
      cell: ({ item, mark, index }) => (
        <>
          {faults.has(index) && <ProblemLine>{faults.get(index)}</ProblemLine>}
          <span className="val q" title={item.note}>
            {item.note}
          </span>
          {item.until !== undefined && <span className="sub">{endText(item.until)}</span>}
          <EntryTag mark={mark} inert={inert} />
        </>
      ),
    },
  ];
}

const DAY_MS = 86_400_000;

/** The hour is said only where it matters: within a day. */
function endText(until: string): string {
  const end = new Date(until);
  const now = new Date();
  const isNear = Math.abs(end.valueOf() - now.valueOf()) < DAY_MS;
  return `${end <= now ? 'ended' : 'ends'} ${isNear ? sayEnd(until) : sayDay(end, now)}`;
}
