/** How a directory checks a logon: by a template for the name, or by a search with an account of its own. */
import { useId } from 'react';
import type { LdapStore } from '../../../shared/api/security.js';
import { Field } from '../../components/field.js';
import { SecretField } from '../../components/secret-field.js';
import { Radio } from '../../components/tick.js';
import type { Problems } from '../../draft/use-problems.js';

interface LdapBindProps {
  readonly bind: LdapStore['bind'];
  readonly onChange: (bind: LdapStore['bind']) => void;
  readonly problems: Problems;
}

const FILTER = '(|(uid={user})(mail={name})(sAMAccountName={user})(userPrincipalName={name}))';

export function LdapBind({ bind, onChange, problems }: LdapBindProps) {
  const group = useId();
  return (
    <div className="choice" role="radiogroup" aria-label="How a logon is checked">
      <Radio
        label="&Bind with the name as a template says"
        group={group}
        checked={bind.how === 'template'}
        onChoose={() => onChange({ how: 'template', template: '{domain}\\{user}' })}
      >
        {bind.how === 'template' && (
          <div className="sub-f">
            <Field
              mono
              label="Template"
              value={bind.template}
              onChange={(template) => onChange({ ...bind, template })}
              hint="{domain}\{user}, {user}@example.com or uid={user},ou=people,dc=example,dc=com; {name} is as given."
              {...problems.at('template')}
            />
          </div>
        )}
      </Radio>
      <Radio
        label="&Look the user up first"
        group={group}
        checked={bind.how === 'search'}
        onChoose={() =>
          onChange({ how: 'search', account: '', password: '', base: '', filter: FILTER })
        }
      >
        {bind.how === 'search' && (
          <div className="sub-f">
            <div className="fields">
              <Field
                label="Account to search with"
                value={bind.account}
                onChange={(account) => onChange({ ...bind, account })}
                {...problems.at('account')}
              />
              <SecretField
                label="Its password"
                value={bind.password}
                onChange={(password) => onChange({ ...bind, password })}
                {...problems.at('password')}
              />
            </div>
            <Field
              mono
              label="Search in"
              placeholder="dc=example,dc=com"
              value={bind.base}
              onChange={(base) => onChange({ ...bind, base })}
              {...problems.at('base')}
            />
            <Field
              mono
              label="Filter"
              value={bind.filter}
              onChange={(filter) => onChange({ ...bind, filter })}
              hint="{user} and {name} are put in, escaped. It must find one."
              {...problems.at('filter')}
            />
          </div>
        )}
      </Radio>
    </div>
  );
}
