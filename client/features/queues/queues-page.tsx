/** The Queues page: outbound messages awaiting delivery, by destination, and what can be done to them. Live. */
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import type { QueueAction, QueueFilter, QueueOverview } from '../../../shared/api/queue.js';
import { Button, IconButton } from '../../components/button.js';
import { Notice } from '../../components/notice.js';
import { Empty, Skeleton } from '../../components/placeholder.js';
import { Progress } from '../../components/progress.js';
import { writtenOut } from '../../components/written-out.js';
import { ActionDialog } from './action-dialog.js';
import { progressText } from './action-text.js';
import { DestinationList } from './destination-list.js';
import { addressOf, filterOf, isFiltered, withFilter } from './filters.js';
import { MessageDialog } from './message-dialog.js';
import { MessageSection } from './message-section.js';
import { ALL, type Selection } from './selection.js';
import { useActions } from './use-actions.js';
import { useJobs } from './use-jobs.js';
import { useOverview } from './use-overview.js';

const SKELETON_ROWS = 5;

export function QueuesPage() {
  const { ref: opened } = useParams();
  const [query] = useSearchParams();
  const text = query.toString();
  const filter = useMemo(() => filterOf(new URLSearchParams(text)), [text]);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { overview, version, live, problem, again } = useOverview();
  const jobs = useJobs(() => void queries.invalidateQueries({ queryKey: ['queue'] }));
  const actions = useActions(jobs);
  const name = nameOf(filter, overview);
  const go = (next: QueueFilter) => navigate(addressOf(next));
  const act = (action: QueueAction, selection: Selection, total: number, of = filter) =>
    actions.act({ action, selection, filter: of, total, to: toText(nameOf(of, overview)) });
  const waits = overview !== null && (overview.messages > 0 || isFiltered(filter));
  const { asked } = actions;

  return (
    <div className="queues" data-help="queues">
      <div className="tools">
        <h2 className="lead">Outbound messages awaiting delivery</h2>
        {overview && <span className="t">{countText(overview)}</span>}
        <span className="stream">
          <output className={`live ${live ? '' : 'off'}`}>{live ? 'Live' : 'Connecting…'}</output>
          <Button
            label="Retry &all..."
            disabled={!overview || overview.messages === 0}
            onPress={() => overview && act('retry', ALL, overview.messages, {})}
          />
        </span>
      </div>
      {problem !== null && (
        <Notice kind="bad" actions={<Button label="Try again" onPress={again} />}>
          <b>The queue could not be read.</b> <span className="q">{problem}</span>
        </Notice>
      )}
      {jobs.failure !== null && (
        <Notice
          kind="bad"
          role="alert"
          actions={<IconButton icon="x" label="Close this notice" onPress={jobs.forget} />}
        >
          <b>Not done.</b> <span className="q">{jobs.failure}</span>
        </Notice>
      )}
      {!overview && problem === null && <Skeleton rows={SKELETON_ROWS} />}
      {overview && overview.messages === 0 && !isFiltered(filter) && (
        <div className="list">
          <Empty title="Nothing waits for delivery">
            Everything that was taken has been delivered, or returned to its sender.
          </Empty>
        </div>
      )}
      {overview && overview.destinations.length > 0 && (
        <DestinationList
          destinations={overview.destinations}
          count={overview.destinationCount}
          chosen={filter.destination}
          onChoose={(key) => go(withFilter(filter, 'destination', key ?? ''))}
        />
      )}
      {jobs.running.map(({ job, elapsed }) => (
        <Progress
          key={job.id}
          text={progressText(job, elapsed)}
          done={job.done}
          total={job.total}
          onStop={() => jobs.stop(job.id)}
        />
      ))}
      {waits && (
        <MessageSection
          filter={filter}
          destination={name}
          onFilter={(field, value) => go(withFilter(filter, field, value))}
          version={version}
          holds={holdsAny(filter, overview)}
          covered={opened !== undefined || asked !== null}
          onAct={act}
        />
      )}
      {opened !== undefined && (
        <MessageDialog
          id={opened}
          onAct={(action) => act(action, { kind: 'some', ids: new Set([opened]) }, 1, {})}
          onClose={() => navigate(addressOf(filter))}
        />
      )}
      {asked && (
        <ActionDialog
          {...asked}
          filter={asked.selection.kind === 'all' ? filterText(asked.filter) : null}
          byDestination={asked.filter.destination !== undefined}
          onOk={actions.confirm}
          onCancel={actions.cancel}
        />
      )}
    </div>
  );
}

function countText({ messages, destinationCount }: QueueOverview): string {
  const destinations =
    destinationCount === 1
      ? '1 destination'
      : `${destinationCount.toLocaleString('en')} destinations`;
  return `${messages.toLocaleString('en')} to ${destinations}`;
}

/** The chosen destination as it is called; its key where nothing waits for it any more. */
function nameOf({ destination }: QueueFilter, overview: QueueOverview | null): string | null {
  if (destination === undefined) return null;
  return overview?.destinations.find(({ key }) => key === destination)?.text ?? destination;
}

function toText(name: string | null): string {
  return name === null ? '' : ` to ${writtenOut(name)}`;
}

function filterText({ state, q }: QueueFilter): string | null {
  const parts = [state && `state ${state}`, q && `with “${writtenOut(q)}”`].filter(Boolean);
  return parts.length === 0 ? null : parts.join(', ');
}

/** Whether something is held among what is shown. */
function holdsAny({ destination }: QueueFilter, overview: QueueOverview | null): boolean {
  return (overview?.destinations ?? []).some(
    ({ key, states }) => states.held > 0 && (destination === undefined || key === destination),
  );
}
