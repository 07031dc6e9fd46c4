/** Links that have been handed out and not been used. A link is shown once, so a lost one is replaced. */
import { useMemo, useState } from 'react';
import type { Invitation } from '../../../shared/api/people.js';
import { ROLE_WORDS } from '../../../shared/api/roles.js';
import { withdrawInvitation } from '../../api/people.js';
import { Button } from '../../components/button.js';
import { EntryList, type ListColumn } from '../../components/entry-list.js';
import { useMedia } from '../../components/media.js';
import { Empty } from '../../components/placeholder.js';
import { ProblemLine } from '../../components/problem.js';
import { StrangerText } from '../../components/stranger-text.js';
import { useTask } from '../../components/task.js';
import { When } from '../../components/when.js';

interface InvitationListProps {
  readonly invitations: readonly Invitation[];
  readonly onNewLink: (name: string) => void;
  readonly onWithdrawn: () => void;
}

const nameOf = ({ username }: Invitation) => username;

export function InvitationList({ invitations, onNewLink, onWithdrawn }: InvitationListProps) {
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const narrow = useMedia('(max-width: 760px)');
  const columns = useMemo(() => columnsOf(narrow), [narrow]);
  const task = useTask();
  const chosen = invitations.filter(({ username }) => selected.has(username));
  const withdraw = async () => {
    if (task.busy || chosen.length === 0) return;
    const done = await task.run(async () => {
      for (const { username } of chosen) await withdrawInvitation(username);
      return true;
    });
    if (done) onWithdrawn();
  };
  return (
    <>
      {task.fault && <ProblemLine>{task.fault}</ProblemLine>}
      <div className="withbtns">
        <EntryList
          label="Open invitations"
          rows={invitations}
          keyOf={nameOf}
          textOf={nameOf}
          columns={columns}
          showHead
          selected={selected}
          onSelect={select}
          onRemove={() => void withdraw()}
          empty={<Empty title="None">Nobody holds a link that works.</Empty>}
          help="invitations"
        />
        <div className="col">
          <Button
            label="New &link..."
            disabled={chosen.length !== 1}
            onPress={() => onNewLink(chosen[0]!.username)}
          />
          <Button
            kind="bad"
            label="&Withdraw"
            disabled={chosen.length === 0 || task.busy}
            onPress={() => void withdraw()}
          />
        </div>
      </div>
    </>
  );
}

function columnsOf(narrow: boolean): readonly ListColumn<Invitation>[] {
  const whatFor = ({ resets, role }: Invitation) =>
    resets ? 'a new password' : ROLE_WORDS[role].name;
  const columns: readonly ListColumn<Invitation>[] = [
    {
      id: 'name',
      title: 'For',
      width: 'minmax(0, 4fr)',
      cell: (invitation) => (
        <>
          <span className="val">
            <StrangerText text={invitation.username} />
          </span>
          {narrow && <span className="sub line">{whatFor(invitation)}</span>}
        </>
      ),
    },
    { id: 'what', title: 'As', width: 'minmax(0, 3fr)', cell: whatFor },
    {
      id: 'by',
      title: 'Invited by',
      width: 'minmax(0, 3fr)',
      cell: ({ author, createdAt }) => (
        <>
          <StrangerText text={author} />
          <span className="sub line">
            <When at={createdAt} />
          </span>
        </>
      ),
    },
    {
      id: 'until',
      title: 'Works until',
      width: 'minmax(0, 3fr)',
      cell: ({ expires }) => <When at={expires} />,
    },
  ];
  return narrow ? [columns[0]!, columns[3]!] : columns;
}
