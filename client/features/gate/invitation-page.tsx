/** An invitation's link: whoever holds it sets the password. The token stays in the fragment, which no server sees. */
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { ROLE_WORDS } from '../../../shared/api/roles.js';
import { readInvitation, takeInvitation } from '../../api/people.js';
import { faultText } from '../../api/request.js';
import { Button } from '../../components/button.js';
import { ProblemLine } from '../../components/problem.js';
import { useTask } from '../../components/task.js';
import { When } from '../../components/when.js';
import { isGood, NewPasswordFields } from '../../components/new-password-fields.js';
import { Slip } from './slip.js';

interface InvitationPageProps {
  readonly token: string;
  readonly onDone: () => void;
}

const FOOT = 'Mail flows whether or not you are logged on.';

export function InvitationPage({ token, onDone }: InvitationPageProps) {
  const [typed, setTyped] = useState({ password: '', again: '' });
  const [judged, judge] = useState(false);
  const task = useTask();
  const read = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => readInvitation(token),
    // Once it is taken there is nothing to be read any more.
    staleTime: 'static',
  });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    judge(true);
    if (!isGood(typed)) return;
    const done = await task.run(async () => {
      await takeInvitation(token, typed.password);
      return true;
    });
    if (done) onDone();
  };
  if (read.error) {
    return (
      <Slip title="Invitation" foot={FOOT}>
        <div className="stack gate-note">
          <ProblemLine>{faultText(read.error)}</ProblemLine>
          <Button label="Log on instead" onPress={onDone} />
        </div>
      </Slip>
    );
  }
  if (!read.data) return null;
  const { username, role, expires, resets } = read.data;
  return (
    <Slip title={resets ? 'Set a new password' : `Welcome, ${username}`} foot={FOOT}>
      <p className="lead">
        {!resets && `You are invited as ${ROLE_WORDS[role].name}. ${ROLE_WORDS[role].may} `}This
        link works once, until <When at={expires} />.
      </p>
      <form onSubmit={submit} noValidate>
        <input type="hidden" name="username" autoComplete="username" value={username} readOnly />
        <p className="q">
          Account: <b>{username}</b>
        </p>
        <NewPasswordFields value={typed} onChange={setTyped} judged={judged} />
        {task.fault && <ProblemLine>{task.fault}</ProblemLine>}
        <Button
          kind="go"
          type="submit"
          label={task.busy ? 'Setting the password…' : 'Set the Password'}
          disabled={task.busy}
        />
      </form>
    </Slip>
  );
}
