/**
 * New rows as server-sent events, handed on in batches, newest first. While the browser keeps its source it
 * says which row it had last, and the server sends the rest; a source that is opened anew knows nothing of
 * the time between. So `onOpen` is called each time: what it missed is for the list to read.
 */
import { useEffect, useRef, useState } from 'react';
import type { DecisionRow } from '../../../shared/api/decisions.js';
import { decisionStreamPath, type DecisionSearch } from '../../api/decisions.js';
import { listen } from '../../api/event-stream.js';

export type StreamState = 'live' | 'paused' | 'connecting';

interface StreamEvents {
  readonly onRows: (rows: readonly DecisionRow[]) => void;
  readonly onOpen: () => void;
}

const BATCH_MS = 100;

export function useStream(
  search: DecisionSearch,
  paused: boolean,
  events: StreamEvents,
): StreamState {
  const [open, setOpen] = useState(false);
  const now = useRef(events);
  useEffect(() => {
    now.current = events;
  });
  useEffect(() => {
    if (paused) return undefined;
    let rows: DecisionRow[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      const newestFirst = rows.toReversed();
      rows = [];
      now.current.onRows(newestFirst);
    };
    const stop = listen(decisionStreamPath(search), {
      onOpen: () => {
        setOpen(true);
        now.current.onOpen();
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
  }, [search, paused]);
  if (paused) return 'paused';
  return open ? 'live' : 'connecting';
}
