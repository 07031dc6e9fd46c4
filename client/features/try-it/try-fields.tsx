/** The fields of Try it; what is seldom asked stands behind "More". */
import { useMemo, useState } from 'react';
import { LinkButton } from '../../components/button.js';
import { Field } from '../../components/field.js';
import { instantFromLocal, localTime } from '../../components/local-time.js';
import { CheckBox } from '../../components/tick.js';
import { useDraft } from '../../draft/draft.js';
import { asksMore, type Question } from './question.js';

interface TryFieldsProps {
  readonly question: Question;
  readonly onAsk: (part: Partial<Question>) => void;
}

export function TryFields({ question, onAsk }: TryFieldsProps) {
  const addresses = useOwnAddresses();
  const [opened, setOpened] = useState(false);
  const more = opened || asksMore(question);
  return (
    <>
      <div className="try-fields">
        <Field mono label="&Peer" value={question.peer} onChange={(peer) => onAsk({ peer })} />
        <Field
          mono
          label="Connected to"
          placeholder="not known"
          value={question.localAddress}
          list={addresses}
          onChange={(localAddress) => onAsk({ localAddress })}
        />
        <Field
          label="Logged on as"
          placeholder="nobody"
          value={question.account}
          onChange={(account) => onAsk({ account })}
        />
        <Field
          mono
          label="From"
          placeholder="<>"
          value={question.sender}
          onChange={(sender) => onAsk({ sender })}
        />
        <Field
          mono
          label="To"
          value={question.recipient}
          onChange={(recipient) => onAsk({ recipient })}
        />
        {!more && <LinkButton onPress={() => setOpened(true)}>More</LinkButton>}
      </div>
      {more && (
        <div className="try-more">
          <Field
            label="Decide as if it were"
            type="datetime-local"
            value={localTime(question.at)}
            onChange={(text) => onAsk({ at: instantFromLocal(text) })}
            hint="Empty is now. Of use for entries that end."
          />
          <CheckBox
            label="The peer says SMTPUTF8"
            checked={question.smtputf8}
            onChange={(smtputf8) => onAsk({ smtputf8 })}
            hint="Without it, addresses that are not ASCII are refused."
          />
        </div>
      )}
    </>
  );
}

/** Addresses of this host, to choose from. */
function useOwnAddresses(): readonly string[] {
  const document = useDraft().routing.base?.document;
  return useMemo(() => {
    const listeners = document?.host.addresses ?? [];
    const interfaces = document?.interfaces.map(({ address }) => address) ?? [];
    return [...new Set([...listeners, ...interfaces])];
  }, [document]);
}
