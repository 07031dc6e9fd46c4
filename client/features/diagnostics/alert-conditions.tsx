/** What raises an alert: each condition with its threshold. */
import { ALERT_WORDS, type Alerts } from '../../../shared/api/alerts.js';
import { parsed, unreadable, type Parsed } from '../../../shared/address/parsed.js';
import { durationText, readDuration } from '../../components/duration.js';
import { ReadField } from '../../components/read-field.js';
import { CheckBox } from '../../components/tick.js';
import { repeatText } from '../../draft/alert-words.js';
import type { Problems } from '../../draft/use-problems.js';

interface AlertConditionsProps {
  readonly alerts: Alerts;
  readonly onChange: (part: Partial<Alerts>) => void;
  readonly problems: Problems;
}

export function AlertConditions({ alerts, onChange, problems }: AlertConditionsProps) {
  const { queueAge, refusals, certificate, disk, notEnforcing, repeatAfter } = alerts;
  return (
    <div className="conditions">
      <div className="condition">
        <CheckBox
          label={ALERT_WORDS['queue-age']}
          checked={queueAge.enabled}
          onChange={(enabled) => onChange({ queueAge: { ...queueAge, enabled } })}
        />
        <ReadField
          label="The oldest message waits longer than"
          value={queueAge.after}
          read={readDuration}
          show={durationText}
          unread={NaN}
          onChange={(after) => onChange({ queueAge: { ...queueAge, after } })}
          {...problems.at('queueAge.after')}
        />
      </div>
      <div className="condition">
        <CheckBox
          label={ALERT_WORDS.refusals}
          checked={refusals.enabled}
          onChange={(enabled) => onChange({ refusals: { ...refusals, enabled } })}
        />
        <ReadField
          label="Times what is usual in two hours"
          value={refusals.times}
          read={readNumber}
          show={String}
          unread={NaN}
          onChange={(times) => onChange({ refusals: { ...refusals, times } })}
          {...problems.at('refusals.times')}
        />
      </div>
      <div className="condition">
        <CheckBox
          label={ALERT_WORDS.certificate}
          checked={certificate.enabled}
          onChange={(enabled) => onChange({ certificate: { ...certificate, enabled } })}
        />
        <ReadField
          label="Days that are left"
          value={certificate.days}
          read={readNumber}
          show={String}
          unread={NaN}
          inputMode="numeric"
          onChange={(days) => onChange({ certificate: { ...certificate, days } })}
          {...problems.at('certificate.days')}
        />
      </div>
      <div className="condition">
        <CheckBox
          label={ALERT_WORDS.disk}
          checked={disk.enabled}
          onChange={(enabled) => onChange({ disk: { ...disk, enabled } })}
        />
        <ReadField
          label="Per cent that are free"
          value={disk.percent}
          read={readNumber}
          show={String}
          unread={NaN}
          onChange={(percent) => onChange({ disk: { ...disk, percent } })}
          {...problems.at('disk.percent')}
        />
      </div>
      <div className="condition">
        <CheckBox
          label={ALERT_WORDS['not-enforcing']}
          checked={notEnforcing.enabled}
          onChange={(enabled) => onChange({ notEnforcing: { ...notEnforcing, enabled } })}
        />
        <ReadField
          label="It is silent, or on other rules, for longer than"
          value={notEnforcing.after}
          read={readDuration}
          show={durationText}
          unread={NaN}
          onChange={(after) => onChange({ notEnforcing: { ...notEnforcing, after } })}
          {...problems.at('notEnforcing.after')}
        />
      </div>
      <div className="condition">
        <span className="q">Each is said once, and when it is over.</span>
        <ReadField
          label="Say it again after"
          value={repeatAfter}
          read={readRepeat}
          show={repeatText}
          unread={NaN}
          onChange={(after) => onChange({ repeatAfter: after })}
          {...problems.at('repeatAfter')}
        />
      </div>
    </div>
  );
}

function readNumber(text: string): Parsed<number> {
  return /^\s*\d{1,6}(?:\.\d{1,3})?\s*%?\s*$/.test(text)
    ? parsed(parseFloat(text))
    : unreadable('A number.');
}

function readRepeat(text: string): Parsed<number> {
  return /^\s*(?:0|never)\s*$/i.test(text) ? parsed(0) : readDuration(text);
}
