import type { ReactNode } from 'react';
import type { ListColumn } from '../components/entry-list.js';
import { EntryTag } from '../components/entry-tag.js';
import { ProblemLine } from '../components/problem.js';
import { endText, hasEnded } from '../components/ending.js';
import type { Marked } from '../draft/marks.js';
import { LastUsed, UseCount } from '../rule-use/use-cells.js';
import type { RuleUseRead } from '../rule-use/use-rule-use.js';
import { usedLine } from '../rule-use/use-words.js';
import { addressOrder, shownValue, valueOf, type AnyEntry, type EntryKind } from './entry.js';

export interface EntryUse extends RuleUseRead {
  /** Text form of the rule that an entry with this value is. */
  readonly ruleOf: (value: string) => string;
}

/** Value, what was noted about it, and where it is known how often it matched; an entry that has ended says so. */
export function entryColumns(
  kind: EntryKind,
  inert: boolean,
  faults: ReadonlyMap<number, string>,
  use?: EntryUse,
): readonly ListColumn<Marked<AnyEntry>>[] {
  const tagOf = ({ item, mark }: Marked<AnyEntry>) => (
    <EntryTag mark={mark} inert={inert} ended={hasEnded(item.until)} />
  );
  const says = ({ item, mark }: Marked<AnyEntry>) =>
    mark === 'removed' || inert || hasEnded(item.until);
  return [
    {
      id: 'value',
      title: 'Address',
      width: 'minmax(0, 62fr)',
      sortBy: ({ item }) => addressOrder(valueOf(item)),
      cell: ({ item }) => <span className="val m">{shownValue(kind, valueOf(item))}</span>,
    },
    {
      id: 'note',
      title: 'Note',
      width: 'minmax(0, 38fr)',
      sortBy: ({ item }) => (item.note ?? '').toLowerCase(),
      cell: (row) => (
        <>
          {faults.has(row.index) && <ProblemLine>{faults.get(row.index)}</ProblemLine>}
          <span className="val q" title={row.item.note}>
            {row.item.note}
          </span>
          {row.item.until !== undefined && <span className="sub">{endText(row.item.until)}</span>}
          {(!use || !says(row)) && tagOf(row)}
        </>
      ),
    },
    ...(use ? [columnOfUse(use, says, tagOf)] : []),
  ];
}

type Row = Marked<AnyEntry>;

/** An entry without effect says so in its place. */
function columnOfUse(
  { ruleOf, ...read }: EntryUse,
  says: (row: Row) => boolean,
  tagOf: (row: Row) => ReactNode,
): ListColumn<Row> {
  return {
    id: 'use',
    title: 'Decisions, 30 days',
    width: '124px',
    sortBy: ({ item }) => -(read.use?.rules[ruleOf(valueOf(item))]?.decisions ?? 0),
    look: 'n use',
    cell: (row, active) => {
      if (says(row)) return tagOf(row);
      const rule = ruleOf(valueOf(row.item));
      const shown = { ...read, rule, fresh: row.mark === 'added' };
      return (
        <>
          <span className="desk">
            <UseCount {...shown} active={active} /> <LastUsed {...shown} />
          </span>
          <span className="only-phone t">
            {shown.fresh ? 'after Apply' : read.use && usedLine(read.use.rules[rule])}
          </span>
        </>
      );
    },
  };
}
