/** A new password, twice, with how long it is; `ok` once both are good. */
import { passwordSchema } from '../../shared/api/session.js';
import { Field } from './field.js';
import { PasswordMeter } from './password-meter.js';

export interface NewPassword {
  readonly password: string;
  readonly again: string;
}

export function isGood({ password, again }: NewPassword): boolean {
  return passwordSchema.safeParse(password).success && again === password;
}

interface NewPasswordFieldsProps {
  readonly value: NewPassword;
  readonly onChange: (value: NewPassword) => void;
  /** What is wrong is shown. */
  readonly judged: boolean;
  /** The first of the window's fields; another one stands above otherwise. */
  readonly first?: boolean;
  readonly label?: string;
}

export function NewPasswordFields({
  value,
  onChange,
  judged,
  first = true,
  label = '&Password',
}: NewPasswordFieldsProps) {
  const { password, again } = value;
  const read = passwordSchema.safeParse(password);
  const weak = read.success ? null : { message: read.error.issues[0]?.message ?? '' };
  const differs = again === password ? null : { message: 'The two passwords differ.' };
  return (
    <>
      <Field
        label={label}
        type="password"
        autoComplete="new-password"
        first={first}
        value={password}
        onChange={(next) => onChange({ ...value, password: next })}
        problem={judged ? weak : null}
        hint={<PasswordMeter password={password} />}
      />
      <Field
        label="Password &again"
        type="password"
        autoComplete="new-password"
        value={again}
        onChange={(next) => onChange({ ...value, again: next })}
        problem={judged ? differs : null}
      />
    </>
  );
}
