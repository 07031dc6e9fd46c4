/** New rows as server-sent events, handed on in batches; the browser comes back by itself when it is cut off. */
import { useEffect, useState } from 'react';
import type { DecisionRow } from '../../../shared/api/decisions.js';
import { openDecisionStream, type DecisionSearch } from '../../api/decisions.js';

export type StreamState = 'live' | 'paused' | 'connecting';

const BATCH_MS = 100;
const AGAIN_MS = 5000;

export function useStream(
  search: DecisionSearch,
  paused: boolean,
  onRows: (rows: readonly DecisionRow[]) => void,
  onOpen: () => void,
): StreamState {
  const [open, setOpen] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const [batch, setBatch] = useState<readonly DecisionRow[]>([]);
  useEffect(() => {
    if (paused) return undefined;
    const source = openDecisionStream(search);
    let rows: DecisionRow[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      const newestFirst = rows.toReversed();
      rows = [];
      setBatch(newestFirst);
    };
    source.addEventListener('open', () => {
      setOpen(true);
      onOpen();
    });
    source.addEventListener('message', ({ data }: MessageEvent<string>) => {
      rows.push(JSON.parse(data) as DecisionRow);
      timer ??= setTimeout(flush, BATCH_MS);
    });
    source.addEventListener('error', () => {
      setOpen(false);
      // A refusal (logged off, too many consoles) closes for good: try again, slowly.
      if (source.readyState === EventSource.CLOSED) {
        timer ??= setTimeout(() => setAttempt((now) => now + 1), AGAIN_MS);
      }
    });
    return () => {
      source.close();
      clearTimeout(timer);
      setOpen(false);
    };
  }, [search, paused, attempt, onOpen]);
  useEffect(() => {
    if (batch.length > 0) onRows(batch);
    // What `onRows` does with a batch is decided when the batch comes, not again when it changes.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [batch]);
  if (paused) return 'paused';
  return open ? 'live' : 'connecting';
}
