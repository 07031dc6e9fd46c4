/** Beside the tab of the overview: how many things need attention, asked now and then wherever one is. */
import { useQuery } from '@tanstack/react-query';
import { getOverview, overviewKey } from '../api/overview.js';

const AGAIN_MS = 60_000;
/** The period is the one of the page as it opens; what needs attention does not depend on it. */
const HOURS = 24;

export function useAttention(active: boolean): number {
  const { data } = useQuery({
    queryKey: overviewKey(HOURS),
    queryFn: ({ signal }) => getOverview(HOURS, signal),
    enabled: active,
    refetchInterval: AGAIN_MS,
    staleTime: AGAIN_MS / 2,
    retry: false,
  });
  return data?.attention.length ?? 0;
}

export function AttentionCount({ count }: { readonly count: number }) {
  if (count === 0) return null;
  return (
    <span className="count w" title={attentionText(count)}>
      {count.toLocaleString('en')}
      <span className="sr"> {count === 1 ? 'needs' : 'need'} attention</span>
    </span>
  );
}

function attentionText(count: number): string {
  return count === 1 ? '1 thing needs attention' : `${count} things need attention`;
}
