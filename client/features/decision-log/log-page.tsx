/** The Decision Log: every recipient's verdict, newest first, with what decided it one press away. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router';
import { faultText } from '../../api/request.js';
import { Button } from '../../components/button.js';
import { useMedia } from '../../components/media.js';
import { Notice } from '../../components/notice.js';
import { Empty, Skeleton } from '../../components/placeholder.js';
import { DecisionView } from './decision-view.js';
import { FilterBar } from './filter-bar.js';
import { logAddress, type FilterName } from '../../decision/log-address.js';
import { ExportDialog } from './export-dialog.js';
import { searchOf, withFilter } from './filters.js';
import { KeepDialog } from './keep-dialog.js';
import { LogRows } from './log-rows.js';
import { LogTable } from './log-table.js';
import { SearchProgress } from './search-progress.js';
import { useDecisions } from './use-decisions.js';

const SKELETON_ROWS = 8;

export function LogPage() {
  const { ref: opened } = useParams();
  const [query] = useSearchParams();
  const text = query.toString();
  const search = useMemo(() => searchOf(new URLSearchParams(text)), [text]);
  const navigate = useNavigate();
  const { search: queryText } = useLocation();
  const [paused, setPaused] = useState(false);
  const [dialog, setDialog] = useState<'export' | 'keep' | null>(null);
  const [hovering, setHovering] = useState(false);
  const [scrolled, setScrolled] = useState(false);
  const narrow = useMedia('(max-width: 1020px)');
  const held = hovering || scrolled || opened !== undefined;
  const log = useDecisions(search, held, paused);
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => watchScroll(end.current, setScrolled), []);

  const open = useCallback(
    (ref: string | null) => navigate(`/log${ref === null ? '' : `/${ref}`}${queryText}`),
    [navigate, queryText],
  );
  const filter = (name: FilterName, value: string) => navigate(withFilter(search, name, value));
  const list = { rows: log.rows, fresh: log.fresh, opened, onOpen: open, onFilter: filter };
  const alone = opened !== undefined && !log.loading && !log.rows.some(({ ref }) => ref === opened);

  return (
    <div className="log" data-help="log">
      <FilterBar
        search={search}
        onFilter={filter}
        shown={log.rows.length}
        more={log.more}
        stream={log.stream}
        onPause={() => setPaused(!paused)}
        onExport={() => setDialog('export')}
        onKeep={() => setDialog('keep')}
      />
      {log.waiting > 0 && (
        <button
          type="button"
          className="news"
          onClick={() => {
            end.current?.closest('.page')?.scrollTo({ top: 0 });
            log.showWaiting();
            if (opened !== undefined) open(null);
          }}
        >
          {log.waiting.toLocaleString('en')} new
        </button>
      )}
      {alone && (
        <DecisionView alone reference={opened} onFilter={filter} onClose={() => open(null)} />
      )}
      {log.fault !== null && (
        <div className="notes">
          <Notice kind="bad" actions={<Button label="Try again" onPress={log.retry} />}>
            <b>The log could not be read.</b> <span className="q">{faultText(log.fault)}</span>
          </Notice>
        </div>
      )}
      <div onPointerEnter={() => setHovering(true)} onPointerLeave={() => setHovering(false)}>
        {log.loading && log.fault === null && <Skeleton rows={SKELETON_ROWS} />}
        {log.rows.length > 0 && (narrow ? <LogRows {...list} /> : <LogTable {...list} />)}
        {!log.loading && log.fault === null && log.rows.length === 0 && log.searchedTo === null && (
          <div className="list">
            <LogEmpty
              filtered={Object.keys(search).length > 0}
              onClear={() => navigate(logAddress({}))}
            />
          </div>
        )}
      </div>
      <div className="log-end" ref={end}>
        {log.searchedTo !== null ? (
          <SearchProgress
            found={log.rows.length}
            searchedTo={log.searchedTo}
            searching={log.searching}
            onStop={log.stop}
            onGoOn={log.older}
          />
        ) : (
          log.more &&
          log.rows.length > 0 && (
            <Button
              label={log.reading ? 'Reading…' : 'Older'}
              disabled={log.reading}
              onPress={log.older}
            />
          )
        )}
      </div>
      {dialog === 'export' && <ExportDialog search={search} onClose={() => setDialog(null)} />}
      {dialog === 'keep' && <KeepDialog onClose={() => setDialog(null)} />}
    </div>
  );
}

interface LogEmptyProps {
  readonly filtered: boolean;
  readonly onClear: () => void;
}

function LogEmpty({ filtered, onClear }: LogEmptyProps) {
  if (filtered) {
    return (
      <Empty
        title="No decision fits these filters"
        action={<Button label="Show all" onPress={onClear} />}
      >
        New ones that fit appear here by themselves.
      </Empty>
    );
  }
  return (
    <Empty title="Nothing has been decided yet">
      Each recipient that a peer names appears here within half a second.
    </Empty>
  );
}

/** Whether the page is scrolled away from its top. */
function watchScroll(
  inside: HTMLElement | null,
  onChange: (scrolled: boolean) => void,
): (() => void) | undefined {
  const page = inside?.closest('.page');
  if (!page) return undefined;
  const look = () => onChange(page.scrollTop > 40);
  page.addEventListener('scroll', look, { passive: true });
  return () => page.removeEventListener('scroll', look);
}
