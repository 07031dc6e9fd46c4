/** One decision: the path that it took, recomputed from the rules as they were then, and the facts. */
import { useQuery } from '@tanstack/react-query';
import type { DecisionRow } from '../../../shared/api/decisions.js';
import { getDecision } from '../../api/decisions.js';
import { faultText } from '../../api/request.js';
import { Button, LinkButton } from '../../components/button.js';
import { REASON_LABELS } from '../../components/labels.js';
import { Notice } from '../../components/notice.js';
import { Path } from '../../components/path.js';
import { Skeleton } from '../../components/placeholder.js';
import { StrangerText } from '../../components/stranger-text.js';
import { Verdict } from '../../components/verdict.js';
import { factsOf } from './facts.js';
import type { FilterName } from './filters.js';

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
  const detail = useQuery({
    queryKey: ['decision', reference],
    queryFn: ({ signal }) => getDecision(reference, signal),
    staleTime: Infinity,
    retry: 1,
  });
  const facts = detail.data?.row ?? row;
  const decision = detail.data?.decision;
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
      <div className="stack">
        {facts && (
          <>
            <Facts row={facts} onFilter={onFilter} />
            <code className="reply">
              <StrangerText text={facts.reply} />
            </code>
          </>
        )}
        {onClose && facts && (
          <div className="btns">
            <Button label="Close" onPress={onClose} />
          </div>
        )}
      </div>
    </section>
  );
}

interface FactsProps {
  readonly row: DecisionRow;
  readonly onFilter: (name: FilterName, value: string) => void;
}

function Facts({ row, onFilter }: FactsProps) {
  return (
    <dl className="facts">
      {factsOf(row).map(({ name, text, filter, mono }) => {
        const shown = <StrangerText text={text} mono={mono ?? false} />;
        return (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>
              {filter ? (
                <LinkButton
                  onPress={() => onFilter(filter.name, filter.value)}
                  title="Show only decisions with this"
                >
                  {shown}
                </LinkButton>
              ) : (
                shown
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
