/** The fields of each kind of account store. */
import { useId } from 'react';
import {
  NAME_FORMS,
  type DovecotStore,
  type ImapStore,
  type LdapStore,
  type Pop3Store,
} from '../../../shared/api/security.js';
import { ChoiceField, Field } from '../../components/field.js';
import { PortField } from '../../components/port-field.js';
import { Radio } from '../../components/tick.js';
import type { Problems } from '../../draft/use-problems.js';
import { AuthorityField } from './authority-field.js';
import { portFor } from './store-form.js';

interface StoreFieldsProps<S> {
  readonly store: S;
  readonly onChange: (store: S) => void;
  readonly problems: Problems;
}

const SOCKET = '/run/dovecot/auth-client';
const AUTH_PORT = 12_345;

export function DovecotFields({ store, onChange, problems }: StoreFieldsProps<DovecotStore>) {
  const group = useId();
  const { at } = store;
  const set = (next: DovecotStore['at']) => onChange({ ...store, at: next });
  return (
    <div className="choice" role="radiogroup" aria-label="Where Dovecot answers">
      <Radio
        label="&Socket of this server"
        group={group}
        checked={'socket' in at}
        onChoose={() => set({ socket: SOCKET })}
      >
        {'socket' in at && (
          <div className="sub-f">
            <Field
              mono
              label="Socket"
              placeholder={SOCKET}
              value={at.socket}
              onChange={(socket) => set({ socket })}
              hint="Dovecot’s auth-client service."
              {...problems.at('at.socket')}
            />
          </div>
        )}
      </Radio>
      <Radio
        label="H&ost and port, without TLS"
        group={group}
        checked={'host' in at}
        onChoose={() => set({ host: '', port: AUTH_PORT })}
        hint="Only on a network that nobody else can listen on: passwords pass it in the clear."
      >
        {'host' in at && (
          <div className="sub-f">
            <div className="two-f">
              <Field
                label="Host"
                placeholder="Name or address"
                value={at.host}
                onChange={(host) => set({ ...at, host })}
                {...problems.at('at.host')}
              />
              <PortField
                value={at.port}
                onChange={(port) => set({ ...at, port })}
                {...problems.at('at.port')}
              />
            </div>
          </div>
        )}
      </Radio>
    </div>
  );
}

type Reached = LdapStore | ImapStore | Pop3Store;

const LDAP_TLS = [
  ['ldaps', 'from the start (LDAPS)'],
  ['starttls', 'after StartTLS'],
  ['none', 'never (this machine only)'],
] as const;
const MAIL_TLS = [
  ['implicit', 'from the start'],
  ['starttls', 'after STARTTLS'],
] as const;
const FORMS: Readonly<Record<(typeof NAME_FORMS)[number], string>> = {
  'as-given': 'as it was given',
  'user-at-domain': 'user@domain',
  user: 'user alone',
};

/** Host, port and encryption of all that are asked over the network. */
export function HostFields({ store, onChange, problems }: StoreFieldsProps<Reached>) {
  const { kind, tls, port } = store;
  return (
    <>
      <div className="two-f">
        <Field
          label="H&ost"
          placeholder="Name or address"
          value={store.host}
          onChange={(host) => onChange({ ...store, host })}
          {...problems.at('host')}
        />
        <PortField
          value={port}
          onChange={(next) => onChange({ ...store, port: next })}
          {...problems.at('port')}
        />
      </div>
      {store.kind === 'ldap' ? (
        <ChoiceField
          label="&Encrypt with TLS"
          value={store.tls}
          options={LDAP_TLS}
          onChange={(next) => onChange({ ...store, tls: next, port: portFor(kind, next, port) })}
          problem={problems.at('tls').problem}
        />
      ) : (
        <ChoiceField
          label="&Encrypt with TLS"
          value={store.tls}
          options={MAIL_TLS}
          onChange={(next) => onChange({ ...store, tls: next, port: portFor(kind, next, port) })}
          problem={problems.at('tls').problem}
        />
      )}
      {tls !== 'none' && (
        <AuthorityField
          ca={store.ca}
          onChange={(ca) => {
            const { ca: _ca, ...without } = store;
            onChange(ca === undefined ? without : { ...store, ca });
          }}
          {...problems.at('ca')}
        />
      )}
    </>
  );
}

export function NameFormField({
  store,
  onChange,
  problems,
}: StoreFieldsProps<ImapStore | Pop3Store>) {
  return (
    <ChoiceField
      label="Hand the name on"
      value={store.nameForm}
      options={NAME_FORMS.map((form) => [form, FORMS[form]] as const)}
      onChange={(nameForm) => onChange({ ...store, nameForm })}
      problem={problems.at('nameForm').problem}
    />
  );
}
