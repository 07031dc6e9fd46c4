/** What the watch after an Apply has found, on every page: quiet while all is well, loud when it is not. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { Watch } from '../../shared/api/routing.js';
import { faultText } from '../api/request.js';
import { endWatch } from '../api/routing.js';
import { Button, IconButton } from '../components/button.js';
import { Notice } from '../components/notice.js';
import { When } from '../components/when.js';
import { ROUTING_KEY } from '../draft/documents.js';

interface WatchNoticeProps {
  readonly watch: Watch;
  /** The newest revision: after a roll-back, the one that was made by it. */
  readonly newest: number;
  readonly onRollBack: () => void;
}

export function WatchNotice({ watch, newest, onRollBack }: WatchNoticeProps) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const end = useMutation({
    mutationFn: endWatch,
    onSettled: () => queries.invalidateQueries({ queryKey: ROUTING_KEY }),
  });
  const { revision, before, state } = watch;
  const show = (
    <Button label="Show them" onPress={() => navigate(`/history/${revision}?lost=shown`)} />
  );
  const close = (label: string) => (
    <IconButton icon="x" label={label} onPress={() => end.mutate()} />
  );
  const failed = end.error && <span className="q"> {faultText(end.error)}</span>;
  switch (state) {
    case 'watching':
      return (
        <Notice kind="info" actions={close('End the watch')}>
          <b>
            Refusals are watched until <When at={watch.ends} />.
          </b>{' '}
          <span className="q">
            {watch.peers === 0
              ? `No peer that relayed before is refused since revision ${revision}.`
              : said(watch)}
            {watch.rollBack && ` If they jump, revision ${before} is brought back.`}
          </span>
          {failed}
        </Notice>
      );
    case 'quiet':
      return (
        <Notice kind="info" actions={close('Close this notice')}>
          <b>The watch over revision {revision} has ended quietly.</b>{' '}
          <span className="q">
            {watch.peers === 0 ? 'No peer that relayed before was refused.' : said(watch)}
          </span>
          {failed}
        </Notice>
      );
    case 'alarm':
      return (
        <Notice
          kind="bad"
          role="alert"
          actions={
            <>
              <Button label={`Roll back to ${before}...`} onPress={onRollBack} />
              {show}
              <Button
                label={`Keep revision ${revision}`}
                disabled={end.isPending}
                onPress={() => end.mutate()}
              />
            </>
          }
        >
          <b>{said(watch)}</b>
          {failed}
        </Notice>
      );
    case 'rolled-back':
      return (
        <Notice
          kind="bad"
          role="alert"
          actions={
            <>
              {show}
              {close('Close this notice')}
            </>
          }
        >
          <b>
            Revision {before} was brought back as revision {newest}.
          </b>{' '}
          <span className="q">
            {people(watch.peers)} that relayed before {watch.peers === 1 ? 'was' : 'were'} refused
            under revision {revision}. {refusals(watch.refusals)}.
          </span>
          {failed}
        </Notice>
      );
  }
}

function said({ peers, refusals: count, revision }: Watch): string {
  const verb = peers === 1 ? 'is' : 'are';
  return `${people(peers)} that relayed before ${verb} refused since revision ${revision}. ${refusals(count)}.`;
}

function people(peers: number): string {
  return peers === 1 ? '1 peer' : `${peers.toLocaleString('en')} peers`;
}

function refusals(count: number): string {
  return count === 1 ? '1 refusal' : `${count.toLocaleString('en')} refusals`;
}
