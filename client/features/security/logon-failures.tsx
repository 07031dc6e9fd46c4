/** The newest refused logons, each a way into the decision log. */
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { DecisionRow } from '../../../shared/api/decisions.js';
import { getDecisions } from '../../api/decisions.js';
import { faultText } from '../../api/request.js';
import { Button } from '../../components/button.js';
import { useMedia } from '../../components/media.js';
import { Notice } from '../../components/notice.js';
import { Empty, Skeleton } from '../../components/placeholder.js';
import { StrangerText } from '../../components/stranger-text.js';
import { TableHead } from '../../components/table-head.js';
import { When } from '../../components/when.js';

const MOST = 10;
const ASK_MS = 10_000;
const SEARCH = { reason: 'logon-refused' } as const;
export const FAILURES_ADDRESS = `/log?${new URLSearchParams(SEARCH)}`;
const COLUMNS = [
  ['Time', 110],
  ['Peer', 150],
  ['Account', undefined],
  ['Listener', 170],
  ['Ref', 92],
] as const;

export function LogonFailures() {
  const read = useQuery({
    queryKey: ['logon-failures'],
    queryFn: ({ signal }) => getDecisions({ ...SEARCH, limit: String(MOST) }, null, signal),
    refetchInterval: ASK_MS,
    retry: false,
  });
  const narrow = useMedia('(max-width: 760px)');
  if (read.error) {
    return (
      <Notice kind="bad" actions={<Button label="Try again" onPress={() => void read.refetch()} />}>
        <b>The decision log could not be read.</b>{' '}
        <span className="q">{faultText(read.error)}</span>
      </Notice>
    );
  }
  if (!read.data) return <Skeleton rows={3} />;
  const rows = read.data.items.slice(0, MOST);
  if (rows.length === 0) {
    return (
      <div className="list">
        <Empty title="No refused logon">Whoever fails to log on appears here by itself.</Empty>
      </div>
    );
  }
  return narrow ? <FailureRows rows={rows} /> : <FailureTable rows={rows} />;
}

interface RowsProps {
  readonly rows: readonly DecisionRow[];
}

function FailureRows({ rows }: RowsProps) {
  return (
    <ul className="rows" aria-label="Recent logon failures">
      {rows.map((row) => (
        <li key={row.ref}>
          <span className="to">
            <StrangerText text={row.account ?? ''} />
          </span>
          <RefTo row={row} />
          <p className="w">
            <When at={row.at} seconds /> · <StrangerText mono text={row.peer} />
          </p>
        </li>
      ))}
    </ul>
  );
}

function FailureTable({ rows }: RowsProps) {
  return (
    <div className="list">
      <table>
        <TableHead caption="Recent logon failures, newest first" columns={COLUMNS} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.ref}>
              <td>
                <When at={row.at} seconds />
              </td>
              <td className="m">
                <StrangerText text={row.peer} />
              </td>
              <td>
                <StrangerText text={row.account ?? ''} />
              </td>
              <td className="m q">
                <StrangerText text={row.listener} />
              </td>
              <td>
                <RefTo row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RefTo({ row }: { readonly row: DecisionRow }) {
  return (
    <Link className="m" to={`/log/${row.ref}?${new URLSearchParams(SEARCH)}`}>
      {row.ref}
    </Link>
  );
}
