import { Fragment } from 'react';
import { REASON_LABELS } from '../../components/labels.js';
import { StrangerText } from '../../components/stranger-text.js';
import { Verdict } from '../../components/verdict.js';
import { When } from '../../components/when.js';
import { DecisionView } from './decision-view.js';
import type { LogListProps } from './log-list.js';
import { RefLink } from './ref-link.js';

/** The log in three lines a row, for small windows. */
export function LogRows({ rows, fresh, opened, onOpen, onFilter }: LogListProps) {
  return (
    <ul className="rows" aria-label="Decisions, newest first">
      {rows.map((row) => {
        const open = row.ref === opened;
        const toggle = () => onOpen(open ? null : row.ref);
        const look = open ? 'openrow' : fresh.has(row.ref) ? 'new' : '';
        return (
          <Fragment key={row.ref}>
            {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- the reference takes the keyboard */}
            <li className={look} onClick={toggle}>
              <Verdict verdict={row.verdict} />
              <span className="t">
                <When at={row.at} seconds />
              </span>
              <span className="to">
                <StrangerText
                  text={row.kind === 'recipient' ? row.recipient : (row.account ?? row.kind)}
                />
              </span>
              <RefLink reference={row.ref} open={open} onToggle={toggle} />
              <p className="w">
                <StrangerText mono text={row.peer} /> · {REASON_LABELS[row.reason] ?? row.reason}
              </p>
            </li>
            {open && (
              <li className="detail">
                <DecisionView reference={row.ref} row={row} onFilter={onFilter} />
              </li>
            )}
          </Fragment>
        );
      })}
    </ul>
  );
}
