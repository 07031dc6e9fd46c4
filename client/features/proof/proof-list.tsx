/** Every permitted network with what the never-list takes from it beneath: the map in words, and exact. */
import { useMemo } from 'react';
import { EntryList, type ListColumn } from '../../components/entry-list.js';
import { Empty } from '../../components/placeholder.js';
import { sayEnd } from '../../components/when.js';
import { networkRow } from './proof-rows.js';
import type { ShownProof } from './use-proof.js';

interface ProofListProps {
  readonly proof: ShownProof;
  /** The row that the map shows. */
  readonly selected: number | null;
  readonly onSelect: (row: number) => void;
  /** Shows the row in its own list. */
  readonly onOpen: (row: number) => void;
}

export function ProofList({ proof, selected, onSelect, onOpen }: ProofListProps) {
  const { length } = proof.answer.rows;
  const rows = useMemo(() => Array.from({ length: length / 2 }, (_, i) => i), [length]);
  const columns = useMemo(() => columnsFor(proof), [proof]);
  return (
    <div className="proof-list">
      <EntryList
        label="Networks that may relay without logging on"
        help="proof"
        showHead
        rows={rows}
        keyOf={String}
        textOf={(row) => textOf(proof, row)}
        columns={columns}
        rowClass={(row) => (proof.answer.rows[2 * row + 1]! < 0 ? '' : 'less')}
        selected={new Set(selected === null ? [] : [String(selected)])}
        onSelect={(keys) => {
          const key = [...keys].find((each) => each !== String(selected)) ?? [...keys][0];
          if (key !== undefined) onSelect(Number(key));
        }}
        onEdit={onOpen}
        empty={
          <Empty title="No network may">
            Hosts have to log on, unless another way is named below.
          </Empty>
        }
      />
    </div>
  );
}

function columnsFor(proof: ShownProof): readonly ListColumn<number>[] {
  return [
    {
      id: 'network',
      title: 'Network',
      width: 'minmax(0, 1fr)',
      cell: (row) => {
        const { network, note, until, less, public: open } = networkRow(proof, row);
        return (
          <>
            <span className="m">
              {less && 'less '}
              {network}
            </span>{' '}
            <span className="q">{note}</span>{' '}
            {until !== undefined && <span className="t">ends {sayEnd(until)}</span>}{' '}
            {open !== 'none' && (
              <span className="tag w">{open === 'all' ? 'public' : 'public in part'}</span>
            )}
          </>
        );
      },
    },
    {
      id: 'addresses',
      title: 'Addresses',
      width: '104px',
      cell: (row) => {
        const { size, less, family } = networkRow(proof, row);
        if (family === 6) return <span className="q">IPv6</span>;
        return `${less ? '−' : ''}${size.toLocaleString('en')}`;
      },
    },
  ];
}

function textOf(proof: ShownProof, row: number): string {
  const { network, note, less } = networkRow(proof, row);
  return `${less ? 'less ' : ''}${network} ${note}`.trim();
}
