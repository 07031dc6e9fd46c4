/** "Test": sends a test by the way as it is typed, and says what happened. */
import { useState } from 'react';
import {
  alertsSchema,
  FIRST_ALERTS,
  WAY_WORDS,
  type Alerts,
  type AlertTest,
  type AlertWay,
} from '../../../shared/api/alerts.js';
import { issuesFromZod } from '../../../shared/api/errors.js';
import { testAlert } from '../../api/alerts.js';
import { faultText } from '../../api/request.js';
import { Button } from '../../components/button.js';
import { Icon } from '../../components/icon.js';
import { StrangerText } from '../../components/stranger-text.js';

interface WayTestProps {
  readonly way: AlertWay;
  readonly alerts: Alerts;
}

type Said = { readonly test: AlertTest } | { readonly fault: string } | null;

export function WayTest({ way, alerts }: WayTestProps) {
  const [asking, setAsking] = useState(false);
  const [said, say] = useState<Said>(null);
  const ask = async () => {
    // What is not finished elsewhere on the page is no matter here.
    const asked = { ...FIRST_ALERTS, [way]: alerts[way] };
    const read = alertsSchema.safeParse(asked);
    if (!read.success) return say({ fault: issuesFromZod(read.error)[0]!.message });
    setAsking(true);
    say(null);
    try {
      say({ test: await testAlert(way, asked) });
    } catch (fault) {
      say({ fault: faultText(fault) });
    } finally {
      setAsking(false);
    }
  };
  const name = WAY_WORDS[way].toLowerCase();
  return (
    <div className="way-test" data-help="ways">
      <div className="asked">
        <Button
          label={asking ? 'Testing…' : `Test ${name}`}
          disabled={asking}
          onPress={() => void ask()}
        />
        <output>
          {said && 'test' in said && <Outcome test={said.test} />}
          {said && 'fault' in said && <span className="bad">{said.fault}</span>}
        </output>
      </div>
      {said && 'test' in said && said.test.lines.length > 0 && (
        <details>
          <summary>What was said</summary>
          <pre className="m">{said.test.lines.join('\n')}</pre>
        </details>
      )}
    </div>
  );
}

function Outcome({ test: { ok, text, took } }: { readonly test: AlertTest }) {
  return (
    <span className={`outcome ${ok ? 'good' : 'bad'}`}>
      <Icon name={ok ? 'yes' : 'warn'} />
      <span>
        <b>{ok ? 'Sent' : 'Not sent'}</b>{' '}
        <span className="t">in {took.toLocaleString('en')} ms.</span> <StrangerText text={text} />
      </span>
    </span>
  );
}
