/** Who was refused most, and why; each leads into the log. */
import { Link } from 'react-router';
import type { Overview } from '../../../shared/api/overview.js';
import { Legend } from '../../components/legend.js';
import { REASON_LABELS } from '../../components/labels.js';
import { StrangerText } from '../../components/stranger-text.js';
import { logAddress } from '../../decision/log-address.js';
import { lookedAtText } from './overview-words.js';

type Decisions = NonNullable<Overview['decisions']>;

interface RefusalsProps {
  readonly decisions: Decisions;
  readonly since: string;
}

const MOST_REASONS = 5;

export function RefusedPeers({ decisions, since }: RefusalsProps) {
  const { refusedPeers } = decisions;
  const partly = lookedAtText(decisions);
  return (
    <section data-help="overview-refusals">
      <Legend title="Peers refused most" />
      {refusedPeers.length === 0 ? (
        <p className="t">Nobody was refused.</p>
      ) : (
        <ul className="tops">
          {refusedPeers.map(({ peer, helo, refusals }) => (
            <li key={peer}>
              <span className="cut">
                <Link to={logAddress({ verdict: 'reject', peer, since })}>
                  <StrangerText text={peer} mono />
                </Link>{' '}
                <span className="q">{helo === '' ? 'no name' : <StrangerText text={helo} />}</span>
              </span>
              <span className="n">{refusals.toLocaleString('en')}</span>
            </li>
          ))}
        </ul>
      )}
      {partly && <p className="t">{partly}</p>}
    </section>
  );
}

export function RefusalReasons({ decisions, since }: RefusalsProps) {
  const reasons = decisions.series
    .filter(({ verdict }) => verdict === 'reject')
    .slice(0, MOST_REASONS);
  return (
    <section data-help="overview-refusals">
      <Legend title="Reasons for refusal" />
      {reasons.length === 0 ? (
        <p className="t">Nothing was refused.</p>
      ) : (
        <ul className="tops">
          {reasons.map(({ reason, hours }) => (
            <li key={reason}>
              <Link className="cut" to={logAddress({ verdict: 'reject', reason, since })}>
                {REASON_LABELS[reason]}
              </Link>
              <span className="n">
                {hours.reduce((sum, each) => sum + each, 0).toLocaleString('en')}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
