/** The revisions beside the one that is shown; arrows go from one to the next, Enter opens it. */
import type { KeyboardEvent } from 'react';
import { Link, useNavigate } from 'react-router';
import type { RevisionSummary } from '../../../shared/api/revisions.js';
import { Button } from '../../components/button.js';
import { ChoiceField } from '../../components/field.js';
import { sayTime, When } from '../../components/when.js';
import { decided, NO_NOTE } from './revision-words.js';
import type { Revisions } from './use-revisions.js';

interface RevisionListProps {
  readonly revisions: Revisions;
  readonly shown: number;
  /** The one that the relay names; null while it is not known. */
  readonly enforced: number | null;
}

export function RevisionList({ revisions, shown, enforced }: RevisionListProps) {
  const { items, older, readingOlder } = revisions;
  // Tab stops at the one that is shown, or at the first where that one is not in the list yet.
  const stop = items.some(({ revision }) => revision === shown) ? shown : items[0]?.revision;
  return (
    <nav className="desk" aria-label="Revisions" data-help="revisions">
      <p>
        <span>Revision</span>
        <span>Decisions</span>
      </p>
      {items.map((item) => (
        <RevisionLink
          key={item.revision}
          item={item}
          current={item.revision === shown}
          stop={item.revision === stop}
          enforced={item.revision === enforced}
        />
      ))}
      {older && (
        <Button
          label={readingOlder ? 'Reading…' : 'Older'}
          disabled={readingOlder}
          onPress={older}
        />
      )}
    </nav>
  );
}

interface RevisionLinkProps {
  readonly item: RevisionSummary;
  readonly current: boolean;
  readonly stop: boolean;
  readonly enforced: boolean;
}

function RevisionLink({ item, current, stop, enforced }: RevisionLinkProps) {
  const { revision, note, author, at } = item;
  const text = note === '' ? NO_NOTE : note;
  return (
    <Link
      to={`/history/${revision}`}
      aria-current={current ? 'true' : undefined}
      tabIndex={stop ? 0 : -1}
      onKeyDown={step}
      draggable={false}
    >
      <b>
        <span className="sr">Revision </span>
        {revision}
      </b>
      <strong title={text} className={note === '' ? 'none' : undefined}>
        {text}
      </strong>
      {enforced ? <span className="tag">enforced</span> : <span />}
      <small title={author}>
        {author}, <When at={at} />
      </small>
      <small className="n">
        {decided(item).toLocaleString('en')}
        <span className="sr"> decisions</span>
      </small>
    </Link>
  );
}

/** On the phone: a closed list of the same. */
export function RevisionChoice({ revisions, shown }: Omit<RevisionListProps, 'enforced'>) {
  const navigate = useNavigate();
  const { items, older } = revisions;
  const options = items.map(
    ({ revision, note, at }) =>
      [String(revision), `${revision}, ${note || NO_NOTE}, ${sayTime(new Date(at))}`] as const,
  );
  const known = options.some(([value]) => value === String(shown));
  return (
    <div className="only-phone">
      <ChoiceField
        label="Revision"
        value={String(shown)}
        options={known ? options : [[String(shown), String(shown)], ...options]}
        onChange={(value) => navigate(`/history/${value}`)}
      />
      {older && <Button label="Older" onPress={older} />}
    </div>
  );
}

function step(event: KeyboardEvent<HTMLElement>): void {
  const links = [...event.currentTarget.parentElement!.querySelectorAll<HTMLElement>('a')];
  const place = links.indexOf(event.currentTarget);
  const target = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: links.length - 1 }[
    event.key
  ];
  const next = target === undefined ? undefined : links[target];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
