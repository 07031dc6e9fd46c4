/** One condition with its list: the box, the entries, Add..., Edit... and Remove, and the dialogs behind them. */
import { useId, useMemo, useState, type ReactNode } from 'react';
import type { Issue } from '../../shared/api/errors.js';
import { plainLabel } from '../../shared/rules/labels.js';
import { accessKey, AccessLabel } from '../components/access-key.js';
import { hasEnded } from '../components/ending.js';
import { EntryList } from '../components/entry-list.js';
import { ListButtons } from '../components/list-buttons.js';
import { CheckBox } from '../components/tick.js';
import { useMarkedRows } from '../draft/marked-rows.js';
import { entryColumns, type EntryUse } from './entry-columns.js';
import { EntryDialog } from './entry-dialog.js';
import { shownValue, valueOf, type EntryKind, type EntryKinds } from './entry.js';
import { faultsOf } from './entry-faults.js';
import { PasteReview } from './paste-review.js';

interface EntryGroupProps<K extends EntryKind> {
  readonly label: string;
  readonly help: string;
  readonly kind: K;
  /** Whether the box is ticked; a list without a box leaves this and `onEnable` out. */
  readonly enabled?: boolean;
  readonly onEnable?: (enabled: boolean) => void;
  readonly inert: boolean;
  readonly keys?: boolean;
  readonly apart?: boolean;
  readonly remark?: string;
  /** As in the revision that the draft was made from. */
  readonly base: readonly EntryKinds[K][];
  readonly entries: readonly EntryKinds[K][];
  readonly onChange: (entries: EntryKinds[K][]) => void;
  /** What cannot be stored so, with the entry's place first in each path. */
  readonly issues: readonly Issue[];
  /** The place of the entry that is to be seen first; null for none. */
  readonly shown?: number | null;
  /** How its entries are used, where that is recorded. */
  readonly use?: EntryUse;
  readonly children?: ReactNode;
}

type Open = { readonly index: number | null } | { readonly lines: string };

export function EntryGroup<K extends EntryKind>(props: EntryGroupProps<K>) {
  const { label, kind, enabled = true, onEnable, base, entries, onChange, inert } = props;
  const [open, setOpen] = useState<Open | null>(null);
  const id = useId();
  const { shown = null } = props;
  const first = shown === null ? undefined : entries[shown];
  const list = useMarkedRows<EntryKinds[K]>(base, entries, valueOf, first);
  const faults = useMemo(() => faultsOf(props.issues), [props.issues]);
  const { use } = props;
  const columns = useMemo(() => entryColumns(kind, inert, faults, use), [kind, inert, faults, use]);

  const add = () => enabled && setOpen({ index: null });
  const edit = (index: number) => enabled && index >= 0 && setOpen({ index });
  const remove = () => {
    const left = enabled ? list.takeOut() : null;
    if (left) onChange(left);
  };

  return (
    <fieldset
      className={`group ${props.apart ? 'apart' : ''}`}
      aria-labelledby={`${id}-label`}
      data-help={props.help}
    >
      <span className="sr" id={`${id}-label`}>
        {plainLabel(label)}
      </span>
      {onEnable ? (
        <CheckBox label={label} checked={enabled} onChange={onEnable} />
      ) : (
        <p style={{ marginBottom: 8 }} data-key={accessKey(label)}>
          <AccessLabel text={label} /> <span className="t">&nbsp;{props.remark}</span>
        </p>
      )}
      <div className="ind withbtns">
        <EntryList
          label={plainLabel(label)}
          rows={list.rows}
          keyOf={({ key }) => key}
          textOf={({ item }) => [shownValue(kind, valueOf(item)), item.note].join(' ').trim()}
          columns={columns}
          rowClass={({ item, mark, index }) => {
            const off = inert || hasEnded(item.until);
            return `${mark === 'removed' ? 'gone' : ''} ${off ? 'inert' : ''} ${faults.has(index) ? 'fault' : ''}`;
          }}
          selected={list.selected}
          onSelect={list.select}
          onAdd={add}
          onEdit={({ index }) => edit(index)}
          onRemove={remove}
          onPasteLines={(lines) => enabled && setOpen({ lines })}
          first={shown !== null}
        />
        <ListButtons
          keys={props.keys ?? false}
          disabled={!enabled}
          canEdit={list.editable >= 0}
          canRemove={list.chosen.length > 0}
          restores={list.restores}
          onAdd={add}
          onEdit={() => edit(list.editable)}
          onRemove={remove}
        />
      </div>
      {props.children}
      {open && 'index' in open && (
        <EntryDialog
          kind={kind}
          entries={entries}
          index={open.index}
          onClose={() => setOpen(null)}
          onLines={(lines) => setOpen({ lines })}
          onDone={(next) => {
            onChange(next);
            setOpen(null);
          }}
        />
      )}
      {open && 'lines' in open && (
        <PasteReview
          kind={kind}
          entries={entries}
          text={open.lines}
          onClose={() => setOpen(null)}
          onDone={(next) => {
            onChange(next);
            setOpen(null);
          }}
        />
      )}
    </fieldset>
  );
}
