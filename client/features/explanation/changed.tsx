/** The revision after which it is decided so, and what was decided before. */
import { Link } from 'react-router';
import type { VerdictChange } from '../../../shared/api/decisions.js';
import { useMay } from '../../access/access.js';
import { Notice } from '../../components/notice.js';
import { RuleText } from '../../components/rule-text.js';
import { StrangerText } from '../../components/stranger-text.js';
import { When } from '../../components/when.js';
import { verdictPast, verdictPerfect } from '../../decision/sentence.js';

export function Changed({ change }: { readonly change: VerdictChange }) {
  const readsHistory = useMay('operator');
  const { verdict, rule, by, before, lastSeen } = change;
  return (
    <Notice
      kind="info"
      icon="clock"
      actions={
        readsHistory && (
          <Link className="btn" to={`/history/${by.revision}`}>
            Show the difference
          </Link>
        )
      }
    >
      <b>
        {lastSeen === null ? (
          <>
            Before revision {by.revision} it would have {verdictPerfect(verdict)}.
          </>
        ) : (
          <>
            It {verdictPast(verdict)} until <When at={by.at} day />.
          </>
        )}
      </b>{' '}
      <span className="q">
        Revision {by.revision} by <StrangerText text={by.author} />
        {lastSeen === null && (
          <>
            , <When at={by.at} day />
          </>
        )}
        {by.note === '' ? (
          ' changed that'
        ) : (
          <>
            : <StrangerText text={by.note} />
          </>
        )}
        .
        {rule !== null && (
          <>
            {' '}
            Revision {before} had <RuleText rule={rule} />.
          </>
        )}
      </span>
    </Notice>
  );
}
