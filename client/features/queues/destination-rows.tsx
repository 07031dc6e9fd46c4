import { ageText } from '../../components/age.js';
import { StrangerText } from '../../components/stranger-text.js';
import { nextTryText, type DestinationRowsProps } from './destination-facts.js';
import { DestinationName } from './destination-name.js';
import { States } from './states.js';

/** The same in two or three lines, for small windows. */
export function DestinationRows({ destinations, chosen, onChoose, now }: DestinationRowsProps) {
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
            <DestinationName
              {...{ each, isChosen, choose }}
              first={i === 0 && chosen === undefined}
            />
            <span className="counted">
              <b>{each.messages.toLocaleString('en')}</b> <States states={each.states} />
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
