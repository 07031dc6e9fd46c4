/** One's own sessions, the last used first; each but this one can be ended from here. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { OwnSession } from '../../../shared/api/own-account.js';
import { getSessions, revokeSession } from '../../api/own-account.js';
import { faultText } from '../../api/request.js';
import { Button } from '../../components/button.js';
import { EntryList, type ListColumn } from '../../components/entry-list.js';
import { useMedia } from '../../components/media.js';
import { Skeleton } from '../../components/placeholder.js';
import { ProblemLine } from '../../components/problem.js';
import { StrangerText } from '../../components/stranger-text.js';
import { useTask } from '../../components/task.js';
import { useToast } from '../../components/toast.js';
import { When } from '../../components/when.js';
import { agentText } from './agent-text.js';

const WIDE: readonly ListColumn<OwnSession>[] = [
  {
    id: 'agent',
    title: 'Browser',
    width: 'minmax(0, 4fr)',
    cell: ({ agent, own }) => (
      <>
        <span className="val" title={agent}>
          {agentText(agent)}
        </span>
        {own && <span className="tag after">This one</span>}
      </>
    ),
  },
  {
    id: 'address',
    title: 'Address',
    width: 'minmax(0, 3fr)',
    cell: ({ address }) => <StrangerText mono text={address} />,
  },
  {
    id: 'since',
    title: 'Since',
    width: 'minmax(0, 2fr)',
    cell: ({ createdAt }) => <When at={createdAt} />,
  },
  {
    id: 'used',
    title: 'Last used',
    width: 'minmax(0, 2fr)',
    cell: ({ usedAt }) => <When at={usedAt} />,
  },
];

const NARROW: readonly ListColumn<OwnSession>[] = [
  {
    ...WIDE[0]!,
    cell: (session, active) => (
      <>
        {WIDE[0]!.cell(session, active)}
        <span className="sub line">
          <StrangerText mono text={session.address} />
        </span>
      </>
    ),
  },
  WIDE[3]!,
];

export function SessionsPart() {
  const read = useQuery({ queryKey: ['sessions'], queryFn: ({ signal }) => getSessions(signal) });
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const narrow = useMedia('(max-width: 760px)');
  const task = useTask();
  const toast = useToast();
  const chosen = (read.data ?? []).filter(({ id, own }) => !own && selected.has(id));
  const end = async () => {
    if (task.busy || chosen.length === 0) return;
    const done = await task.run(async () => {
      for (const { id } of chosen) await revokeSession(id);
      return true;
    });
    await read.refetch();
    if (done) {
      toast({ text: chosen.length === 1 ? 'The session has ended.' : 'The sessions have ended.' });
    }
  };
  const problem = task.fault ?? (read.error ? faultText(read.error) : null);
  return (
    <>
      {problem && <ProblemLine>{problem}</ProblemLine>}
      {read.data ? (
        <div className="withbtns">
          <EntryList
            label="Sessions"
            rows={read.data}
            keyOf={({ id }) => id}
            textOf={({ agent, address }) => `${agentText(agent)} ${address}`}
            columns={narrow ? NARROW : WIDE}
            showHead
            selected={selected}
            onSelect={select}
            onRemove={() => void end()}
            help="own-sessions"
          />
          <div className="col">
            <Button
              kind="bad"
              label="&End"
              disabled={chosen.length === 0 || task.busy}
              onPress={() => void end()}
            />
          </div>
        </div>
      ) : (
        read.isPending && <Skeleton rows={2} />
      )}
    </>
  );
}
