/** One revision: who and when, what it decided, what it changed, whom it shut out, and the way back. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { RevisionDetail } from '../../../shared/api/revisions.js';
import { useMay } from '../../access/access.js';
import { getRevision } from '../../api/revisions.js';
import { faultText } from '../../api/request.js';
import { Button } from '../../components/button.js';
import { Diff } from '../../components/diff.js';
import { ChoiceField } from '../../components/field.js';
import { Notice } from '../../components/notice.js';
import { Skeleton } from '../../components/placeholder.js';
import { When } from '../../components/when.js';
import { LostPeers } from './lost-peers.js';
import { RestoreDialog } from './restore-dialog.js';
import { countsText, decided, decisionsText, enforcedText } from './revision-words.js';

const SKELETON_ROWS = 6;

interface RevisionViewProps {
  readonly revision: number;
  readonly newest: number;
  /** Revisions that are known, to compare with. */
  readonly others: readonly number[];
}

export function RevisionView({ revision, newest, others }: RevisionViewProps) {
  const [from, setFrom] = useState<number | null>(null);
  const detail = useQuery({
    queryKey: ['revision', revision, from],
    queryFn: ({ signal }) => getRevision(revision, from, signal),
    placeholderData: (before) => before,
  });
  const { data, error } = detail;
  if (error && !data) {
    return (
      <Notice
        kind="bad"
        actions={<Button label="Try again" onPress={() => void detail.refetch()} />}
      >
        <b>Revision {revision} could not be read.</b> <span className="q">{faultText(error)}</span>
      </Notice>
    );
  }
  if (!data) return <Skeleton rows={SKELETON_ROWS} />;
  return <Revision data={data} newest={newest} others={others} onFrom={setFrom} from={from} />;
}

interface RevisionProps {
  readonly data: RevisionDetail;
  readonly newest: number;
  readonly others: readonly number[];
  readonly from: number | null;
  readonly onFrom: (from: number) => void;
}

function Revision({ data, newest, others, from, onFrom }: RevisionProps) {
  const navigate = useNavigate();
  const [query] = useSearchParams();
  const restores = useMay('administrator');
  const [restoring, setRestoring] = useState<number | null>(null);
  const [chosen, setLostShown] = useState<boolean | null>(null);
  const lostShown = chosen ?? query.get('lost') === 'shown';
  const { revision, note, author, at } = data;
  // Of the newest one the way back is to the one that it is compared with; of an older one, to itself.
  const target = revision === newest ? data.from : revision;
  return (
    <article aria-label={`Revision ${revision}`}>
      <div className="titlerow">
        <div>
          <h2 className="sentence">
            {note === '' ? `Revision ${revision}` : `Revision ${revision}: ${note}`}
          </h2>
          <p className="lead">
            Applied by {author}, <When at={at} />, {enforcedText(data)}.{' '}
            {capital(decisionsText(data))}.
          </p>
        </div>
        <div className="btns">
          <Button
            label="&Show its decisions"
            disabled={decided(data) === 0}
            onPress={() => navigate(`/log?revision=${revision}`)}
          />
          {restores && target !== null && (
            <Button
              label={`&Restore revision ${target}...`}
              help="restore"
              onPress={() => setRestoring(target)}
            />
          )}
        </div>
      </div>
      <Difference data={data} others={others} onFrom={onFrom} />
      {data.lostCount > 0 && (
        <div className="blk stack">
          <Notice
            kind="warn"
            actions={
              <Button
                label={lostShown ? 'Hide them' : 'Show them'}
                onPress={() => setLostShown(!lostShown)}
              />
            }
          >
            <b>{lostText(data, from)}</b>
          </Notice>
          {lostShown && <LostPeers peers={data.lost} count={data.lostCount} />}
        </div>
      )}
      {restoring !== null && (
        <RestoreDialog revision={restoring} onClose={() => setRestoring(null)} />
      )}
    </article>
  );
}

interface DifferenceProps {
  readonly data: RevisionDetail;
  readonly others: readonly number[];
  readonly onFrom: (from: number) => void;
}

function Difference({ data, others, onFrom }: DifferenceProps) {
  const { revision, from, diff } = data;
  if (from === null || diff === null) {
    return (
      <p className="q blk">It is the first one: there is nothing before it to compare with.</p>
    );
  }
  const known = others.includes(from) ? others : [from, ...others].toSorted((a, b) => b - a);
  return (
    <>
      <div className="tools from" data-help="difference">
        <ChoiceField
          label="&Difference from"
          value={String(from)}
          options={known
            .filter((other) => other !== revision)
            .map((other) => [String(other), `revision ${other}`])}
          onChange={(value) => onFrom(Number(value))}
        />
        <output className="t">{countsText(diff)}</output>
      </div>
      {diff.length > 0 ? (
        <Diff sections={diff} />
      ) : (
        <p className="q">
          Revisions {from} and {revision} have the same rules.
        </p>
      )}
    </>
  );
}

/** Peers are compared with the revision before, whatever the difference is shown from. */
function lostText(
  { lostCount, revision, from: shownFrom }: RevisionDetail,
  chosen: number | null,
): string {
  const before =
    chosen === null && shownFrom !== null ? `revision ${shownFrom}` : 'the revision before';
  return lostCount === 1
    ? `1 peer relayed under ${before} and is refused under ${revision}.`
    : `${lostCount.toLocaleString('en')} peers relayed under ${before} and are refused under ${revision}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
