/** The messages under the destinations: what is selected, what is done to it, how far that is. */
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import type { QueueAction, QueueFilter } from '../../../shared/api/queue.js';
import { faultText } from '../../api/request.js';
import { Button, IconButton, LinkButton } from '../../components/button.js';
import { useListWindow } from '../../components/list-window.js';
import { useMedia } from '../../components/media.js';
import { Notice } from '../../components/notice.js';
import { Empty, Skeleton } from '../../components/placeholder.js';
import { StrangerText } from '../../components/stranger-text.js';
import { ActionBar } from './action-bar.js';
import { FilterChips, FilterPanel } from './filter-bar.js';
import { addressOf, isFiltered, type FilterName } from './filters.js';
import { useMessageKeys } from './message-keys.js';
import { MessageList } from './message-list.js';
import { ALL, countOf, NOTHING, still, type Selection } from './selection.js';
import { useMessages } from './use-messages.js';

interface MessageSectionProps {
  readonly filter: QueueFilter;
  /** The destination as it is called; null for all. */
  readonly destination: string | null;
  readonly onFilter: (name: FilterName, value: string) => void;
  /** Counts the changes of the queue. */
  readonly version: number;
  readonly holds: boolean;
  /** Another message is looked at in a window of its own. */
  readonly covered: boolean;
  readonly onAct: (action: QueueAction, selection: Selection, total: number) => void;
}

const ROW = { wide: 34, narrow: 60 };
const SKELETON_ROWS = 5;

export function MessageSection(props: MessageSectionProps) {
  const { filter, destination, onFilter, version, onAct } = props;
  const title = destination ?? 'All destinations';
  const navigate = useNavigate();
  const narrow = useMedia('(max-width: 1020px)');
  const scroller = useRef<HTMLDivElement>(null);
  const [total, setTotal] = useState(0);
  const [selection, select] = useState<Selection>(NOTHING);
  const [problem, setProblem] = useState<string | null>(null);
  const [hovering, setHovering] = useState(false);
  const [adding, setAdding] = useState(false);
  const [before, setBefore] = useState(filter);
  if (before !== filter) {
    setBefore(filter);
    select(NOTHING);
    setProblem(null);
  }
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
    // eslint-disable-next-line react/exhaustive-effect-dependencies -- each filter begins at its top
  }, [filter]);
  const view = useListWindow(total, scroller, { ownHeight: narrow ? ROW.narrow : ROW.wide });
  const list = useMessages(filter, view, version, hovering && !props.covered);
  if (list.total !== null && list.total !== total) setTotal(list.total);
  // What has left cannot be acted on, and must not be counted.
  const present = list.whole
    ? still(
        selection,
        list.read.map(({ id }) => id),
      )
    : selection;
  if (present !== selection) select(present);

  const act = (action: QueueAction) => onAct(action, selection, total);
  const address = (id: string) => addressOf(filter, id);
  const keys = useMessageKeys({
    filter,
    list,
    total,
    pageRows: view.pageRows,
    selection,
    onSelect: select,
    onOpen: (id) => navigate(address(id)),
    onDelete: () => act('delete'),
    onProblem: setProblem,
  });
  const count = countOf(selection, total);
  return (
    <section aria-label="Messages" data-help="queue-messages">
      <div className="tools">
        <h2 className="lead">
          <StrangerText text={title} />
        </h2>
        {destination !== null && (
          <IconButton
            icon="x"
            label="Show all destinations"
            onPress={() => onFilter('destination', '')}
          />
        )}
        <output className="t">
          {count > 0 && `${count.toLocaleString('en')} of `}
          {total.toLocaleString('en')}
          {count > 0 ? ' selected' : total === 1 ? ' message' : ' messages'}
        </output>
        <FilterChips
          filter={filter}
          onFilter={onFilter}
          adding={adding}
          onAdd={() => setAdding(!adding)}
        />
        {list.stale && <LinkButton onPress={list.again}>Show what has changed</LinkButton>}
        <ActionBar
          holds={props.holds}
          disabled={count === 0}
          asks={selection.kind === 'all'}
          onAct={act}
        />
      </div>
      {adding && <FilterPanel filter={filter} onFilter={onFilter} />}
      {problem !== null && <Notice kind="warn">{problem}</Notice>}
      {list.fault !== null && (
        <Notice kind="bad" actions={<Button label="Try again" onPress={list.again} />}>
          <b>The messages could not be read.</b> <span className="q">{faultText(list.fault)}</span>
        </Notice>
      )}
      {list.total === null && total === 0 && list.fault === null && (
        <Skeleton rows={SKELETON_ROWS} />
      )}
      {total > 0 && (
        <div onPointerEnter={() => setHovering(true)} onPointerLeave={() => setHovering(false)}>
          <MessageList
            label={`Messages, ${title}`}
            {...{ total, narrow, scroller, view, keys, selection }}
            rowAt={list.rowAt}
            onSelectAll={(all) => select(all ? ALL : NOTHING)}
            addressOf={address}
          />
        </div>
      )}
      {list.total === 0 && (
        <div className="list">
          <Empty
            title={isFiltered(filter) ? 'No message fits these filters' : 'Nothing waits'}
            action={
              isFiltered(filter) && (
                <Button label="Show all" onPress={() => navigate(addressOf({}))} />
              )
            }
          >
            New ones that fit appear here by themselves.
          </Empty>
        </div>
      )}
    </section>
  );
}
