/** "Export": the rows that the filters match as a file, fetched by the browser itself, with progress and Stop. */
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import {
  EXPORT_FORMATS,
  type ExportFormat,
  type ExportProgress,
} from '../../../shared/api/decisions.js';
import { addressOf } from '../../api/base.js';
import { exportPath, getExport, stopExport, type DecisionSearch } from '../../api/decisions.js';
import { ApiFault, faultText } from '../../api/request.js';
import { Dialog } from '../../components/dialog.js';
import { ProblemLine } from '../../components/problem.js';
import { Progress } from '../../components/progress.js';
import { StrangerText } from '../../components/stranger-text.js';
import { Radio } from '../../components/tick.js';
import { FILTER_LABELS, FILTER_NAMES, filterText } from './filters.js';

interface ExportDialogProps {
  readonly search: DecisionSearch;
  readonly onClose: () => void;
}

const LOOK_MS = 500;
/** So often an export that the console does not know yet is asked for again: the download may not have begun. */
const MOST_UNKNOWN = 20;
const STEPS = 1000;

const FORMATS: Readonly<Record<ExportFormat, readonly [label: string, hint: string]>> = {
  csv: ['&CSV', 'For a spreadsheet: one line a decision, with a head; formulas stay text.'],
  ndjson: ['&NDJSON', 'For programs: one JSON object a line, as the API gives it.'],
};

export function ExportDialog({ search, onClose }: ExportDialogProps) {
  const group = useId();
  const [format, setFormat] = useState<ExportFormat>('csv');
  const [id, setId] = useState<string | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const progress = useQuery({
    queryKey: ['export', id],
    queryFn: ({ signal }) => getExport(id ?? '', signal),
    enabled: id !== null,
    retry: (count, why) =>
      why instanceof ApiFault && why.code === 'not-found' && count < MOST_UNKNOWN,
    retryDelay: LOOK_MS,
    refetchInterval: ({ state }) =>
      state.status === 'error' || (state.data && state.data.state !== 'running') ? false : LOOK_MS,
  });
  const filters = FILTER_NAMES.filter((name) => search[name] !== undefined);
  const state = progress.data?.state ?? 'running';
  const running = id !== null && state === 'running' && !progress.error;
  const begin = () => {
    const next = crypto.randomUUID?.() ?? randomId();
    download(addressOf(exportPath(search, format, next)));
    setFault(null);
    setId(next);
  };
  const stop = async () => {
    try {
      if (id !== null) await stopExport(id);
      await progress.refetch();
    } catch (why) {
      setFault(why);
    }
  };
  return (
    <Dialog
      title="Export Decisions"
      onCancel={onClose}
      onOk={begin}
      okLabel="Export"
      okDisabled={running}
      cancelLabel={id === null ? 'Cancel' : 'Close'}
      helpTopic="export"
    >
      <div className="stack">
        {filters.length === 0 ? (
          <p>All decisions in the log, the newest first.</p>
        ) : (
          <div>
            <p>The decisions that these filters match, the newest first:</p>
            <ul className="said">
              {filters.map((name) => (
                <li key={name}>
                  {FILTER_LABELS[name]}{' '}
                  <b>
                    <StrangerText text={filterText(name, search[name] ?? '')} />
                  </b>
                </li>
              ))}
            </ul>
          </div>
        )}
        <div className="stack" role="radiogroup" aria-label="Format">
          {EXPORT_FORMATS.map((each) => (
            <Radio
              key={each}
              label={FORMATS[each][0]}
              hint={FORMATS[each][1]}
              group={group}
              checked={format === each}
              onChoose={() => setFormat(each)}
            />
          ))}
        </div>
        {running && (
          <Progress
            text={runningText(progress.data)}
            done={Math.round((progress.data?.done ?? 0) * STEPS)}
            total={STEPS}
            onStop={() => void stop()}
          />
        )}
        <output>{id !== null && !running && !progress.error && endedText(progress.data)}</output>
        {(fault ?? progress.error) !== null && (
          <ProblemLine>
            How far the export has come is not known: {faultText(fault ?? progress.error)}
          </ProblemLine>
        )}
      </div>
    </Dialog>
  );
}

function runningText(progress: ExportProgress | undefined): string {
  if (!progress) return 'The download begins…';
  return `${rowsText(progress.rows)} so far, ${Math.floor(progress.done * 100)} % of the log gone through`;
}

function endedText(progress: ExportProgress | undefined): string {
  if (!progress) return '';
  return progress.state === 'stopped'
    ? `Stopped after ${rowsText(progress.rows)}: the file is not complete.`
    : `${rowsText(progress.rows)} exported.`;
}

function rowsText(rows: number): string {
  return `${rows.toLocaleString('en')} ${rows === 1 ? 'decision' : 'decisions'}`;
}

/** The browser's own download: nothing of the file passes through the page. */
function download(path: string): void {
  const link = document.createElement('a');
  link.href = path;
  link.download = '';
  link.click();
}

/** Without HTTPS the browser makes no UUIDs. */
function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (octet) =>
    octet.toString(16).padStart(2, '0'),
  ).join('');
}
