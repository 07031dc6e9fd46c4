/** Actions under way: begun, followed, stopped, and what is said when they end. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { QueueActionRequest, QueueJob } from '../../../shared/api/queue.js';
import { actOnQueue, getJob, stopJob } from '../../api/queue.js';
import { ApiFault, faultText } from '../../api/request.js';
import { useToast } from '../../components/toast.js';
import { INVERSE, outcomeText } from './action-text.js';

export interface FollowedJob {
  readonly job: QueueJob;
  /** ` to example.net`, for what is said of it. */
  readonly to: string;
  /** It takes something back: that is not taken back again. */
  readonly undoes: boolean;
  /** When it was begun, and for how many seconds it has been under way. */
  readonly since: number;
  readonly elapsed: number;
}

export interface Jobs {
  /** Those that take a moment; a short one is over before it is worth a line. */
  readonly running: readonly FollowedJob[];
  readonly begin: (request: QueueActionRequest, to: string) => void;
  readonly stop: (id: string) => void;
  readonly failure: string | null;
  readonly forget: () => void;
}

/** Beside the page: an action goes on while another page is looked at. */
const KEY = ['queue-jobs'] as const;
const NONE: readonly FollowedJob[] = [];
const LOOK_MS = 300;

/** `onEnd`: something has changed, whatever became of it. */
export function useJobs(onEnd: (job: QueueJob) => void): Jobs {
  const queries = useQueryClient();
  const toast = useToast();
  const [failure, setFailure] = useState<string | null>(null);
  const { data: followed = NONE } = useQuery<readonly FollowedJob[]>({
    queryKey: KEY,
    queryFn: () => NONE,
    enabled: false,
    gcTime: Infinity,
  });
  const change = (how: (now: readonly FollowedJob[]) => readonly FollowedJob[]) =>
    queries.setQueryData<readonly FollowedJob[]>(KEY, (now = NONE) => how(now));

  const heard = (job: QueueJob) => {
    const known = queries.getQueryData<readonly FollowedJob[]>(KEY)?.find(of(job.id));
    if (!known) return;
    if (job.state === 'running') {
      const elapsed = secondsSince(known.since);
      change((all) => all.map((each) => (each === known ? { ...each, job, elapsed } : each)));
      return;
    }
    change((all) => all.filter((each) => !of(job.id)(each)));
    onEnd(job);
    const { to, undoes } = known;
    const inverse = undoes || job.changed === 0 ? undefined : INVERSE[job.action];
    toast({
      text: outcomeText(job, to),
      ...(inverse && {
        undo: () => void begin({ action: inverse, selection: { job: job.id } }, to, true),
      }),
    });
  };
  const begin = async (request: QueueActionRequest, to: string, undoes = false) => {
    setFailure(null);
    try {
      const job = await actOnQueue(request);
      change((all) => [...all, { job, to, undoes, since: Date.now(), elapsed: 0 }]);
      heard(job);
    } catch (fault) {
      setFailure(faultText(fault));
    }
  };
  const stop = async (id: string) => {
    try {
      heard(await stopJob(id));
    } catch (fault) {
      setFailure(faultText(fault));
    }
  };
  const look = async ({ job: { id } }: FollowedJob) => {
    try {
      heard(await getJob(id));
    } catch (fault) {
      // A relay that does not answer is asked again; one that was started anew knows nothing of it.
      if (!(fault instanceof ApiFault) || fault.code !== 'not-found') return;
      change((all) => all.filter((each) => !of(id)(each)));
      setFailure('How far it came is not known: the relay has been started anew.');
    }
  };
  useLook(followed, look);
  return {
    running: followed.filter(({ elapsed }) => elapsed * 1000 >= LOOK_MS),
    begin: (request, to) => void begin(request, to),
    stop: (id) => void stop(id),
    failure,
    forget: () => setFailure(null),
  };
}

function secondsSince(milliseconds: number): number {
  return (Date.now() - milliseconds) / 1000;
}

function of(id: string): (followed: FollowedJob) => boolean {
  return ({ job }) => job.id === id;
}

/** Looks again and again while there is something to follow, one round after the other. */
function useLook(
  followed: readonly FollowedJob[],
  look: (followed: FollowedJob) => Promise<void>,
): void {
  const now = useRef({ followed, look });
  useEffect(() => {
    now.current = { followed, look };
  });
  const follows = followed.length > 0;
  useEffect(() => {
    if (!follows) return undefined;
    let busy = false;
    const round = async () => {
      if (busy) return;
      busy = true;
      await Promise.all(now.current.followed.map(now.current.look));
      busy = false;
    };
    const timer = setInterval(() => void round(), LOOK_MS);
    return () => clearInterval(timer);
  }, [follows]);
}
