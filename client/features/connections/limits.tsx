import { octetsText, readOctets } from '../../../shared/address/octets-text.js';
import { ReadField } from '../../components/read-field.js';
import type { SettingsProps } from './retries.js';

/** How large a message may be, and how much room is left free. */
export function Limits({ delivery, onChange, problems }: SettingsProps) {
  return (
    <div className="fields">
      <ReadField
        label="Message si&ze limit"
        value={delivery.messageSize}
        read={readOctets}
        show={octetsText}
        unread={NaN}
        onChange={(messageSize) => onChange({ messageSize })}
        hint="Announced to every peer with SIZE; larger messages are refused."
        {...problems.at('messageSize')}
      />
      <ReadField
        label="Fr&ee space limit"
        value={delivery.minimumFree}
        read={readOctets}
        show={octetsText}
        unread={NaN}
        onChange={(minimumFree) => onChange({ minimumFree })}
        hint="With less room in the data folder no mail is taken. The queue goes on."
        {...problems.at('minimumFree')}
      />
    </div>
  );
}
