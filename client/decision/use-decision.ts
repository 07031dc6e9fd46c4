/** One decision as it is asked for wherever it is shown: once, and again while its mail is under way. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { DecisionDetail } from '../../shared/api/decisions.js';
import { getDecision } from '../api/decisions.js';
import { isWaiting } from './fate.js';

const FATE_MS = 5000;

const AGAIN_MS = 300;
const TIMES = 20;

/** Nothing is asked where there is no reference. `fresh`: decided just now, the log may not have it yet. */
export function useDecision(
  reference: string | null,
  { fresh = false }: { readonly fresh?: boolean } = {},
): UseQueryResult<DecisionDetail> {
  return useQuery({
    ...(fresh && { retry: TIMES, retryDelay: AGAIN_MS }),
    queryKey: ['decision', reference],
    queryFn: ({ signal }) => getDecision(reference ?? '', signal),
    enabled: reference !== null,
    staleTime: Infinity,
    refetchInterval: ({ state }) => (isWaiting(state.data?.fate) ? FATE_MS : false),
  });
}
