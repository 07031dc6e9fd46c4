/**
 * What waits for whom: read once, then as it is told. While nothing is told, it is asked for, so that a
 * relay that does not answer is said as well.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { QueueOverview, QueueUnavailable } from '../../../shared/api/queue.js';
import { listen } from '../../api/event-stream.js';
import { getOverview, QUEUE_STREAM_PATH } from '../../api/queue.js';
import { faultText } from '../../api/request.js';

export interface Overview {
  readonly overview: QueueOverview | null;
  /** Counts what has been told: each time something may have changed. */
  readonly version: number;
  readonly live: boolean;
  /** Why it is not known, in a sentence. */
  readonly problem: string | null;
  readonly again: () => void;
}

const KEY = ['queue', 'overview'] as const;
const ASK_MS = 4000;

export function useOverview(): Overview {
  const queries = useQueryClient();
  const [live, setLive] = useState(false);
  const [unavailable, setUnavailable] = useState<string | null>(null);
  const [version, setVersion] = useState(0);
  const read = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => getOverview(signal),
    refetchInterval: live ? false : ASK_MS,
    staleTime: 0,
    retry: false,
  });
  useEffect(
    () =>
      listen(QUEUE_STREAM_PATH, {
        onOpen: () => setLive(true),
        onClosed: () => setLive(false),
        on: {
          queue: (data) => {
            queries.setQueryData(KEY, JSON.parse(data) as QueueOverview);
            void queries.invalidateQueries({ queryKey: ['queue', 'message'] });
            setUnavailable(null);
            setVersion((now) => now + 1);
          },
          unavailable: (data) => setUnavailable((JSON.parse(data) as QueueUnavailable).problem),
        },
      }),
    [queries],
  );
  const fault = read.error ? faultText(read.error) : null;
  return {
    overview: read.data ?? null,
    version,
    live: live && unavailable === null && fault === null,
    problem: unavailable ?? fault,
    again: () => void read.refetch(),
  };
}
