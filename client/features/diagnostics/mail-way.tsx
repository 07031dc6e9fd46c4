import type { ReactNode } from 'react';
import type { ALERT_TLS_MODES, Alerts } from '../../../shared/api/alerts.js';
import { parsed, type Parsed } from '../../../shared/address/parsed.js';
import { ChoiceField, Field } from '../../components/field.js';
import { PortField } from '../../components/port-field.js';
import { ReadField } from '../../components/read-field.js';
import { CheckBox } from '../../components/tick.js';
import { LogonFields } from '../../delivery/logon-fields.js';
import type { Problems } from '../../draft/use-problems.js';

type Mail = NonNullable<Alerts['mail']>;

interface MailWayProps {
  readonly mail: Alerts['mail'];
  readonly onChange: (mail: Alerts['mail']) => void;
  readonly problems: Problems;
  readonly children: ReactNode;
}

const NEW: Mail = { host: '', port: 587, tls: 'starttls', from: '', to: [] };
const TLS: readonly (readonly [(typeof ALERT_TLS_MODES)[number], string])[] = [
  ['starttls', 'STARTTLS, certificate checked'],
  ['implicit', 'From the beginning (465), certificate checked'],
  ['none', 'None'],
];

export function MailWay({ mail, onChange, problems, children }: MailWayProps) {
  return (
    <div className="way">
      <CheckBox
        label="Another &mail server"
        checked={mail !== null}
        onChange={(on) => onChange(on ? NEW : null)}
        hint="A message by a server that is not this one."
      />
      {mail && (
        <div className="sub-f">
          <MailFields mail={mail} onChange={onChange} problems={problems} />
          {children}
        </div>
      )}
    </div>
  );
}

interface MailFieldsProps {
  readonly mail: Mail;
  readonly onChange: (mail: Mail) => void;
  readonly problems: Problems;
}

function MailFields({ mail, onChange, problems }: MailFieldsProps) {
  const { auth, ...without } = mail;
  return (
    <>
      <div className="two-f">
        <Field
          label="Host"
          placeholder="Name or address"
          value={mail.host}
          onChange={(host) => onChange({ ...mail, host })}
          {...problems.at('host')}
        />
        <PortField
          value={mail.port}
          onChange={(port) => onChange({ ...mail, port })}
          {...problems.at('port')}
        />
      </div>
      <ChoiceField
        label="TLS"
        value={mail.tls}
        options={TLS}
        onChange={(tls) => onChange({ ...mail, tls })}
        problem={problems.at('tls').problem}
      />
      <LogonFields
        label="Log on to it"
        auth={auth}
        onChange={(given) => onChange(given ? { ...without, auth: given } : without)}
        problems={problems.under('auth')}
      />
      <div className="ip-fields">
        <Field
          label="From"
          value={mail.from}
          onChange={(from) => onChange({ ...mail, from })}
          {...problems.at('from')}
        />
        <ReadField
          label="To"
          value={mail.to}
          read={readList}
          show={(list) => list.join(', ')}
          unread={[]}
          onChange={(to) => onChange({ ...mail, to: [...to] })}
          hint="Several with commas."
          {...problems.at('to')}
        />
      </div>
    </>
  );
}

function readList(text: string): Parsed<readonly string[]> {
  return parsed(
    text
      .split(/[,;\s]+/)
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );
}
