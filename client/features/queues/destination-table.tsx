import { ageText } from '../../components/age.js';
import { StrangerText } from '../../components/stranger-text.js';
import { TableHead } from '../../components/table-head.js';
import { nextTryText, type DestinationRowsProps } from './destination-facts.js';
import { DestinationName } from './destination-name.js';
import { States } from './states.js';

const COLUMNS = [
  ['Destination', 300, ''],
  ['Messages', 88, 'n'],
  ['State', 150, ''],
  ['Oldest', 88, 'n'],
  ['Next try', 150, ''],
  ['Last reply', undefined, ''],
] as const;

export function DestinationTable({ destinations, chosen, onChoose, now }: DestinationRowsProps) {
  return (
    <div className="list">
      <table>
        <TableHead caption="Destinations, the most loaded first" columns={COLUMNS} />
        <tbody>
          {destinations.map((each, i) => {
            const isChosen = each.key === chosen;
            const choose = () => onChoose(isChosen ? null : each.key);
            return (
              // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the name takes the keyboard
              <tr className={`row ${isChosen ? 'openrow' : ''}`} key={each.key} onClick={choose}>
                <td>
                  <DestinationName
                    {...{ each, isChosen, choose }}
                    first={i === 0 && chosen === undefined}
                  />
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
