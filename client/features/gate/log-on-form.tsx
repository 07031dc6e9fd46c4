import { useState, type FormEvent, type KeyboardEvent } from 'react';
import { logOn } from '../../api/session.js';
import { ApiFault, faultText } from '../../api/request.js';
import { Button } from '../../components/button.js';
import { Field } from '../../components/field.js';

interface LogOnFormProps {
  readonly username?: string;
  readonly onLoggedOn: () => void;
}

export function LogOnForm({ username = '', onLoggedOn }: LogOnFormProps) {
  const [name, setName] = useState(username);
  const [password, setPassword] = useState('');
  /** Null until it is asked for. */
  const [code, setCode] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    event.stopPropagation();
    if (name === '' || password === '') {
      setProblem('Enter the account and its password.');
      return;
    }
    const form = event.currentTarget;
    setBusy(true);
    try {
      await logOn(name, password, code?.trim() || null);
      onLoggedOn();
    } catch (fault) {
      setBusy(false);
      if (fault instanceof ApiFault && fault.code === 'code-needed') {
        setCode('');
        setProblem(code === null ? null : faultText(fault));
        return;
      }
      setProblem(faultText(fault));
      if (code !== null) return form.querySelector<HTMLInputElement>('[name="code"]')?.select();
      form.querySelector<HTMLInputElement>('[type="password"]')?.select();
    }
  };
  const watchCapsLock = (event: KeyboardEvent) =>
    setCapsLock(event.getModifierState?.('CapsLock') ?? false);
  const message = [problem, capsLock ? 'Caps Lock is on.' : null].filter(Boolean).join(' ');
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- only watches Caps Lock
    <form onSubmit={submit} onKeyUp={watchCapsLock} noValidate>
      <Field
        label="&Account"
        name="username"
        autoComplete="username"
        first={username === ''}
        value={name}
        onChange={setName}
      />
      <Field
        label="&Password"
        name="password"
        type="password"
        autoComplete="current-password"
        first={username !== ''}
        value={password}
        onChange={setPassword}
        problem={code !== null || message === '' ? null : { message }}
      />
      {code !== null && (
        <Field
          label="&Code"
          name="code"
          autoComplete="one-time-code"
          first
          value={code}
          onChange={setCode}
          hint="What your authenticator app shows now, or one of your recovery codes."
          problem={message === '' ? null : { message }}
        />
      )}
      <Button kind="go" type="submit" label={busy ? 'Logging on…' : 'Log On'} disabled={busy} />
    </form>
  );
}
