/** One decision, explained: what happened in a sentence, what was asked, who set what decided, what would help. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from 'react-router';
import type { DecisionDetail, Explanation } from '../../../shared/api/decisions.js';
import { useMay } from '../../access/access.js';
import { getExplanation } from '../../api/decisions.js';
import { ApiFault, faultText } from '../../api/request.js';
import { Button } from '../../components/button.js';
import { CopyButton } from '../../components/copy-button.js';
import { Legend } from '../../components/legend.js';
import { Notice } from '../../components/notice.js';
import { PageHead } from '../../components/page-head.js';
import { Empty, Skeleton } from '../../components/placeholder.js';
import { StrangerText } from '../../components/stranger-text.js';
import { DecisionButtons } from '../../decision/decision-buttons.js';
import { FactList } from '../../decision/fact-list.js';
import { FateText } from '../../decision/fate.js';
import {
  explanationAddress,
  logAddress,
  START_PAGE,
  type FilterName,
} from '../../decision/log-address.js';
import { sentenceOf } from '../../decision/sentence.js';
import { useDecision } from '../../decision/use-decision.js';
import { useDraft } from '../../draft/draft.js';
import { Asked } from './asked.js';
import { Changed } from './changed.js';
import { Fix, hasFix } from './fix.js';
import { Lead } from './lead.js';

const LOG = { title: 'Decision Log', to: '/log', show: 'Show the Decision Log' };
const START = { title: 'Explanations', to: START_PAGE, show: 'Look up another' };

/** Where one comes from: the log, for whoever reads it. */
function useBack() {
  return useMay('operator') ? LOG : START;
}

export function ExplanationPage() {
  const { ref = '' } = useParams();
  const back = useBack();
  const detail = useDecision(ref);
  const missing = detail.error instanceof ApiFault && detail.error.status === 404;
  if (detail.data) return <Explained reference={ref} detail={detail.data} />;
  return (
    <div className="explanation" data-help="explanation">
      <PageHead
        back={back}
        here={`ref ${ref}`}
        title={missing ? 'No decision has this reference.' : 'Explanation'}
      />
      {missing ? <Missing reference={ref} /> : null}
      {detail.isPending && <Skeleton rows={6} />}
      {detail.error && !missing && (
        <Notice
          kind="bad"
          role="alert"
          actions={<Button label="Try again" onPress={() => void detail.refetch()} />}
        >
          <b>The decision could not be read.</b>{' '}
          <span className="q">{faultText(detail.error)}</span>
        </Notice>
      )}
    </div>
  );
}

function Missing({ reference }: { readonly reference: string }) {
  const navigate = useNavigate();
  const back = useBack();
  return (
    <div className="list">
      <Empty
        title="It is not in the log"
        action={<Button label={back.show} onPress={() => navigate(back.to)} />}
      >
        It may be older than decisions are kept, or <StrangerText mono text={reference} /> was
        misread. A reference has 7 characters; O and 0, I, L and 1 are taken for each other.
      </Empty>
    </div>
  );
}

interface ExplainedProps {
  readonly reference: string;
  readonly detail: DecisionDetail;
}

function Explained({ reference, detail }: ExplainedProps) {
  const navigate = useNavigate();
  const { routing } = useDraft();
  // Who else applied something in the meantime changes what would be decided now.
  const revision = routing.base?.document.revision ?? null;
  const explanation = useQuery({
    queryKey: ['explanation', reference, revision],
    queryFn: ({ signal }) => getExplanation(reference, signal),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  });
  const { row, fate } = detail;
  const told: Explanation | undefined = explanation.data;
  const back = useBack();
  const readsLog = useMay('operator');
  const drafts = useMay('administrator');
  const filter = readsLog
    ? (name: FilterName, value: string) => navigate(logAddress({ [name]: value }))
    : undefined;
  const helps = drafts && hasFix(detail);
  return (
    <div className="explanation" data-help="explanation">
      <PageHead
        back={back}
        here={`ref ${row.ref}`}
        title={<StrangerText text={sentenceOf(row)} />}
        lead={<Lead row={row} now={told?.now} />}
        actions={
          <>
            <CopyButton label="Copy link" text={location.origin + explanationAddress(row.ref)} />
            <DecisionButtons explained reference={row.ref} detail={detail} />
          </>
        }
      />
      {told?.changed && <Changed change={told.changed} />}
      <div className={helps ? 'two' : 'one'}>
        <div className="path-part">
          <Asked detail={detail} explanation={told} onFilter={filter} />
          {explanation.isPending && <output className="t">Reading who set the rules…</output>}
          {explanation.error && !told && (
            <Notice
              kind="bad"
              actions={<Button label="Try again" onPress={() => void explanation.refetch()} />}
            >
              <b>Who set the rules could not be read.</b>{' '}
              <span className="q">{faultText(explanation.error)}</span>
            </Notice>
          )}
        </div>
        {helps && routing.value && <Fix key={row.ref} detail={detail} explanation={told} />}
        <div className="fact-part">
          {fate && (
            <section aria-label="What became of it">
              <Legend title="What became of it" />
              <FateText fate={fate} queueId={row.queueId} />
            </section>
          )}
          <section aria-label="Facts">
            <Legend title="Facts" />
            <FactList row={row} revision={detail.revision} onFilter={filter} />
          </section>
        </div>
      </div>
    </div>
  );
}
