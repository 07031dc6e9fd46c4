/** The right column: what would help, if anything does and is small. */
import { useMemo } from 'react';
import { Link } from 'react-router';
import type { DecisionDetail, Explanation } from '../../../shared/api/decisions.js';
import { decide } from '../../../shared/engine/decide.js';
import { Legend } from '../../components/legend.js';
import { useOpenedAt } from '../../components/opened-at.js';
import { RuleText } from '../../components/rule-text.js';
import { logAddress } from '../../decision/log-address.js';
import { useDraft } from '../../draft/draft.js';
import { FixPanel } from './fix-panel.js';
import { adviceFor } from './smallest-fix.js';

interface FixProps {
  readonly detail: DecisionDetail;
  /** Undefined while it is being asked, or could not be. */
  readonly explanation: Explanation | undefined;
}

/** Whether there is anything to say beside the path. */
export function hasFix({ row }: DecisionDetail): boolean {
  return row.reason === 'not-permitted' || adviceFor(row.reason) !== null;
}

export function Fix({ detail, explanation }: FixProps) {
  const { row } = detail;
  const at = useOpenedAt();
  const draft = useDraft();
  const compiled = draft.compilation?.compiled;
  const decision = useMemo(
    () => compiled && decide(compiled, { ...detail.request, at }),
    [compiled, detail.request, at],
  );
  const advice = adviceFor(row.reason);
  const permitted = decision && decision.verdict !== 'reject' && row.decidedBy === 'rules';
  const inDraft = permitted && draft.ruleChanges > 0;
  return (
    <aside className="stack" aria-label="Smallest safe fix" data-help="smallest-fix">
      <Legend title={advice ? 'What would help' : 'Smallest safe fix'} />
      {permitted ? (
        <>
          <p>
            {inDraft ? 'Your draft permits it already' : 'The rules in force permit it by now'}
            {decision.rule !== undefined && (
              <>
                , by <RuleText rule={decision.rule} />
              </>
            )}
            .
          </p>
          {inDraft && (
            <div className="btns">
              <Link className="btn" to="/routing/preview">
                Preview...
              </Link>
            </div>
          )}
        </>
      ) : advice ? (
        <>
          <p>{advice.text}</p>
          {row.reason === 'never-route' && row.rule !== null && (
            <p>
              The entry:{' '}
              <Link to={logAddress({ rule: row.rule })}>
                <RuleText rule={row.rule} />
              </Link>
            </p>
          )}
          {advice.link && (
            <div className="btns">
              <Link className="btn" to={advice.link.to}>
                {advice.link.text}
              </Link>
            </div>
          )}
        </>
      ) : (
        <FixPanel detail={detail} neighbours={explanation?.neighbours ?? null} />
      )}
    </aside>
  );
}
