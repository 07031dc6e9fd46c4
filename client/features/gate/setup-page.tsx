/** Set-up: the one-time link makes the first user. The token stays in the fragment, which no server sees. */
import { useState, type FormEvent } from 'react';
import { FIRST_USER, passwordSchema } from '../../../shared/api/session.js';
import { setUp } from '../../api/session.js';
import { faultText } from '../../api/request.js';
import { Button } from '../../components/button.js';
import { Field } from '../../components/field.js';
import { StepsFrame } from '../../components/steps-frame.js';
import { ProblemLine } from '../../components/problem.js';
import { PasswordMeter } from './password-meter.js';

interface SetupPageProps {
  readonly token: string;
  readonly onDone: () => void;
}

export function SetupPage({ token, onDone }: SetupPageProps) {
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [shown, setShown] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const read = passwordSchema.safeParse(password);
  const weak = read.success ? null : { message: read.error.issues[0]?.message ?? '' };
  const differs = again === password ? null : { message: 'The two passwords differ.' };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setShown(true);
    if (weak || differs) return;
    setBusy(true);
    try {
      await setUp(token, password);
      onDone();
    } catch (cause) {
      setFault(faultText(cause));
      setBusy(false);
    }
  };
  return (
    <StepsFrame
      now={0}
      title="Make the administrator"
      foot="Nobody can relay until step 4. Leave when you like: set-up goes on where you stopped."
    >
      <p className="lead">This link works once. The next start of the server prints a new one.</p>
      <form onSubmit={submit} noValidate>
        <input type="hidden" name="username" autoComplete="username" value={FIRST_USER} readOnly />
        <p className="q">
          Account: <b>{FIRST_USER}</b>
        </p>
        <Field
          label="&Password"
          type="password"
          autoComplete="new-password"
          first
          value={password}
          onChange={setPassword}
          problem={shown ? weak : null}
          hint={<PasswordMeter password={password} />}
        />
        <Field
          label="Password &again"
          type="password"
          autoComplete="new-password"
          value={again}
          onChange={setAgain}
          problem={shown ? differs : null}
        />
        {token === '' && (
          <ProblemLine>The link is not whole: the part after # is missing.</ProblemLine>
        )}
        {fault && <ProblemLine>{fault}</ProblemLine>}
        <Button
          kind="go"
          type="submit"
          label={busy ? 'Making the administrator…' : '&Next: Host Name'}
          disabled={busy || token === ''}
        />
      </form>
    </StepsFrame>
  );
}
