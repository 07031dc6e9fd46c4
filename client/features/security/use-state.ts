/** What the relay shows and offers now; asked for again every few seconds, and when the settings change. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { SecurityState } from '../../../shared/api/security.js';
import { faultText } from '../../api/request.js';
import { getSecurityState } from '../../api/security.js';

export interface StateRead {
  readonly state: SecurityState | null;
  /** Why it is not known, in a sentence. */
  readonly problem: string | null;
  readonly again: () => void;
}

const ASK_MS = 10_000;

/** `etag`: of the settings as they are stored. */
export function useSecurityState(etag: string): StateRead {
  const read = useQuery({
    queryKey: ['security-state', etag],
    queryFn: ({ signal }) => getSecurityState(signal),
    refetchInterval: ASK_MS,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return {
    state: read.data ?? null,
    problem: read.error ? faultText(read.error) : null,
    again: () => void read.refetch(),
  };
}
