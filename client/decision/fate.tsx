/** What became of a recipient that was taken in: waiting, delivered with the next hop's reply, returned. */
import { Link } from 'react-router';
import type { Fate } from '../../shared/api/decisions.js';
import { useMay } from '../access/access.js';
import { StrangerText } from '../components/stranger-text.js';
import { When } from '../components/when.js';

const WORDS: Readonly<Record<Fate['state'], string>> = {
  queued: 'Waits in the queue',
  active: 'Is being delivered',
  deferred: 'Deferred, to be tried again',
  held: 'Held in the queue',
  delivered: 'Delivered',
  bounced: 'Returned to the sender',
  removed: 'Removed from the queue',
  unknown: 'Not in the queue any more; how it ended was not written down',
};

/** It may still change: worth being asked again. */
export function isWaiting(fate: Fate | null | undefined): boolean {
  return /^(?:queued|active|deferred|held)$/.test(fate?.state ?? '');
}

interface FateTextProps {
  readonly fate: Fate;
  readonly queueId: string | null;
}

export function FateText({ fate, queueId }: FateTextProps) {
  const seesQueue = useMay('operator');
  const { state, host, at, attempts, reply } = fate;
  return (
    <div className="fate">
      <p>
        {WORDS[state]}
        {host !== null && (
          <>
            {state === 'delivered' ? ' to ' : ', last asked '}
            <StrangerText mono text={host} />
          </>
        )}
        {at !== null && (
          <>
            , <When at={at} seconds />
          </>
        )}
        {attempts > 1 && `, ${attempts.toLocaleString('en')} attempts`}
      </p>
      {reply !== '' && (
        <code className="reply">
          <StrangerText text={reply} />
        </code>
      )}
      {seesQueue && isWaiting(fate) && queueId !== null && (
        <p>
          <Link to={`/queues/${encodeURIComponent(queueId)}`}>Show in Queues</Link>
        </p>
      )}
    </div>
  );
}
