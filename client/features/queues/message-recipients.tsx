import { useState } from 'react';
import type { QueueRecipient, RecipientState } from '../../../shared/api/queue.js';
import { untilText } from '../../components/age.js';
import { Button } from '../../components/button.js';
import { StrangerText } from '../../components/stranger-text.js';
import { When } from '../../components/when.js';

interface MessageRecipientsProps {
  readonly recipients: readonly QueueRecipient[];
  readonly now: Date;
}

const SHOWN_FIRST = 20;
const LOOK: Readonly<Record<RecipientState, string>> = {
  queued: '',
  active: '',
  deferred: 'tag w',
  held: 'tag dim',
  delivered: 'tag',
  bounced: 'tag del',
  removed: 'tag dim',
};

/** Each recipient with how it stands and what has been tried, newest first. */
export function MessageRecipients({ recipients, now }: MessageRecipientsProps) {
  const [all, showAll] = useState(false);
  const shown = all ? recipients : recipients.slice(0, SHOWN_FIRST);
  const rest = recipients.length - shown.length;
  return (
    <>
      <ul className="recipients">
        {shown.map((recipient, i) => (
          // eslint-disable-next-line react/no-array-index-key -- one address may stand twice; their order never changes
          <li key={i}>
            <Recipient recipient={recipient} now={now} />
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <Button label={`Show ${rest.toLocaleString('en')} more`} onPress={() => showAll(true)} />
      )}
    </>
  );
}

function Recipient({ recipient, now }: { readonly recipient: QueueRecipient; readonly now: Date }) {
  const { address, state, destination, attempts, nextTry, lastReply, history } = recipient;
  const tries = attempts === 1 ? '1 try' : `${attempts.toLocaleString('en')} tries`;
  return (
    <>
      <div className="head">
        <b>
          <StrangerText text={address} />
        </b>
        <span className={LOOK[state]}>{state}</span>
      </div>
      <p className="q">
        to <StrangerText text={destination} /> · {attempts === 0 ? 'not tried yet' : tries}
        {nextTry !== null && ` · next try ${untilText(nextTry, now)}`}
      </p>
      {history.length === 0 && lastReply !== '' && (
        <p className="q">
          <StrangerText text={lastReply} />
        </p>
      )}
      {history.length > 0 && (
        <ol className="attempts" aria-label="Attempts, newest first">
          {history.map(({ at, outcome, host, reply }, i) => (
            // eslint-disable-next-line react/no-array-index-key -- attempts have no identity but their place
            <li key={i}>
              <span className="t">
                <When at={at} seconds />
              </span>
              <span className={outcome === 'deferred' ? 'late' : outcome === 'failed' ? 'bad' : ''}>
                {outcome}
              </span>
              <span>
                {host !== null && (
                  <span className="t">
                    <StrangerText text={host} />{' '}
                  </span>
                )}
                <StrangerText text={reply} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
