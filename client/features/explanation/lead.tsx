import type { DecisionRow } from '../../../shared/api/decisions.js';
import type { Decision } from '../../../shared/engine/decision.js';
import { StrangerText } from '../../components/stranger-text.js';
import { nowSentence } from '../../decision/sentence.js';

interface LeadProps {
  readonly row: DecisionRow;
  /** Undefined while it is not known, null where the rules did not decide. */
  readonly now: Decision | null | undefined;
}

const DAY = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** Who wrote to whom, when, under which revision, and whether it would be the same now. */
export function Lead({ row, now }: LeadProps) {
  const at = new Date(row.at);
  // "Tuesday 24 November 2026", without the comma that some versions of the locale put there.
  const when = `on ${DAY.format(at).replace(',', '')} at ${CLOCK.format(at)}`;
  const helo = row.helo === '' ? null : <StrangerText text={row.helo} />;
  if (row.kind !== 'recipient') {
    const did = row.kind === 'logon' ? 'asked on' : 'connected to';
    return (
      <>
        {helo ? (
          <>
            It called itself {helo} and {did}
          </>
        ) : (
          `It ${did}`
        )}{' '}
        {row.listener} {when}.
      </>
    );
  }
  return (
    <>
      {row.sender === '' ? 'The null sender' : <StrangerText text={row.sender} />} wrote to{' '}
      <StrangerText text={row.recipient} />
      {helo && <> through {helo}</>} {when}. Decided under revision {row.revision}.
      {now && (
        <>
          {' '}
          <StrangerText text={nowSentence(row, now)} />
        </>
      )}
    </>
  );
}
