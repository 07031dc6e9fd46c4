import type { Account } from '../../../shared/api/accounts.js';
import type { ListColumn } from '../../components/entry-list.js';
import { StrangerText } from '../../components/stranger-text.js';
import { sayDay, When } from '../../components/when.js';
import { stateOf } from './account-form.js';

/** `narrow`: the failures go under the last use. */
export function accountColumns(now: Date, narrow: boolean): readonly ListColumn<Account>[] {
  const columns: readonly ListColumn<Account>[] = [
    {
      id: 'name',
      title: 'Name',
      width: 'minmax(0, 5fr)',
      cell: (account) => (
        <>
          <span className="val">
            <StrangerText text={account.name} />
          </span>
          <StateTag account={account} now={now} />
        </>
      ),
    },
    {
      id: 'used',
      title: 'Last used',
      width: 'minmax(0, 3fr)',
      cell: (account) => (
        <>
          {account.lastUsed === null ? (
            <span className="t">never</span>
          ) : (
            <When at={account.lastUsed} />
          )}
          {narrow && account.failures > 0 && (
            <span className="sub">
              {account.failures.toLocaleString('en')}{' '}
              {account.failures === 1 ? 'failure' : 'failures'} since
            </span>
          )}
        </>
      ),
    },
    {
      id: 'failures',
      title: 'Failures since',
      width: 'minmax(0, 3fr)',
      cell: ({ failures, lastFailure }) => (
        <>
          <span className={failures > 0 ? 'val' : 'val q'}>{failures.toLocaleString('en')}</span>
          {failures > 0 && lastFailure !== null && (
            <span className="sub">
              last <When at={lastFailure} />
            </span>
          )}
        </>
      ),
    },
  ];
  return narrow ? columns.slice(0, 2) : columns;
}

interface StateTagProps {
  readonly account: Account;
  readonly now: Date;
}

function StateTag({ account, now }: StateTagProps) {
  const { expires, appPasswords } = account;
  const state = stateOf(account, now);
  return (
    <>
      {state === 'disabled' && <span className="tag after dim">Disabled</span>}
      {state === 'expired' && <span className="tag after w">Expired</span>}
      {state === 'good' && expires !== null && (
        <span className="sub">until {sayDay(new Date(expires))}</span>
      )}
      {appPasswords.length > 0 && (
        <span className="sub">
          {appPasswords.length} app {appPasswords.length === 1 ? 'password' : 'passwords'}
        </span>
      )}
    </>
  );
}
