/** "Test logon": a name and a password, asked of the store as it is typed; what it came to, and how long it took. */
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import {
  logonTestSchema,
  type AccountStore,
  type LogonTest,
} from '../../../shared/api/security.js';
import { issuesFromZod } from '../../../shared/api/errors.js';
import { faultText } from '../../api/request.js';
import { testLogon } from '../../api/security.js';
import { Button } from '../../components/button.js';
import { Field } from '../../components/field.js';
import { Icon } from '../../components/icon.js';
import { StrangerText } from '../../components/stranger-text.js';
import { problemAt } from '../../draft/issues.js';

interface LogonTestProps {
  /** `own`: Gatepost's own accounts. Null while something is wrong with it. */
  readonly store: AccountStore | 'own' | null;
  /** The store has to be corrected first. */
  readonly onWrong?: () => void;
}

type Said = { readonly test: LogonTest } | { readonly fault: string } | null;

const RESULT = { accepted: 'Accepted', refused: 'Refused', unavailable: 'No answer' } as const;

export function LogonTestPart({ store, onWrong }: LogonTestProps) {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [judged, judge] = useState(false);
  const [asking, setAsking] = useState(false);
  const [said, say] = useState<Said>(null);
  const output = useRef<HTMLOutputElement>(null);
  useEffect(() => {
    if (said) output.current?.scrollIntoView({ block: 'nearest' });
  }, [said]);
  const read = logonTestSchema.pick({ username: true, password: true }).safeParse({
    username,
    password,
  });
  const issues = judged && !read.success ? issuesFromZod(read.error) : [];

  const ask = async () => {
    if (asking) return;
    if (!read.success) judge(true);
    if (store === null) {
      onWrong?.();
      say({ fault: 'Correct first what is marked above.' });
    }
    if (!read.success || store === null) return;
    setAsking(true);
    say(null);
    try {
      say({ test: await testLogon({ ...(store !== 'own' && { store }), username, password }) });
    } catch (fault) {
      say({ fault: faultText(fault) });
    } finally {
      setAsking(false);
    }
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    void ask();
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Enter in its fields tests, and is not OK
    <fieldset className="logon-test" onKeyDown={press} data-help="test-logon">
      <legend>Test logon</legend>
      <div className="fields">
        <Field
          label="&User name"
          value={username}
          onChange={setUsername}
          problem={problemAt(issues, 'username')}
        />
        <Field
          label="Pass&word"
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          problem={problemAt(issues, 'password')}
        />
      </div>
      <div className="asked">
        <Button
          label={asking ? 'Testing…' : '&Test logon'}
          disabled={asking}
          onPress={() => void ask()}
        />
        <output ref={output}>
          {said && 'test' in said && <Outcome test={said.test} />}
          {said && 'fault' in said && <span className="bad">{said.fault}</span>}
        </output>
      </div>
      <span className="hint">
        {store === 'own'
          ? 'An account’s own password, or one of its app passwords.'
          : 'Asked of the store as it is typed here. Nothing is stored.'}
      </span>
    </fieldset>
  );
}

function Outcome({ test }: { readonly test: LogonTest }) {
  const { result, text, account, took } = test;
  return (
    <span className={`outcome ${result === 'accepted' ? 'good' : 'bad'}`}>
      <Icon name={result === 'accepted' ? 'yes' : 'warn'} />
      <span>
        <b>{RESULT[result]}</b> <span className="t">in {took.toLocaleString('en')} ms.</span>{' '}
        <StrangerText text={text} />
        {account !== null && (
          <>
            {' '}
            It counts as <StrangerText text={account} />.
          </>
        )}
      </span>
    </span>
  );
}
