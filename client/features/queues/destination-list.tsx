/** What waits, by destination; choosing one shows its messages. A table, and two-line rows in small windows. */
import { useState, type KeyboardEvent } from 'react';
import type { QueueDestination } from '../../../shared/api/queue.js';
import { ageText } from '../../components/age.js';
import { Button } from '../../components/button.js';
import { useMedia } from '../../components/media.js';
import { useNow } from '../../components/now.js';
import { StrangerText } from '../../components/stranger-text.js';
import { inOrder, nextTryText } from './destination-facts.js';
import { States } from './states.js';

interface DestinationListProps {
  readonly destinations: readonly QueueDestination[];
  /** How many there are in all: the least loaded are not told. */
  readonly count: number;
  readonly chosen: string | undefined;
  readonly onChoose: (key: string | null) => void;
}

interface RowsProps extends Pick<DestinationListProps, 'destinations' | 'chosen' | 'onChoose'> {
  readonly now: Date;
}

const SHOWN_FIRST = 50;

export function DestinationList({ destinations, count, chosen, onChoose }: DestinationListProps) {
  const narrow = useMedia('(max-width: 1020px)');
  const [all, showAll] = useState(false);
  /** The order that stands while the pointer is over the rows. */
  const [order, setOrder] = useState<readonly string[] | null>(null);
  const now = useNow();
  const ordered = order ? inOrder(destinations, order) : destinations;
  const shown = ordered.filter(({ key }, i) => all || i < SHOWN_FIRST || key === chosen);
  const rest = count - shown.length;
  const rows = { destinations: shown, chosen, onChoose, now };
  return (
    <div
      className="destinations"
      onPointerEnter={() => setOrder(destinations.map(({ key }) => key))}
      onPointerLeave={() => setOrder(null)}
    >
      {narrow ? <DestinationRows {...rows} /> : <DestinationTable {...rows} />}
      {rest > 0 && (
        <div className="more">
          <span className="t">{rest.toLocaleString('en')} more destinations with less to do</span>
          {!all && destinations.length > shown.length && (
            <Button label="Show more" onPress={() => showAll(true)} />
          )}
        </div>
      )}
    </div>
  );
}

const COLUMNS = [
  ['Destination', 300, ''],
  ['Messages', 88, 'n'],
  ['State', 150, ''],
  ['Oldest', 88, 'n'],
  ['Next try', 150, ''],
  ['Last reply', undefined, ''],
] as const;

function DestinationTable({ destinations, chosen, onChoose, now }: RowsProps) {
  return (
    <div className="list">
      <table>
        <caption className="sr">Destinations, the most loaded first</caption>
        <colgroup>
          {COLUMNS.map(([title, width]) => (
            <col key={title} style={{ width }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {COLUMNS.map(([title, , look]) => (
              <th key={title} scope="col" className={look}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {destinations.map((each, i) => {
            const isChosen = each.key === chosen;
            const choose = () => onChoose(isChosen ? null : each.key);
            return (
              // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the name takes the keyboard
              <tr className={`row ${isChosen ? 'openrow' : ''}`} key={each.key} onClick={choose}>
                <td>
                  <Name {...{ each, isChosen, choose }} first={i === 0 && chosen === undefined} />
                  {each.server !== null && (
                    <span className="t">
                      {' '}
                      <StrangerText text={each.server} />
                    </span>
                  )}
                </td>
                <td className="n">{each.messages.toLocaleString('en')}</td>
                <td className="wrap">
                  <States states={each.states} />
                </td>
                <td className="n q">{ageText(each.oldest, now)}</td>
                <td className="q" title={nextTryText(each, now)}>
                  {nextTryText(each, now)}
                </td>
                <td className={each.states.deferred > 0 ? '' : 'q'}>
                  <StrangerText text={each.lastReply} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function DestinationRows({ destinations, chosen, onChoose, now }: RowsProps) {
  return (
    <ul className="rows" aria-label="Destinations, the most loaded first">
      {destinations.map((each, i) => {
        const isChosen = each.key === chosen;
        const choose = () => onChoose(isChosen ? null : each.key);
        const next = nextTryText(each, now).replace(/,.*/, '');
        const waits = each.states.active === 0 && next.startsWith('in ');
        return (
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- the name takes the keyboard
          <li className={isChosen ? 'openrow' : ''} key={each.key} onClick={choose}>
            <Name {...{ each, isChosen, choose }} first={i === 0 && chosen === undefined} />
            <span className="counted">
              {each.messages.toLocaleString('en')} <States states={each.states} />
            </span>
            <p className="w">
              oldest {ageText(each.oldest, now)}
              {waits && ` · next try ${next}`}
              {!waits && each.lastReply !== '' && ' · '}
              {!waits && <StrangerText text={each.lastReply} />}
            </p>
            {waits && each.lastReply !== '' && (
              <p className="w">
                <StrangerText text={each.lastReply} />
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}

interface NameProps {
  readonly each: QueueDestination;
  readonly isChosen: boolean;
  readonly choose: () => void;
  readonly first: boolean;
}

/** One stop for Tab; arrows go from name to name. */
function Name({ each, isChosen, choose, first }: NameProps) {
  return (
    <button
      type="button"
      className="plain"
      data-destination
      aria-pressed={isChosen}
      tabIndex={isChosen || first ? 0 : -1}
      onClick={(event) => {
        event.stopPropagation();
        choose();
      }}
      onKeyDown={step}
    >
      <StrangerText text={each.text} />
    </button>
  );
}

function step(event: KeyboardEvent<HTMLElement>): void {
  const names = [...document.querySelectorAll<HTMLElement>('[data-destination]')];
  const here = names.indexOf(event.currentTarget);
  const to = {
    ArrowDown: here + 1,
    ArrowUp: here - 1,
    Home: 0,
    End: names.length - 1,
  }[event.key];
  const next = to === undefined ? undefined : names[to];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
