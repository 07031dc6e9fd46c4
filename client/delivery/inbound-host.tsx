import { useId } from 'react';
import type { Inbound } from '../../shared/api/delivery.js';
import { Field } from '../components/field.js';
import { Radio } from '../components/tick.js';
import { PortField } from '../components/port-field.js';
import type { Problems } from '../draft/use-problems.js';

interface InboundHostProps {
  readonly inbound: Inbound;
  readonly onChange: (inbound: Inbound) => void;
  readonly problems: Problems;
}

const LMTP_PORT = 24;
const SMTP_PORT = 25;

export function InboundHost({ inbound, onChange, problems }: InboundHostProps) {
  const group = useId();
  const host = 'host' in inbound ? inbound : null;
  const socket = 'socket' in inbound ? inbound : null;
  const name = host?.host ?? '';
  const hostFields = host && (
    <div className="sub-f">
      <div className="two-f">
        <Field
          label="Host"
          placeholder="Name or address"
          value={host.host}
          onChange={(next) => onChange({ ...host, host: next })}
          {...problems.at('host')}
        />
        <PortField
          value={host.port}
          onChange={(port) => onChange({ ...host, port })}
          {...problems.at('port')}
        />
      </div>
    </div>
  );
  return (
    <div className="choice" role="radiogroup" aria-label="Inbound host">
      <Radio
        label="&Maildir folders of this server"
        group={group}
        checked={inbound.kind === 'maildir'}
        onChoose={() => onChange({ kind: 'maildir' })}
        hint="One folder for each recipient, in the data folder."
      />
      <Radio
        label="&Deliver to host by SMTP"
        group={group}
        checked={inbound.kind === 'smtp'}
        onChoose={() => onChange({ kind: 'smtp', host: name, port: SMTP_PORT })}
      >
        {inbound.kind === 'smtp' && hostFields}
      </Radio>
      <Radio
        label="Deliver to host by &LMTP"
        group={group}
        checked={inbound.kind === 'lmtp' && host !== null}
        onChoose={() => onChange({ kind: 'lmtp', host: name, port: LMTP_PORT })}
      >
        {inbound.kind === 'lmtp' && hostFields}
      </Radio>
      <Radio
        label="Deliver to an LMTP so&cket of this server"
        group={group}
        checked={socket !== null}
        onChoose={() => onChange({ kind: 'lmtp', socket: '' })}
      >
        {socket && (
          <div className="sub-f">
            <Field
              mono
              label="Socket"
              placeholder="/run/dovecot/lmtp"
              value={socket.socket}
              onChange={(next) => onChange({ kind: 'lmtp', socket: next })}
              {...problems.at('socket')}
            />
          </div>
        )}
      </Radio>
    </div>
  );
}
