/* eslint-disable jsx-a11y/prefer-tag-over-role -- a grid that is not laid out as a table */
import type { MouseEvent } from 'react';
import { Link, useNavigate } from 'react-router';
import type { QueueItem } from '../../../shared/api/queue.js';
import { ageText } from '../../components/age.js';
import { sizeText } from '../../../shared/address/octets-text.js';
import { StrangerText } from '../../components/stranger-text.js';
import type { Choice } from './message-keys.js';
import { State } from './states.js';

interface Column {
  readonly title: string;
  readonly width: string;
  readonly look: string;
}

/** The first has no title: it holds the boxes. */
export const MESSAGE_COLUMNS: readonly Column[] = [
  { title: '', width: '16px', look: '' },
  { title: 'Message', width: '124px', look: '' },
  { title: 'From', width: 'minmax(0, 22fr)', look: '' },
  { title: 'To', width: 'minmax(0, 24fr)', look: '' },
  { title: 'Size', width: '64px', look: 'n' },
  { title: 'Tries', width: '44px', look: 'n' },
  { title: 'Age', width: '64px', look: 'n' },
  { title: 'Last reply', width: 'minmax(0, 34fr)', look: '' },
];

export const NARROW_COLUMNS: readonly Column[] = [
  { title: '', width: '24px', look: '' },
  { title: 'From', width: 'minmax(0, 1fr)', look: '' },
  { title: 'Age', width: '72px', look: 'n' },
];

interface MessageRowProps {
  readonly id: string;
  readonly index: number;
  readonly top: number;
  readonly height: number;
  /** Undefined while it is being read. */
  readonly row: QueueItem | undefined;
  readonly now: Date;
  readonly narrow: boolean;
  readonly active: boolean;
  readonly selected: boolean;
  readonly onChoose: (index: number, choice: Choice) => void;
  readonly address: string;
}

export function MessageRow(props: MessageRowProps) {
  const { id, index, row, narrow, active, selected, onChoose } = props;
  const navigate = useNavigate();
  const press = (event: MouseEvent) =>
    onChoose(index, event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'one');
  return (
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the keyboard works on the list
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-busy={row ? undefined : true}
      className={`grid-row ${active ? 'active' : ''}`}
      style={{ top: props.top, height: props.height }}
      onClick={press}
      onDoubleClick={() => row && navigate(props.address)}
    >
      {row ? (
        <>
          <span role="gridcell" className="grid-cell tickable">
            <input
              type="checkbox"
              className="box"
              tabIndex={-1}
              aria-label={`Select ${row.id}`}
              checked={selected}
              onClick={(event) => event.stopPropagation()}
              onChange={() => onChoose(index, 'toggle')}
            />
          </span>
          {narrow ? <NarrowCells {...props} row={row} /> : <Cells {...props} row={row} />}
        </>
      ) : (
        <span role="gridcell" className="grid-cell waits">
          <i className="skel" />
          <span className="sr">Loading</span>
        </span>
      )}
    </div>
  );
}

type CellsProps = MessageRowProps & { readonly row: QueueItem };

function Cells({ row, now, address }: CellsProps) {
  return (
    <>
      <span role="gridcell" className="grid-cell m">
        <Link to={address} tabIndex={-1} onClick={(event) => event.stopPropagation()}>
          {row.id}
        </Link>
      </span>
      <span role="gridcell" className="grid-cell">
        <StrangerText text={senderOf(row)} />
      </span>
      <span role="gridcell" className="grid-cell">
        <Recipients row={row} />
      </span>
      <span role="gridcell" className="grid-cell n q">
        {sizeText(row.size)}
      </span>
      <span role="gridcell" className="grid-cell n q">
        {row.attempts}
      </span>
      <span role="gridcell" className="grid-cell n q">
        {ageText(row.receivedAt, now)}
      </span>
      <span role="gridcell" className="grid-cell q">
        <Standing row={row} />
      </span>
    </>
  );
}

function NarrowCells({ row, now, address }: CellsProps) {
  return (
    <>
      <span role="gridcell" className="grid-cell two">
        <Link to={address} tabIndex={-1} onClick={(event) => event.stopPropagation()}>
          <StrangerText text={senderOf(row)} />
        </Link>
        <span className="sub">
          to <Recipients row={row} />
        </span>
      </span>
      <span role="gridcell" className="grid-cell n q">
        {ageText(row.receivedAt, now)}
        <span className="sub">{row.state === 'deferred' ? '' : row.state}</span>
      </span>
    </>
  );
}

export function senderOf({ sender }: QueueItem): string {
  return sender === '' ? '<>' : sender;
}

function Recipients({ row }: { readonly row: QueueItem }) {
  const more = row.recipientCount - 1;
  return (
    <>
      <StrangerText text={row.recipients[0] ?? ''} />
      {more > 0 && <span className="t"> +{more.toLocaleString('en')}</span>}
    </>
  );
}

/** What the server said; held and active are said first, for then it does not matter now. */
function Standing({ row }: { readonly row: QueueItem }) {
  const { state, lastReply } = row;
  return (
    <>
      {(state === 'held' || state === 'active') && (
        <>
          <State state={state} />{' '}
        </>
      )}
      <StrangerText text={lastReply} />
    </>
  );
}
