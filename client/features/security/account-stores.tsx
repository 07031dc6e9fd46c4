/** Where logons are judged besides Gatepost's own accounts, in the order in which they are asked. */
import { useMemo, useState } from 'react';
import type { AccountStore, SecurityState } from '../../../shared/api/security.js';
import { Button } from '../../components/button.js';
import { EntryList, type ListColumn } from '../../components/entry-list.js';
import { EntryTag } from '../../components/entry-tag.js';
import { ListButtons } from '../../components/list-buttons.js';
import { Empty } from '../../components/placeholder.js';
import { Problem, type FieldProblem } from '../../components/problem.js';
import { domainsText, placeText } from '../../components/security-text.js';
import { When } from '../../components/when.js';
import { useMarkedRows } from '../../draft/marked-rows.js';
import type { Marked } from '../../draft/marks.js';
import { moved } from './moved.js';
import { StoreDialog } from './store-dialog.js';

type StoreState = SecurityState['stores'][number];

interface AccountStoresProps {
  readonly base: readonly AccountStore[];
  readonly stores: readonly AccountStore[];
  /** As the relay knows them, where it answers. */
  readonly states: readonly StoreState[];
  readonly onChange: (stores: AccountStore[]) => void;
  readonly problem: FieldProblem | null;
}

const nameOf = ({ name }: AccountStore) => name;

export function AccountStores({ base, stores, states, onChange, problem }: AccountStoresProps) {
  const [open, setOpen] = useState<{ readonly index: number } | null>(null);
  const list = useMarkedRows(base, stores, nameOf);
  const columns = useMemo(() => columnsWith(states), [states]);
  const edit = (index: number) => index >= 0 && setOpen({ index });
  const add = () => setOpen({ index: -1 });
  const remove = () => {
    const left = list.takeOut();
    if (left) onChange(left);
  };
  const place = list.editable;
  const done = (store: AccountStore, index: number) => {
    onChange(index < 0 ? [...stores, store] : stores.map((old, i) => (i === index ? store : old)));
    setOpen(null);
  };
  return (
    <>
      <div className="withbtns">
        <EntryList
          label="Account stores"
          rows={list.rows}
          keyOf={({ key }) => key}
          textOf={({ item }) => `${item.name} ${placeText(item)}`}
          columns={columns}
          showHead
          rowClass={({ item, mark }) =>
            `${mark === 'removed' ? 'gone' : ''} ${item.disabled ? 'inert' : ''}`
          }
          selected={list.selected}
          onSelect={list.select}
          onAdd={add}
          onEdit={({ index }) => edit(index)}
          onRemove={remove}
          empty={
            <Empty title="None besides">
              A logon that is none of the accounts below is refused.
            </Empty>
          }
          help="account-stores"
        />
        <ListButtons
          canEdit={place >= 0}
          canRemove={list.chosen.length > 0}
          restores={list.restores}
          onAdd={add}
          onEdit={() => edit(place)}
          onRemove={remove}
        >
          <Button
            label="Move &up"
            disabled={place < 1}
            onPress={() => onChange(moved(stores, place, -1))}
          />
          <Button
            label="Move do&wn"
            disabled={place < 0 || place >= stores.length - 1}
            onPress={() => onChange(moved(stores, place, 1))}
          />
        </ListButtons>
      </div>
      {problem && <Problem problem={problem} />}
      {open && (
        <StoreDialog
          others={stores.filter((_, i) => i !== open.index)}
          edited={stores[open.index] ?? null}
          onClose={() => setOpen(null)}
          onDone={(store) => done(store, open.index)}
        />
      )}
    </>
  );
}

function columnsWith(states: readonly StoreState[]): readonly ListColumn<Marked<AccountStore>>[] {
  const byName = new Map(states.map((state) => [state.name, state]));
  return [
    {
      id: 'name',
      title: 'Name',
      width: 'minmax(0, 4fr)',
      cell: ({ item, mark }) => (
        <>
          <span className="val">{item.name}</span>
          {item.disabled && <span className="tag after dim">Not asked</span>}
          <EntryTag mark={mark} />
        </>
      ),
    },
    {
      id: 'place',
      title: 'Kind and place',
      width: 'minmax(0, 6fr)',
      cell: ({ item, mark }) => (
        <>
          <span className="val q">{placeText(item)}</span>
          <span className="sub line">for {domainsText(item)}</span>
          {mark !== 'removed' && !item.disabled && (
            <StateLine state={mark === 'added' ? undefined : byName.get(item.name)} />
          )}
        </>
      ),
    },
  ];
}

function StateLine({ state }: { readonly state: StoreState | undefined }) {
  if (!state) return null;
  if (state.problem !== null) return <span className="sub line bad">{state.problem}</span>;
  if (state.lastAnswer === null) return null;
  return (
    <span className="sub line">
      answered <When at={state.lastAnswer} />
    </span>
  );
}
