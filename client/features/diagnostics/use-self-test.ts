/** The last self-test of the relay, whoever began it: looked into until it ends, begun and stopped. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { LastSelfTest, SelfTest } from '../../../shared/api/self-tests.js';
import {
  beginSelfTest,
  getLastSelfTest,
  SELF_TEST_KEY,
  stopSelfTest,
} from '../../api/self-tests.js';

const LOOK_MS = 500;

export interface SelfTestView {
  readonly begin: () => void;
  readonly stop: () => void;
  /** Undefined while it is not known; null: none has been run. */
  readonly last: SelfTest | null | undefined;
  readonly running: boolean;
  readonly fault: unknown;
}

export function useSelfTest(): SelfTestView {
  const client = useQueryClient();
  const looked = useQuery({
    queryKey: SELF_TEST_KEY,
    queryFn: ({ signal }) => getLastSelfTest(signal),
    refetchInterval: ({ state }) => (state.data?.last?.state === 'running' ? LOOK_MS : false),
  });
  const show = (last: SelfTest) => client.setQueryData<LastSelfTest>(SELF_TEST_KEY, { last });
  const begun = useMutation({ mutationFn: beginSelfTest, onSuccess: show });
  const stopped = useMutation({ mutationFn: stopSelfTest, onSuccess: show });
  const last = looked.data?.last;
  return {
    begin: () => {
      stopped.reset();
      begun.mutate();
    },
    stop: () => {
      if (last) stopped.mutate(last.id);
    },
    last,
    running: begun.isPending || last?.state === 'running',
    fault: begun.error ?? stopped.error ?? looked.error,
  };
}
