import type { Delivery } from '../../../shared/api/delivery.js';
import { warningText } from '../../components/delivery-text.js';
import {
  durationText,
  durationsText,
  readDuration,
  readDurations,
} from '../../components/duration.js';
import { parsed, type Parsed } from '../../../shared/address/parsed.js';
import { ReadField } from '../../components/read-field.js';
import type { Problems } from '../../draft/use-problems.js';

export interface SettingsProps {
  readonly delivery: Delivery;
  readonly onChange: (part: Partial<Delivery>) => void;
  readonly problems: Problems;
}

/** How often it is tried, when the sender hears of it, when it is given up. */
export function Retries({ delivery, onChange, problems }: SettingsProps) {
  return (
    <div className="fields">
      <ReadField
        label="&Retry intervals"
        value={delivery.retry}
        read={readDurations}
        show={durationsText}
        unread={[NaN]}
        onChange={(retry) => onChange({ retry })}
        hint="After each failed attempt; the last one repeats."
        {...problems.at('retry')}
      />
      <ReadField
        label="Message &time-out"
        value={delivery.expireAfter}
        read={readDuration}
        show={durationText}
        unread={NaN}
        onChange={(expireAfter) => onChange({ expireAfter })}
        hint="What could not be delivered by then is returned to its sender."
        {...problems.at('expireAfter')}
      />
      <ReadField
        label="Notify the sender of a dela&y after"
        value={delivery.warnAfter}
        read={readWarning}
        show={warningText}
        unread={NaN}
        onChange={(warnAfter) => onChange({ warnAfter })}
        hint="Once for each message; 0 is never."
        {...problems.at('warnAfter')}
      />
    </div>
  );
}

function readWarning(text: string): Parsed<number> {
  return /^\s*(?:0|never)\s*$/i.test(text) ? parsed(0) : readDuration(text);
}
