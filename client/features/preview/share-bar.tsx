/** How much of the traffic changes: one bar, what its parts are, and the same as a table. */
import { useState } from 'react';
import type { Preview } from '../../../shared/api/preview.js';
import { LinkButton } from '../../components/button.js';
import { TableHead } from '../../components/table-head.js';

interface Share {
  readonly look: string;
  readonly text: string;
  readonly decisions: number;
  /** Null: not counted. */
  readonly peers: number | null;
}

export function ShareBar({ preview }: { readonly preview: Preview }) {
  const [table, setTable] = useState(false);
  const shares = sharesOf(preview);
  const inWords = shares.map(({ decisions, text }) => `${said(decisions)} ${text}`).join(', ');
  return (
    <section aria-label="How much changes">
      {/* eslint-disable-next-line jsx-a11y/prefer-tag-over-role -- bars, no picture in a file */}
      <div className="share" role="img" aria-label={inWords}>
        {shares.map(({ look, decisions }) => (
          <i key={look} className={look} style={{ flexGrow: decisions }} />
        ))}
      </div>
      <div className="key-line">
        <ul className="share-key">
          {shares.map(({ look, text, decisions }) => (
            <li key={look} className={look}>
              <i />
              {said(decisions)} {text}
            </li>
          ))}
        </ul>
        <LinkButton onPress={() => setTable(!table)}>
          {table ? 'Hide the table' : 'Show as a table'}
        </LinkButton>
      </div>
      {table && (
        <div className="list share-table">
          <table>
            <TableHead
              caption="How much changes"
              columns={[['Under the draft'], ['Decisions', 110, 'n'], ['Peers', 96, 'n']]}
            />
            <tbody>
              {shares.map(({ look, text, decisions, peers }) => (
                <tr key={look}>
                  <td>{text}</td>
                  <td className="n">{said(decisions)}</td>
                  <td className="n">{peers === null ? '' : said(peers)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function sharesOf({ loses, gains, others, rerouted, unchanged }: Preview): readonly Share[] {
  const shares: readonly Share[] = [
    { look: 'lose', text: 'would be rejected', ...loses },
    { look: 'gain', text: 'would relay', ...gains },
    { look: 'other', text: 'with another verdict', ...others },
    { look: 'way', text: 'by another way', ...rerouted },
    { look: 'same', text: 'unchanged', decisions: unchanged, peers: null },
  ];
  return shares.filter(({ decisions }) => decisions > 0);
}

function said(count: number): string {
  return count.toLocaleString('en');
}
