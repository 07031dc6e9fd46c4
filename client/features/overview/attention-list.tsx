/** What needs attention, worst first, each with the way to where it is dealt with; and what changed lately. */
import { Link } from 'react-router';
import type { Attention, LateChange } from '../../../shared/api/overview.js';
import { Icon } from '../../components/icon.js';
import { StrangerText } from '../../components/stranger-text.js';
import { When } from '../../components/when.js';
import { attentionWords } from './attention-words.js';

interface AttentionListProps {
  readonly attention: readonly Attention[];
  readonly now: Date;
}

export function AttentionList({ attention, now }: AttentionListProps) {
  if (attention.length === 0) return <p className="t">Nothing.</p>;
  return (
    <ul className="attn">
      {attention.map((item) => {
        const { key, bad, icon, title, text, links } = attentionWords(item, now);
        return (
          <li key={key} className={bad ? 'bad' : undefined}>
            <Icon name={icon} />
            <div>
              <b>
                <StrangerText text={title} />
              </b>
              <p>
                <StrangerText text={text} />
              </p>
              <div className="btns">
                {links.map(({ text: label, to }) => (
                  <Link key={label} to={to}>
                    {label}
                  </Link>
                ))}
              </div>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/** Words for entries of the audit trail, and the page that each is about. */
const SETTINGS: readonly (readonly [action: RegExp, text: string, to: string])[] = [
  [/^delivery-/, 'Delivery settings', '/connections'],
  [/^security-/, 'Security settings', '/security'],
  [/^account-/, 'SMTP accounts', '/security'],
  [/^queue-/, 'The queue', '/queues'],
  [/^gateway-/, 'A known gateway', '/routing'],
];

export function LateChanges({ changes }: { readonly changes: readonly LateChange[] }) {
  return (
    <ul className="attn">
      {changes.map((change) => (
        <li
          key={`${change.at} ${change.kind === 'revision' ? change.revision : change.detail}`}
          className="note-only"
        >
          <Icon name="clock" />
          <Change change={change} />
        </li>
      ))}
    </ul>
  );
}

function Change({ change }: { readonly change: LateChange }) {
  const who = (
    <span className="q">
      <StrangerText text={change.actor} />, <When at={change.at} short />
    </span>
  );
  if (change.kind === 'revision') {
    const { revision, note } = change;
    return (
      <div>
        <Link to={`/history/${revision}`}>Revision {revision}</Link>, {who}
        {note !== '' && (
          <p>
            <StrangerText text={note} />
          </p>
        )}
      </div>
    );
  }
  const { action, detail } = change;
  const [, text, to] = SETTINGS.find(([each]) => each.test(action)) ?? [];
  const name = text ?? sentence(action);
  return (
    <div>
      {to ? <Link to={to}>{name}</Link> : name}, {who}
      {detail !== '' && (
        <p>
          <StrangerText text={detail} />
        </p>
      )}
    </div>
  );
}

/** `user-created` as `User created`. */
function sentence(action: string): string {
  const text = action.replaceAll('-', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
