/** How Gatepost logs on to another mail server: a box, and under it account and password. */
import { Field } from '../components/field.js';
import { SecretField, type Secret } from '../components/secret-field.js';
import { CheckBox } from '../components/tick.js';
import type { Problems } from '../draft/use-problems.js';

export interface ServerLogon {
  readonly username: string;
  readonly password: Secret;
}

interface LogonFieldsProps {
  readonly label: string;
  /** Undefined: it does not log on. */
  readonly auth: ServerLogon | undefined;
  readonly onChange: (auth: ServerLogon | undefined) => void;
  /** Of `auth`. */
  readonly problems: Problems;
}

const NEW: ServerLogon = { username: '', password: '' };

export function LogonFields({ label, auth, onChange, problems }: LogonFieldsProps) {
  return (
    <>
      <CheckBox
        label={label}
        checked={auth !== undefined}
        onChange={(on) => onChange(on ? NEW : undefined)}
      />
      {auth && (
        <div className="ip-fields">
          <Field
            label="Account"
            value={auth.username}
            onChange={(username) => onChange({ ...auth, username })}
            {...problems.at('username')}
          />
          <SecretField
            label="Password"
            value={auth.password}
            onChange={(password) => onChange({ ...auth, password })}
            {...problems.at('password')}
          />
        </div>
      )}
    </>
  );
}
