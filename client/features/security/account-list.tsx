/** The accounts with their buttons. Ins adds, Enter edits, Del asks whether to remove. */
import { useMemo, useState } from 'react';
import type { Account } from '../../../shared/api/accounts.js';
import { Button } from '../../components/button.js';
import { EntryList } from '../../components/entry-list.js';
import { Field } from '../../components/field.js';
import { useMedia } from '../../components/media.js';
import { useNow } from '../../components/now.js';
import { Empty } from '../../components/placeholder.js';
import { accountColumns } from './account-columns.js';
import { found, stateOf } from './account-form.js';

export type AccountDialogKind =
  | { readonly kind: 'add' | 'import' | 'test' }
  | { readonly kind: 'edit' | 'password' | 'app-passwords'; readonly name: string }
  | { readonly kind: 'remove'; readonly names: readonly string[] };

interface AccountListProps {
  readonly accounts: readonly Account[];
  readonly busy: boolean;
  readonly onOpen: (dialog: AccountDialogKind) => void;
  readonly onDisable: (names: readonly string[], disabled: boolean) => void;
}

const nameOf = ({ name }: Account) => name;

export function AccountList({ accounts, busy, onOpen, onDisable }: AccountListProps) {
  const [sought, seek] = useState('');
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => found(accounts, sought), [accounts, sought]);
  const chosen = useMemo(() => rows.filter(({ name }) => selected.has(name)), [rows, selected]);
  const now = useNow();
  const narrow = useMedia('(max-width: 760px)');
  const columns = useMemo(() => accountColumns(now, narrow), [now, narrow]);
  const names = chosen.map(nameOf);
  const one = names.length === 1 ? names[0]! : null;
  const enables = chosen.length > 0 && chosen.every(({ disabled }) => disabled);
  const remove = () => names.length > 0 && onOpen({ kind: 'remove', names });
  const withOne = (kind: 'edit' | 'password' | 'app-passwords') => () =>
    one !== null && onOpen({ kind, name: one });
  return (
    <>
      {accounts.length > 0 && (
        <div className="find-line">
          <Field label="&Find" value={sought} onChange={seek} placeholder="Name or sender" />
          <output className="t">{countText(rows.length, accounts.length, chosen.length)}</output>
        </div>
      )}
      <div className="withbtns">
        <EntryList
          label="Accounts"
          rows={rows}
          keyOf={nameOf}
          textOf={nameOf}
          columns={columns}
          showHead
          rowClass={(account) => (stateOf(account, now) === 'good' ? '' : 'inert')}
          selected={selected}
          onSelect={select}
          onAdd={() => onOpen({ kind: 'add' })}
          onEdit={({ name }) => onOpen({ kind: 'edit', name })}
          onRemove={remove}
          empty={
            sought === '' ? (
              <Empty title="No accounts">
                Nobody can log on with one of Gatepost’s own. Add one, or import a list.
              </Empty>
            ) : (
              <Empty title="No account fits" />
            )
          }
          help="accounts"
        />
        <div className="col">
          <Button label="&Add..." onPress={() => onOpen({ kind: 'add' })} />
          <Button label="&Edit..." disabled={one === null} onPress={withOne('edit')} />
          <Button label="Re&move..." disabled={names.length === 0} onPress={remove} />
          <Button
            label={enables ? 'Ena&ble' : '&Disable'}
            disabled={names.length === 0 || busy}
            onPress={() => onDisable(names, !enables)}
          />
          <Button label="&New password..." disabled={one === null} onPress={withOne('password')} />
          <Button
            label="A&pp passwords..."
            disabled={one === null}
            onPress={withOne('app-passwords')}
          />
          <Button label="Test lo&gon..." onPress={() => onOpen({ kind: 'test' })} />
          <Button label="&Import..." onPress={() => onOpen({ kind: 'import' })} />
        </div>
      </div>
    </>
  );
}

function countText(shown: number, all: number, chosen: number): string {
  const count = (accounts: number) => accounts.toLocaleString('en');
  const of = shown === all ? `${count(all)}` : `${count(shown)} of ${count(all)}`;
  const noun = all === 1 ? 'account' : 'accounts';
  return chosen > 1 ? `${of} ${noun}, ${count(chosen)} selected` : `${of} ${noun}`;
}
