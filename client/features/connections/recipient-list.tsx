import { useState } from 'react';
import { EntryList, type ListColumn } from '../../components/entry-list.js';
import { EntryTag } from '../../components/entry-tag.js';
import { ListButtons } from '../../components/list-buttons.js';
import { Empty } from '../../components/placeholder.js';
import { Problem, type FieldProblem } from '../../components/problem.js';
import { useMarkedRows } from '../../draft/marked-rows.js';
import type { Marked } from '../../draft/marks.js';
import { readRecipientLines } from './recipient-lines.js';
import { RecipientsDialog } from './recipients-dialog.js';

interface RecipientListProps {
  /** As in the settings that the draft was made from. */
  readonly base: readonly string[];
  readonly addresses: readonly string[];
  readonly onChange: (addresses: string[]) => void;
  readonly problem: FieldProblem | null;
}

type Open = { readonly edited: string } | { readonly text: string };

const COLUMNS: readonly ListColumn<Marked<string>>[] = [
  {
    id: 'address',
    title: 'Address',
    width: 'minmax(0, 1fr)',
    cell: ({ item, mark }) => (
      <>
        <span className="val m">{item}</span>
        <EntryTag mark={mark} />
      </>
    ),
  },
];

const itself = (address: string) => address;

/** The addresses that exist: typed or pasted, up to the schema's number of them. */
export function RecipientList({ base, addresses, onChange, problem }: RecipientListProps) {
  const [open, setOpen] = useState<Open | null>(null);
  const list = useMarkedRows(base, addresses, itself);
  const edited = addresses[list.editable] ?? null;
  const others = open && 'edited' in open ? addresses.filter((a) => a !== open.edited) : addresses;

  const remove = () => {
    const left = list.takeOut();
    if (left) onChange(left);
  };
  const paste = (text: string) => {
    const { good, wrong } = readRecipientLines(text, addresses);
    if (wrong.length > 0 || good.length === 0) setOpen({ text });
    else onChange([...addresses, ...good]);
  };
  const done = (next: readonly string[]) => {
    if (open && 'edited' in open) {
      onChange(addresses.map((address) => (address === open.edited ? next[0]! : address)));
    } else onChange([...addresses, ...next]);
    setOpen(null);
  };
  return (
    <>
      <div className="withbtns">
        <EntryList
          label="Recipients that exist"
          rows={list.rows}
          keyOf={({ key }) => key}
          textOf={({ item }) => item}
          columns={COLUMNS}
          rowClass={({ mark }) => (mark === 'removed' ? 'gone' : '')}
          selected={list.selected}
          onSelect={list.select}
          onAdd={() => setOpen({ text: '' })}
          onEdit={({ item, index }) => index >= 0 && setOpen({ edited: item })}
          onRemove={remove}
          onPasteLines={paste}
          empty={<Empty title="Nobody">All inbound mail would be refused.</Empty>}
          help="recipients"
        />
        <ListButtons
          canEdit={edited !== null}
          canRemove={list.chosen.length > 0}
          restores={list.restores}
          onAdd={() => setOpen({ text: '' })}
          onEdit={() => edited !== null && setOpen({ edited })}
          onRemove={remove}
        />
      </div>
      <span className="hint">
        {addresses.length === 1
          ? '1 address'
          : `${addresses.length.toLocaleString('en')} addresses`}
        . Lines can be pasted into the list.
      </span>
      {problem && <Problem problem={problem} />}
      {open && (
        <RecipientsDialog
          others={others}
          text={'edited' in open ? open.edited : open.text}
          edits={'edited' in open}
          onDone={done}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
