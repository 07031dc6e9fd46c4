/** The six numbers under the sentence; those of decisions lead into the log. */
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Overview, VerdictCounts } from '../../../shared/api/overview.js';
import { sizeText } from '../../../shared/address/octets-text.js';
import { VERDICTS, type Verdict } from '../../../shared/engine/decision.js';
import { ageText } from '../../components/age.js';
import { Icon } from '../../components/icon.js';
import { logAddress } from '../../decision/log-address.js';
import { busiestText, shareText } from './overview-words.js';

const UNKNOWN = 'not known';

export function Figures({ overview }: { readonly overview: Overview }) {
  const { decisions, queue, disk, since, at } = overview;
  const now = new Date(at);
  return (
    <dl className="figs">
      <Figure
        title="Decisions"
        under={decisions ? busiestText(overview) : ''}
        value={decisions && <Count to={logAddress({ since })} count={sum(decisions.counts)} />}
      />
      {VERDICTS.map((verdict: Verdict) => (
        <Figure
          key={verdict}
          look={verdict}
          title={verdict}
          under={decisions ? shareText(decisions, verdict) : ''}
          value={
            decisions && (
              <Count to={logAddress({ verdict, since })} count={decisions.counts[verdict]} />
            )
          }
        />
      ))}
      <Figure
        title="In the queue"
        under={
          queue?.oldest ? `oldest ${ageText(queue.oldest, now)}` : queue ? 'nothing waits' : ''
        }
        value={queue && <Count to="/queues" count={queue.messages} />}
      />
      <Figure
        title="Free on disk"
        under={disk ? `of ${sizeText(disk.total)}` : ''}
        value={disk && sizeText(disk.free)}
      />
    </dl>
  );
}

interface FigureProps {
  readonly title: string;
  /** Null: not known. */
  readonly value: ReactNode;
  readonly under: string;
  readonly look?: Verdict;
}

function Figure({ title, value, under, look }: FigureProps) {
  return (
    <div>
      <dt className={look && `v ${look}`}>
        {look && <Icon name={look} />}
        <span>{title}</span>
      </dt>
      <dd>{value ?? <span className="unknown">{UNKNOWN}</span>}</dd>
      <dd className="under" title={under || undefined}>
        {under || '\u00a0'}
      </dd>
    </div>
  );
}

function Count({ to, count }: { readonly to: string; readonly count: number }) {
  return <Link to={to}>{count.toLocaleString('en')}</Link>;
}

function sum({ inbound, relay, reject }: VerdictCounts): number {
  return inbound + relay + reject;
}
