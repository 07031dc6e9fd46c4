/** "Your Account": password, second factor, sessions and tokens of whoever is logged on. All of it takes effect at once. */
import { useQuery } from '@tanstack/react-query';
import { ROLE_WORDS } from '../../../shared/api/roles.js';
import { getOwnAccount } from '../../api/own-account.js';
import { faultText } from '../../api/request.js';
import { Button } from '../../components/button.js';
import { Notice } from '../../components/notice.js';
import { Part } from '../../components/part.js';
import { Skeleton } from '../../components/placeholder.js';
import { StrangerText } from '../../components/stranger-text.js';
import { PasswordPart } from './password-part.js';
import { SecondFactorPart } from './second-factor-part.js';
import { SessionsPart } from './sessions-part.js';
import { TokensPart } from './tokens-part.js';

export function AccountPage() {
  const account = useQuery({
    queryKey: ['own-account'],
    queryFn: ({ signal }) => getOwnAccount(signal),
  });
  const { data, error } = account;
  if (error && !data) {
    return (
      <Notice
        kind="bad"
        role="alert"
        actions={<Button label="Try again" onPress={() => void account.refetch()} />}
      >
        <b>Your account could not be read.</b> <span className="q">{faultText(error)}</span>
      </Notice>
    );
  }
  if (!data) return <Skeleton rows={6} />;
  const { name, may } = ROLE_WORDS[data.role];
  return (
    <div className="connections security own-account" data-help="your-account">
      <div>
        <h2 className="sentence">
          You are <StrangerText text={data.username} />, {name}.
        </h2>
        <p className="q lead">{may} What you change here takes effect at once.</p>
      </div>
      <Part title="Password" help="own-password">
        <PasswordPart />
      </Part>
      <Part title="Second factor" help="second-factor">
        <SecondFactorPart account={data} onChanged={() => void account.refetch()} />
      </Part>
      <Part title="Sessions" help="own-sessions" lead="Where you are logged on now.">
        <SessionsPart />
      </Part>
      <Part title="Tokens" help="tokens" lead="For programs that use the API in your name.">
        <TokensPart role={data.role} />
      </Part>
    </div>
  );
}
