import { useId } from 'react';
import type { Outbound } from '../../../shared/api/delivery.js';
import { TLS_OPTIONS } from '../../components/delivery-text.js';
import { ChoiceField, Field } from '../../components/field.js';
import { PortField } from '../../components/port-field.js';
import { Radio } from '../../components/tick.js';
import { LogonFields } from '../../delivery/logon-fields.js';
import type { Problems } from '../../draft/use-problems.js';

interface MessageDeliveryProps {
  readonly outbound: Outbound;
  readonly onChange: (outbound: Outbound) => void;
  readonly problems: Problems;
}

type SmartHost = Extract<Outbound, { kind: 'smarthost' }>;

const SMTP_PORT = 25;

export function MessageDelivery({ outbound, onChange, problems }: MessageDeliveryProps) {
  const group = useId();
  const { tls } = outbound;
  const encryption = (
    <ChoiceField
      label="Encrypt with TLS"
      value={tls}
      options={TLS_OPTIONS}
      onChange={(mode) => onChange({ ...outbound, tls: mode })}
      problem={problems.at('tls').problem}
    />
  );
  return (
    <div className="choice" role="radiogroup" aria-label="Message Delivery">
      <Radio
        label="Use domain &name system (DNS)"
        group={group}
        checked={outbound.kind === 'mx'}
        onChoose={() => onChange({ kind: 'mx', tls })}
      >
        {outbound.kind === 'mx' && <div className="sub-f">{encryption}</div>}
      </Radio>
      <Radio
        label="&Forward all messages to host"
        group={group}
        checked={outbound.kind === 'smarthost'}
        onChoose={() => onChange({ kind: 'smarthost', host: '', port: SMTP_PORT, tls })}
      >
        {outbound.kind === 'smarthost' && (
          <div className="sub-f">
            <div className="two-f">
              <Field
                label="Host"
                placeholder="Name or address"
                value={outbound.host}
                onChange={(host) => onChange({ ...outbound, host })}
                hint="Several with commas are tried in turn: one.example, two.example:2525"
                {...problems.at('host')}
              />
              <PortField
                value={outbound.port}
                onChange={(port) => onChange({ ...outbound, port })}
                {...problems.at('port')}
              />
            </div>
            {encryption}
            <LogonFields
              label="Log on to this host"
              auth={outbound.auth}
              onChange={(auth) => onChange(withLogon(outbound, auth))}
              problems={problems.under('auth')}
            />
          </div>
        )}
      </Radio>
    </div>
  );
}

function withLogon({ auth: _auth, ...without }: SmartHost, auth: SmartHost['auth']): SmartHost {
  return auth ? { ...without, auth } : without;
}
