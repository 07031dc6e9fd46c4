import { Fragment } from 'react';
import type { DecisionRow } from '../../../shared/api/decisions.js';
import { REASON_LABELS } from '../../components/labels.js';
import { StrangerText } from '../../components/stranger-text.js';
import { TableHead } from '../../components/table-head.js';
import { Verdict } from '../../components/verdict.js';
import { When } from '../../components/when.js';
import { DecisionView } from './decision-view.js';
import type { LogListProps } from './log-list.js';
import { RefLink } from './ref-link.js';

const COLUMNS = [
  ['Time', 100],
  ['Verdict', 108],
  ['Peer', 122],
  ['From', 182],
  ['To', 232],
  ['Reason', undefined],
  ['Ref', 92],
] as const;

export function LogTable({ rows, fresh, opened, onOpen, onFilter }: LogListProps) {
  return (
    <div className="list">
      <table>
        <TableHead caption="Decisions, newest first" columns={COLUMNS} />
        <tbody>
          {rows.map((row) => {
            const open = row.ref === opened;
            const toggle = () => onOpen(open ? null : row.ref);
            const look = open ? 'openrow' : fresh.has(row.ref) ? 'new' : '';
            return (
              <Fragment key={row.ref}>
                {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the reference takes the keyboard */}
                <tr className={`row ${look}`} onClick={toggle}>
                  <Cells row={row} />
                  <td className="m">
                    <RefLink reference={row.ref} open={open} onToggle={toggle} />
                  </td>
                </tr>
                {open && (
                  <tr className="detail">
                    <td colSpan={COLUMNS.length}>
                      <DecisionView reference={row.ref} row={row} onFilter={onFilter} />
                    </td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Cells({ row }: { readonly row: DecisionRow }) {
  return (
    <>
      <td>
        <When at={row.at} seconds />
      </td>
      <td>
        <Verdict verdict={row.verdict} />
      </td>
      <td className="m">
        <StrangerText text={row.peer} />
      </td>
      <td>
        {row.kind === 'recipient' ? (
          <StrangerText text={row.sender === '' ? '<>' : row.sender} />
        ) : (
          <span className="t">{row.kind}</span>
        )}
      </td>
      <td>
        <StrangerText text={row.kind === 'recipient' ? row.recipient : (row.account ?? '')} />
      </td>
      <td className="q" title={REASON_LABELS[row.reason]}>
        {REASON_LABELS[row.reason] ?? row.reason}
      </td>
    </>
  );
}
