/** Set-up: the one-time link makes the first user. The token stays in the fragment, which no server sees. */
import { useState, type FormEvent } from 'react';
import { FIRST_USER } from '../../../shared/api/session.js';
import { setUp } from '../../api/session.js';
import { faultText } from '../../api/request.js';
import { Button } from '../../components/button.js';
import { StepsFrame } from '../../components/steps-frame.js';
import { ProblemLine } from '../../components/problem.js';
import { isGood, NewPasswordFields } from '../../components/new-password-fields.js';

interface SetupPageProps {
  readonly token: string;
  readonly onDone: () => void;
}

export function SetupPage({ token, onDone }: SetupPageProps) {
  const [typed, setTyped] = useState({ password: '', again: '' });
  const [shown, setShown] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setShown(true);
    if (!isGood(typed)) return;
    setBusy(true);
    try {
      await setUp(token, typed.password);
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
        <NewPasswordFields value={typed} onChange={setTyped} judged={shown} />
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
