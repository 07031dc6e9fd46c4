/** What one peer may take of the server, in groups, with how it stands now. */
import { useQuery } from '@tanstack/react-query';
import { Fragment, useId, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { LimitSettings } from '../../../shared/api/limits.js';
import { getStatus, STATUS_KEY } from '../../api/status.js';
import { counted } from '../../components/counted.js';
import { REASON_LABELS } from '../../components/labels.js';
import { LIMIT_WORDS } from '../../components/limit-text.js';
import { logAddress } from '../../decision/log-address.js';
import { ReadField } from '../../components/read-field.js';
import type { SettingsProps } from './retries.js';

type Name = keyof LimitSettings;

interface Group {
  readonly title: string;
  readonly lead: ReactNode;
  readonly fields: readonly (readonly [Name, string?])[];
}

const GROUPS: readonly Group[] = [
  {
    title: 'Sessions',
    lead: 'One address counts only while it is not permitted and has not logged on; of IPv6 the /64.',
    fields: [
      ['sessions', 'Each takes a file descriptor: the system’s limit has to be higher.'],
      ['reserve', 'Strangers leave these free.'],
      ['sessionsPerAddress'],
      ['connectionsPerMinute'],
    ],
  },
  {
    title: 'Messages',
    lead: 'What is over a limit of an hour is told to come again. Permitted addresses have none.',
    fields: [
      ['messagesPerHour'],
      ['recipientsPerHour'],
      ['accountMessagesPerHour', 'From wherever it logs on.'],
      ['accountRecipientsPerHour'],
      ['recipientsPerMessage', 'The peer sends the rest in another message.'],
      ['headerSize', 'Of strangers; others have the size of a message.'],
    ],
  },
  {
    title: 'Commands',
    lead: 'Errors of strangers only, since the last message that was taken from them.',
    fields: [
      ['errors', 'Commands not known, refused recipients, failed logons.'],
      ['commandLine', 'Passwords need 12 KiB.'],
      ['greetingDelay', 'For strangers on port 25; who speaks before is refused.'],
    ],
  },
  {
    title: 'Time',
    lead: 'However an answer trickles in, it has to be there in this time.',
    fields: [
      ['commandTime', 'The standard wants 5 min.'],
      ['handshakeTime'],
      ['dataTime', 'The standard wants 3 min, and 10 min at the end.'],
      ['messageTime'],
      ['sessionTime', 'A message that is under way is finished.'],
    ],
  },
];

export function PeerLimits({ delivery, onChange, problems }: SettingsProps) {
  const { limits } = delivery;
  const id = useId();
  const under = problems.under('limits');
  return (
    <div className="limit-groups">
      <Figures />
      {GROUPS.map(({ title, lead, fields }) => (
        <fieldset key={title} aria-describedby={id + title}>
          <legend>{title}</legend>
          <p className="q lead" id={id + title}>
            {lead}
          </p>
          <div className="fields">
            {fields.map(([name, hint]) => (
              <ReadField
                key={name}
                label={LIMIT_WORDS[name].name}
                value={limits[name]}
                read={LIMIT_WORDS[name].read}
                show={LIMIT_WORDS[name].show}
                unread={NaN}
                onChange={(value) => onChange({ limits: { ...limits, [name]: value } })}
                hint={hint}
                {...under.at(name)}
              />
            ))}
          </div>
        </fieldset>
      ))}
    </div>
  );
}

/** What the relay last said; nothing while it has not. */
function Figures() {
  const { data } = useQuery({
    queryKey: STATUS_KEY,
    queryFn: ({ signal }) => getStatus(signal),
    retry: false,
  });
  const relay = data?.relay;
  // A relay that is older than the console does not count them.
  if (!relay?.sessions) return null;
  const { permitted, others } = relay.sessions;
  const limited = relay.limited.toSorted((a, b) => b.times - a.times);
  return (
    <p>
      {counted(permitted + others, 'session')} now, {permitted.toLocaleString('en')} of permitted
      peers.{' '}
      {limited.length === 0
        ? 'No limit was hit within the last hour.'
        : 'Limits that were hit within the last hour: '}
      {limited.map(({ reason, times }, place) => (
        <Fragment key={reason}>
          {place > 0 && ', '}
          <Link to={logAddress({ reason })}>{REASON_LABELS[reason] ?? reason}</Link> (
          {counted(times, 'time')})
        </Fragment>
      ))}
      {limited.length > 0 && '.'}
    </p>
  );
}
