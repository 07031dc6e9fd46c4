/** The users with their buttons. Ins invites, Enter edits, Del asks whether to remove. */
import { useMemo, useState } from 'react';
import type { User } from '../../../shared/api/people.js';
import { ROLE_WORDS } from '../../../shared/api/roles.js';
import { Button } from '../../components/button.js';
import { EntryList, type ListColumn } from '../../components/entry-list.js';
import { useMedia } from '../../components/media.js';
import { StrangerText } from '../../components/stranger-text.js';
import { When } from '../../components/when.js';

interface PersonListProps {
  readonly people: readonly User[];
  readonly busy: boolean;
  readonly onInvite: () => void;
  readonly onEdit: (name: string) => void;
  readonly onRemove: (name: string) => void;
  /** For whoever forgot theirs. */
  readonly onNewPassword: (name: string) => void;
}

const nameOf = ({ username }: User) => username;

export function PersonList(props: PersonListProps) {
  const { people, busy, onInvite, onEdit, onRemove, onNewPassword } = props;
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const narrow = useMedia('(max-width: 760px)');
  const columns = useMemo(() => columnsOf(narrow), [narrow]);
  const chosen = people.filter(({ username }) => selected.has(username));
  const one = chosen.length === 1 ? chosen[0]! : null;
  const withOne = (act: (name: string) => void) => () => one && act(one.username);
  return (
    <div className="withbtns">
      <EntryList
        label="Users"
        rows={people}
        keyOf={nameOf}
        textOf={nameOf}
        columns={columns}
        showHead
        rowClass={({ disabled }) => (disabled ? 'inert' : '')}
        selected={selected}
        onSelect={select}
        onAdd={onInvite}
        onEdit={({ username }) => onEdit(username)}
        onRemove={withOne(onRemove)}
        help="people"
      />
      <div className="col">
        <Button label="&Invite..." onPress={onInvite} />
        <Button label="&Edit..." disabled={one === null} onPress={withOne(onEdit)} />
        <Button label="Re&move..." disabled={one === null} onPress={withOne(onRemove)} />
        <Button
          label="&New password..."
          disabled={one === null || one.disabled || busy}
          onPress={withOne(onNewPassword)}
          help="invitations"
        />
      </div>
    </div>
  );
}

function columnsOf(narrow: boolean): readonly ListColumn<User>[] {
  const columns: readonly ListColumn<User>[] = [
    {
      id: 'name',
      title: 'Name',
      width: 'minmax(0, 4fr)',
      cell: ({ username, disabled, role, secondFactor }) => (
        <>
          <span className="val">
            <StrangerText text={username} />
          </span>
          {disabled && <span className="tag after dim">Disabled</span>}
          {narrow && (
            <span className="sub line">
              {ROLE_WORDS[role].name}
              {secondFactor && ', second factor'}
            </span>
          )}
        </>
      ),
    },
    {
      id: 'role',
      title: 'Role',
      width: 'minmax(0, 5fr)',
      cell: ({ role }) => (
        <>
          <span className="val">{ROLE_WORDS[role].name}</span>
          <span className="sub line">{ROLE_WORDS[role].may}</span>
        </>
      ),
    },
    {
      id: 'factor',
      title: 'Second factor',
      width: 'minmax(0, 2fr)',
      cell: ({ secondFactor }) =>
        secondFactor ? <span className="val">on</span> : <span className="t">off</span>,
    },
    {
      id: 'logon',
      title: 'Last logon',
      width: 'minmax(0, 2fr)',
      cell: ({ lastLogon }) =>
        lastLogon === null ? <span className="t">never</span> : <When at={lastLogon} />,
    },
  ];
  return narrow ? [columns[0]!, columns[3]!] : columns;
}
