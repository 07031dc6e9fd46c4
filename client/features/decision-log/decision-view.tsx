/** One decision: the path that it took, recomputed from the rules as they were then, and the facts. */
import type { DecisionRow } from '../../../shared/api/decisions.js';
import { faultText } from '../../api/request.js';
import { Button } from '../../components/button.js';
import { REASON_LABELS } from '../../components/labels.js';
import { Notice } from '../../components/notice.js';
import { Path } from '../../components/path.js';
import { Skeleton } from '../../components/placeholder.js';
import { StrangerText } from '../../components/stranger-text.js';
import { Verdict } from '../../components/verdict.js';
import { DecisionButtons } from '../../decision/decision-buttons.js';
import { FactList } from '../../decision/fact-list.js';
import { FateText } from '../../decision/fate.js';
import type { FilterName } from '../../decision/log-address.js';
import { useDecision } from '../../decision/use-decision.js';

interface DecisionViewProps {
  readonly reference: string;
  /** What the list knows of it already. */
  readonly row?: DecisionRow;
  readonly onFilter: (name: FilterName, value: string) => void;
  /** It stands by itself: the list does not show its row. */
  readonly alone?: boolean;
  readonly onClose?: () => void;
}

export function DecisionView({ reference, row, onFilter, alone, onClose }: DecisionViewProps) {
  const detail = useDecision(reference);
  const facts = detail.data?.row ?? row;
  const decision = detail.data?.decision;
  const fate = detail.data?.fate;
  return (
    <section
      className={`decision ${alone ? 'alone' : ''} ${facts ? '' : 'unknown'}`}
      aria-label={`Decision ${reference}`}
    >
      <div>
        {detail.isPending && <Skeleton rows={4} />}
        {detail.error && (
          <Notice
            kind="bad"
            actions={
              <>
                <Button label="Try again" onPress={() => void detail.refetch()} />
                {onClose && !facts && <Button label="Close" onPress={onClose} />}
              </>
            }
          >
            {faultText(detail.error)}
          </Notice>
        )}
        {decision && <Path decision={decision} onRule={(rule) => onFilter('rule', rule)} />}
        {detail.data && !decision && facts && (
          <p className="q">
            <Verdict verdict={facts.verdict} /> {REASON_LABELS[facts.reason] ?? facts.reason}. The
            rules were not asked, or revision {facts.revision} is no longer known.
          </p>
        )}
      </div>
      {facts && (
        <div className="stack">
          <FactList row={facts} revision={detail.data?.revision} onFilter={onFilter} />
          <code className="reply">
            <StrangerText text={facts.reply} />
          </code>
          {fate && <FateText fate={fate} queueId={facts.queueId} />}
          <div className="btns">
            <DecisionButtons reference={reference} detail={detail.data} />
            {onClose && <Button label="Close" onPress={onClose} />}
          </div>
        </div>
      )}
    </section>
  );
}
