/** Beside a rule: how often it matched in 30 days, and when last; the number leads to its decisions. */
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { When } from '../components/when.js';
import { logAddress } from '../decision/log-address.js';
import type { RuleUseRead } from './use-rule-use.js';
import { countTitle, neverText, sparkPath } from './use-words.js';

interface UseCellProps extends RuleUseRead {
  /** Text form. */
  readonly rule: string;
  /** The draft brings it: nothing can have matched it. */
  readonly fresh: boolean;
}

interface UseCountProps extends UseCellProps {
  /** The link is a stop of the Tab key. */
  readonly active: boolean;
  /** The busiest day of the list, where days are drawn. */
  readonly busiest?: number;
}

export function UseCount(props: UseCountProps) {
  const { use, failed, rule, fresh, active, busiest } = props;
  if (fresh) return <span className="t nb">after Apply</span>;
  if (!use) return <Unknown failed={failed} />;
  const found = use.rules[rule];
  const decisions = found?.decisions ?? 0;
  return (
    <>
      {found && decisions > 0 && busiest !== undefined && (
        <svg className="spark" viewBox="0 0 64 16" preserveAspectRatio="none" aria-hidden="true">
          <path d={sparkPath(found.byDay, busiest)} />
        </svg>
      )}
      {found ? (
        <Link
          className="hits"
          to={logAddress({ rule })}
          tabIndex={active ? 0 : -1}
          title={countTitle(decisions)}
        >
          {decisions.toLocaleString('en')}
        </Link>
      ) : (
        <span className="t hits">0</span>
      )}
    </>
  );
}

export function LastUsed({ use, rule, fresh }: UseCellProps): ReactNode {
  if (fresh || !use) return null;
  const found = use.rules[rule];
  return (
    <span className="t nb">
      {found ? <When short at={found.lastUsed} /> : <span title={neverText(use)}>never</span>}
    </span>
  );
}

function Unknown({ failed }: { readonly failed: boolean }) {
  if (!failed) return null;
  return (
    <span className="t nb" title="How the rules are used could not be read">
      not known
    </span>
  );
}
