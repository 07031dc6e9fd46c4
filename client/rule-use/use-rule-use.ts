/** How the rules are used, read once and again each minute while it is shown. */
import { useQuery } from '@tanstack/react-query';
import type { RoutingUse } from '../../shared/api/rule-use.js';
import { getRoutingUse, RULE_USE_KEY } from '../api/rule-use.js';

export interface RuleUseRead {
  /** Null while it is not known. */
  readonly use: RoutingUse | null;
  /** It could not be read, and is not known for that. */
  readonly failed: boolean;
}

const AGAIN_MS = 60_000;

export function useRuleUse(): RuleUseRead {
  const { data, error } = useQuery({
    queryKey: RULE_USE_KEY,
    queryFn: ({ signal }) => getRoutingUse(signal),
    refetchInterval: AGAIN_MS,
    // A dialog that opens shows what the page has read.
    staleTime: AGAIN_MS,
    // With 100,000 entries it costs more to find out what is the same than to draw the rows in view anew.
    structuralSharing: false,
  });
  return { use: data ?? null, failed: data === undefined && error !== null };
}
