import { useId, useState } from 'react';
import type { Recipients } from '../../../shared/api/recipients.js';
import { Radio } from '../../components/tick.js';
import { RecipientList } from './recipient-list.js';
import type { Problems } from '../../draft/use-problems.js';

interface InboundRecipientsProps {
  readonly base: Recipients;
  readonly recipients: Recipients;
  readonly onChange: (recipients: Recipients) => void;
  readonly problems: Problems;
}

/** Which recipients of our own domains exist, so that mail for others is refused and not returned later. */
export function InboundRecipients(props: InboundRecipientsProps) {
  const { base, recipients, onChange, problems } = props;
  const group = useId();
  const stored = addressesOf(base);
  /** A list that another choice hides is still there when the choice is taken back. */
  const [kept, keep] = useState<string[]>(stored);
  const choose = (next: Recipients) => {
    if (recipients.kind === 'list') keep(recipients.addresses);
    onChange(next);
  };
  return (
    <div className="choice" role="radiogroup" aria-label="Inbound recipients">
      <Radio
        label="&Any recipient of our domains"
        group={group}
        checked={recipients.kind === 'any'}
        onChoose={() => choose({ kind: 'any' })}
        hint="What the inbound host refuses later is returned to its sender."
      />
      <Radio
        label="&Only these recipients"
        group={group}
        checked={recipients.kind === 'list'}
        onChoose={() => choose({ kind: 'list', addresses: kept })}
      >
        {recipients.kind === 'list' && (
          <div className="sub-f">
            <RecipientList
              base={stored}
              addresses={recipients.addresses}
              onChange={(addresses) => onChange({ kind: 'list', addresses })}
              problem={problems.at('addresses').problem}
            />
          </div>
        )}
      </Radio>
      <Radio
        label="As&k the inbound host"
        group={group}
        checked={recipients.kind === 'ask'}
        onChoose={() => choose({ kind: 'ask' })}
        hint="Each new recipient is asked about by SMTP or LMTP before it is taken; nothing is sent."
      />
    </div>
  );
}

function addressesOf(recipients: Recipients): string[] {
  return recipients.kind === 'list' ? recipients.addresses : [];
}
