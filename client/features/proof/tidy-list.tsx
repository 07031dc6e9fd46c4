import { Link } from 'react-router';
import { StrangerText } from '../../components/stranger-text.js';
import { rowAddress, tidyName, tidyText } from './proof-words.js';
import type { ShownProof } from './use-proof.js';

interface TidyListProps {
  readonly proof: ShownProof;
  /** How far the log goes back, ISO 8601; null while it is not known. */
  readonly since: string | null;
}

/** Rows that do nothing or will soon, each with why, and the way to it. */
export function TidyList({ proof, since }: TidyListProps) {
  const { answer, rules } = proof;
  const { tidy, tidyCount } = answer;
  if (tidyCount === 0) return <p className="q">None: every row does something.</p>;
  return (
    <>
      <ul className="tidy">
        {tidy.map((row) => (
          <li key={`${row.list} ${row.index}`} className="q">
            <StrangerText mono text={tidyName(rules, row.list, row.index)} />
            {tidyText(rules, row, since)}{' '}
            <Link to={rowAddress(rules, row.list, row.index)} className="nb">
              Show the row
            </Link>
          </li>
        ))}
      </ul>
      {tidyCount > tidy.length && (
        <p className="t">and {(tidyCount - tidy.length).toLocaleString('en')} more</p>
      )}
    </>
  );
}
