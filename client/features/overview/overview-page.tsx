/** The overview: is mail flowing, what was decided, what needs attention, what changed lately. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Overview } from '../../../shared/api/overview.js';
import { getOverview, overviewKey } from '../../api/overview.js';
import { faultText } from '../../api/request.js';
import { Button, LinkButton } from '../../components/button.js';
import { ChoiceField } from '../../components/field.js';
import { Legend } from '../../components/legend.js';
import { Notice } from '../../components/notice.js';
import { Empty, Skeleton } from '../../components/placeholder.js';
import { AttentionList, LateChanges } from './attention-list.js';
import { chartOf } from './chart-bars.js';
import { ChartTable } from './chart-table.js';
import { DecisionsChart } from './decisions-chart.js';
import { Figures } from './figures.js';
import { overviewSentence } from './overview-words.js';
import { chartByOf, periodOf, PERIODS, periodText, type ChartBy } from './periods.js';
import { RefusalReasons, RefusedPeers } from './refusals.js';

const AGAIN_MS = 15_000;
const SKELETON_ROWS = 8;

export function OverviewPage() {
  const [query, setQuery] = useSearchParams();
  const hours = periodOf(query);
  const { data, error, refetch } = useQuery({
    queryKey: overviewKey(hours),
    queryFn: ({ signal }) => getOverview(hours, signal),
    refetchInterval: AGAIN_MS,
    placeholderData: keepPreviousData,
  });
  const put = (name: string, value: string) => {
    const next = new URLSearchParams(query);
    next.set(name, value);
    setQuery(next, { replace: true });
  };
  return (
    <div className="overview" data-help="overview">
      {error && (
        <div className="notes">
          <Notice
            kind="bad"
            role="alert"
            actions={<Button label="Try again" onPress={() => void refetch()} />}
          >
            <b>{data ? 'What stands here is not up to date.' : 'How it stands is not known.'}</b>{' '}
            <span className="q">{faultText(error)}</span>
          </Notice>
        </div>
      )}
      {!data && !error && <Skeleton rows={SKELETON_ROWS} />}
      {data && (
        <>
          <div className="titlerow">
            <h2 className="sentence">{overviewSentence(data)}</h2>
            <div className="btns">
              <ChoiceField
                label="Period"
                labelHidden
                help="overview-period"
                value={String(hours)}
                options={PERIODS.map(([each, text]) => [String(each), text] as const)}
                onChange={(chosen) => put('hours', chosen)}
              />
            </div>
          </div>
          <Figures overview={data} />
          <Board overview={data} by={chartByOf(query)} onBy={(by) => put('by', by)} />
        </>
      )}
    </div>
  );
}

interface BoardProps {
  readonly overview: Overview;
  readonly by: ChartBy;
  readonly onBy: (by: ChartBy) => void;
}

function Board({ overview, by, onBy }: BoardProps) {
  const { decisions, since, attention, changes, at } = overview;
  return (
    <div className="board">
      <div className="stack wide">
        {decisions ? (
          <>
            <OverTime overview={overview} by={by} onBy={onBy} />
            <div className="half">
              <RefusedPeers decisions={decisions} since={since} />
              <RefusalReasons decisions={decisions} since={since} />
            </div>
          </>
        ) : (
          <div className="list">
            <Empty title="The Decision Log cannot be read">
              What was decided is shown again as soon as it can.
            </Empty>
          </div>
        )}
      </div>
      <div className="stack wide">
        <section data-help="overview-attention">
          <Legend title="Needs attention" />
          <AttentionList attention={attention} now={new Date(at)} />
        </section>
        <section data-help="overview-changes">
          <Legend title="Changed lately" />
          <LateChanges changes={changes} />
        </section>
      </div>
    </div>
  );
}

function OverTime({ overview, by, onBy }: BoardProps) {
  const { decisions, hours } = overview;
  const [table, setTable] = useState(false);
  const chart = chartOf(overview, decisions!, by);
  const other = by === 'verdict' ? 'reason' : 'verdict';
  return (
    <section data-help="overview-chart">
      <Legend
        title={`Decisions, ${periodText(hours)}`}
        aside={
          <>
            <LinkButton onPress={() => onBy(other)}>By {other}</LinkButton>
            <LinkButton onPress={() => setTable(!table)}>
              {table ? 'As a chart' : 'As a table'}
            </LinkButton>
          </>
        }
      />
      {table ? (
        <ChartTable chart={chart} hours={hours} />
      ) : (
        <DecisionsChart overview={overview} chart={chart} />
      )}
    </section>
  );
}
