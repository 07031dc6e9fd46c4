/** New rows as server-sent events, handed on in batches. */
import { useEffect, useState } from 'react';
import type { DecisionRow } from '../../../shared/api/decisions.js';
import { decisionStreamPath, type DecisionSearch } from '../../api/decisions.js';
import { listen } from '../../api/event-stream.js';

export type StreamState = 'live' | 'paused' | 'connecting';

const BATCH_MS = 100;

export function useStream(
  search: DecisionSearch,
  paused: boolean,
  onRows: (rows: readonly DecisionRow[]) => void,
  onOpen: () => void,
): StreamState {
  const [open, setOpen] = useState(false);
  const [batch, setBatch] = useState<readonly DecisionRow[]>([]);
  useEffect(() => {
    if (paused) return undefined;
    let rows: DecisionRow[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      const newestFirst = rows.toReversed();
      rows = [];
      setBatch(newestFirst);
    };
    const stop = listen(decisionStreamPath(search), {
      onOpen: () => {
        setOpen(true);
        onOpen();
      },
      onClosed: () => setOpen(false),
      on: {
        message: (data) => {
          rows.push(JSON.parse(data) as DecisionRow);
          timer ??= setTimeout(flush, BATCH_MS);
        },
      },
    });
    return () => {
      stop();
      clearTimeout(timer);
      setOpen(false);
    };
  }, [search, paused, onOpen]);
  useEffect(() => {
    if (batch.length > 0) onRows(batch);
    // What `onRows` does with a batch is decided when the batch comes, not again when it changes.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [batch]);
  if (paused) return 'paused';
  return open ? 'live' : 'connecting';
}
