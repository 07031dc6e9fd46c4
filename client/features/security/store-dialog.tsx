/** "Add Account Store" and "Edit Account Store": one dialog for all kinds, with a test of a logon. */
import { useMemo, useState } from 'react';
import type { AccountStore } from '../../../shared/api/security.js';
import { Dialog } from '../../components/dialog.js';
import { ChoiceField, Field } from '../../components/field.js';
import { STORE_LABELS } from '../../components/security-text.js';
import { CheckBox } from '../../components/tick.js';
import { useProblems } from '../../draft/use-problems.js';
import { LdapBind } from './ldap-bind.js';
import { LogonTestPart } from './logon-test.js';
import { DovecotFields, HostFields, NameFormField } from './store-fields.js';
import { domainsFromText, newStore, readStore, withKind } from './store-form.js';

interface StoreDialogProps {
  readonly others: readonly AccountStore[];
  /** Null for a new one. */
  readonly edited: AccountStore | null;
  readonly onDone: (store: AccountStore) => void;
  readonly onClose: () => void;
}

type Kind = AccountStore['kind'];
const KINDS = Object.entries(STORE_LABELS) as [Kind, string][];

export function StoreDialog({ others, edited, onDone, onClose }: StoreDialogProps) {
  const [store, setStore] = useState<AccountStore>(edited ?? newStore('dovecot'));
  const [domains, setDomains] = useState(store.domains.join(', '));
  const [judged, judge] = useState(false);
  const read = useMemo(() => readStore(store, others), [store, others]);
  const problems = useProblems(judged ? [] : read.issues, judged ? read.issues : []);
  const wrong = judged ? read.issues.length : 0;
  const ok = () => (read.store ? onDone(read.store) : judge(true));
  const fields = { onChange: setStore, problems };
  return (
    <Dialog
      title={edited ? 'Edit Account Store' : 'Add Account Store'}
      width="middle"
      tall
      onCancel={onClose}
      onOk={ok}
      okDisabled={wrong > 0}
      foot={wrong > 0 ? `${wrong} to correct before OK` : null}
      helpTopic="account-stores"
    >
      <div className="stack store">
        <div className="fields">
          <ChoiceField
            label="&Kind"
            value={store.kind}
            options={KINDS}
            onChange={(kind) => setStore(withKind(store, kind))}
          />
          <Field
            first
            label="&Name"
            placeholder="As you call it"
            value={store.name}
            onChange={(name) => setStore({ ...store, name })}
            {...problems.at('name')}
          />
        </div>
        <Field
          label="For logons of these &domains"
          placeholder="example.com, CORP"
          value={domains}
          onChange={(text) => {
            setDomains(text);
            setStore({ ...store, domains: domainsFromText(text) });
          }}
          hint="What stands behind the @, or before the backslash. Without any: all logons."
          {...problems.at('domains')}
        />
        {store.kind === 'dovecot' ? (
          <DovecotFields store={store} {...fields} />
        ) : (
          <HostFields store={store} {...fields} />
        )}
        {store.kind === 'ldap' && (
          <LdapBind
            bind={store.bind}
            onChange={(bind) => setStore({ ...store, bind })}
            problems={problems.under('bind')}
          />
        )}
        {(store.kind === 'imap' || store.kind === 'pop3') && (
          <NameFormField store={store} {...fields} />
        )}
        <CheckBox
          label="Do not ask this store &for now"
          checked={store.disabled}
          onChange={(disabled) => setStore({ ...store, disabled })}
        />
        <LogonTestPart store={read.store} onWrong={() => judge(true)} />
      </div>
    </Dialog>
  );
}
