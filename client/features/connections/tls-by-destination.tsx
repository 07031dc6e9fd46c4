import { useState } from 'react';
import type { TlsFor } from '../../../shared/api/delivery.js';
import { TLS_LABELS } from '../../components/delivery-text.js';
import { EntryList, type ListColumn } from '../../components/entry-list.js';
import { EntryTag } from '../../components/entry-tag.js';
import { ListButtons } from '../../components/list-buttons.js';
import { Problem, type FieldProblem } from '../../components/problem.js';
import { useMarkedRows } from '../../draft/marked-rows.js';
import type { Marked } from '../../draft/marks.js';
import { TlsDialog } from './tls-dialog.js';

interface TlsByDestinationProps {
  readonly base: readonly TlsFor[];
  readonly entries: readonly TlsFor[];
  readonly onChange: (entries: TlsFor[]) => void;
  readonly problem: FieldProblem | null;
}

const COLUMNS: readonly ListColumn<Marked<TlsFor>>[] = [
  {
    id: 'destination',
    title: 'Domain or host',
    width: 'minmax(0, 1fr)',
    cell: ({ item }) => <span className="val">{item.destination}</span>,
  },
  {
    id: 'tls',
    title: 'Encrypt with TLS',
    width: 'minmax(0, 1fr)',
    cell: ({ item, mark }) => (
      <>
        <span className="val q">{TLS_LABELS[item.tls]}</span>
        <EntryTag mark={mark} />
      </>
    ),
  },
];

const destinationOf = ({ destination }: TlsFor) => destination;

/** Destinations with a setting of their own; as the original's Security page had one for each domain. */
export function TlsByDestination({ base, entries, onChange, problem }: TlsByDestinationProps) {
  const [open, setOpen] = useState<{ readonly index: number } | null>(null);
  const list = useMarkedRows(base, entries, destinationOf);
  const edit = (index: number) => index >= 0 && setOpen({ index });
  const remove = () => {
    const left = list.takeOut();
    if (left) onChange(left);
  };
  const add = () => setOpen({ index: -1 });
  return (
    <div className="tls-for" data-help="tls-for">
      <span className="q">Other than that for these destinations</span>
      <div className="withbtns">
        <EntryList
          label="TLS by destination"
          rows={list.rows}
          keyOf={({ key }) => key}
          textOf={({ item }) => `${item.destination} ${TLS_LABELS[item.tls]}`}
          columns={COLUMNS}
          showHead
          rowClass={({ mark }) => (mark === 'removed' ? 'gone' : '')}
          selected={list.selected}
          onSelect={list.select}
          onAdd={add}
          onEdit={({ index }) => edit(index)}
          onRemove={remove}
          empty={<p className="none t">Every destination as set above</p>}
        />
        <ListButtons
          canEdit={list.editable >= 0}
          canRemove={list.chosen.length > 0}
          restores={list.restores}
          onAdd={add}
          onEdit={() => edit(list.editable)}
          onRemove={remove}
        />
      </div>
      {problem && <Problem problem={problem} />}
      {open && (
        <TlsDialog
          others={entries.filter((_, i) => i !== open.index)}
          edited={entries[open.index] ?? null}
          onClose={() => setOpen(null)}
          onDone={(entry) => {
            const { index } = open;
            onChange(
              index < 0
                ? [...entries, entry]
                : entries.map((old, i) => (i === index ? entry : old)),
            );
            setOpen(null);
          }}
        />
      )}
    </div>
  );
}
