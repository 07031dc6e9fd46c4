/** "Use a Real Decision": a reference, or one of the newest of the log that a word of it finds. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import type { DecisionRow } from '../../../shared/api/decisions.js';
import { getDecisions } from '../../api/decisions.js';
import { faultText } from '../../api/request.js';
import { Dialog } from '../../components/dialog.js';
import { EntryList, type ListColumn } from '../../components/entry-list.js';
import { Field } from '../../components/field.js';
import { Empty, Skeleton } from '../../components/placeholder.js';
import { ProblemLine } from '../../components/problem.js';
import { StrangerText } from '../../components/stranger-text.js';
import { Verdict } from '../../components/verdict.js';
import { When } from '../../components/when.js';
import { referenceIn } from '../../decision/reference.js';

interface RealDecisionDialogProps {
  readonly onTake: (reference: string) => void;
  readonly onClose: () => void;
}

const NEWEST = 20;
/** A logon asks the rules nothing: some more are read, so that enough are left. */
const READ = 3 * NEWEST;

export function RealDecisionDialog({ onTake, onClose }: RealDecisionDialogProps) {
  const [text, setText] = useState('');
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const q = useDeferredValue(text.trim());
  const reference = referenceIn(text);
  const found = useQuery({
    queryKey: ['newest decisions', q],
    queryFn: ({ signal }) =>
      getDecisions({ limit: String(READ), ...(q === '' ? {} : { q }) }, null, signal),
    enabled: reference === null,
    placeholderData: keepPreviousData,
  });
  const rows = (found.data?.items ?? [])
    .filter(({ kind }) => kind === 'recipient')
    .slice(0, NEWEST);
  const chosen = rows.find(({ ref }) => selected.has(ref))?.ref;
  const wanted = reference ?? chosen;
  return (
    <Dialog
      title="Use a Real Decision"
      width="middle"
      tall
      onCancel={onClose}
      onOk={() => wanted !== undefined && onTake(wanted)}
      okDisabled={wanted === undefined}
      helpTopic="try-it"
    >
      <div className="stack">
        <Field
          first
          label="&Reference, address or domain"
          value={text}
          onChange={setText}
          hint="The newest of the log that hold it. A reference is taken as it is."
        />
        {found.error && <ProblemLine>{faultText(found.error)}</ProblemLine>}
        {found.isPending && reference === null ? (
          <Skeleton rows={5} />
        ) : (
          <div className="real">
            <EntryList
              label="Newest decisions"
              showHead
              rows={rows}
              keyOf={({ ref }) => ref}
              textOf={({ peer, recipient }) => `${peer} ${recipient}`}
              columns={COLUMNS}
              selected={selected}
              onSelect={select}
              onEdit={({ ref }) => onTake(ref)}
              empty={
                <Empty title={q === '' ? 'The log is empty' : 'Nothing in the log holds this'} />
              }
            />
          </div>
        )}
      </div>
    </Dialog>
  );
}

const COLUMNS: readonly ListColumn<DecisionRow>[] = [
  {
    id: 'at',
    title: 'When',
    width: '88px',
    cell: ({ at }) => (
      <span className="t nb">
        <When at={at} />
      </span>
    ),
  },
  {
    id: 'verdict',
    title: 'Verdict',
    width: '84px',
    cell: ({ verdict }) => <Verdict verdict={verdict} />,
  },
  {
    id: 'peer',
    title: 'Peer and recipient',
    width: 'minmax(0, 1fr)',
    cell: ({ peer, recipient }) => (
      <>
        <StrangerText mono text={peer} /> to <StrangerText text={recipient} />
      </>
    ),
  },
];
