import type { AccountImport } from '../../../shared/api/accounts.js';
import { CopyButton } from '../../components/copy-button.js';
import { ProblemLine } from '../../components/problem.js';
import { StrangerText } from '../../components/stranger-text.js';
import { passwordsAsCsv } from './passwords-csv.js';

/** The wrong lines first, then the accounts that were made, generated passwords beside them. */
export function ImportResult({ result }: { readonly result: AccountImport }) {
  const { created, problems } = result;
  const generated = created.filter(({ password }) => password !== undefined);
  return (
    <div className="stack">
      <output>
        <b>
          {created.length.toLocaleString('en')} {created.length === 1 ? 'account' : 'accounts'} made
        </b>
        , {problems.length.toLocaleString('en')} {problems.length === 1 ? 'line' : 'lines'} to
        correct.
      </output>
      {problems.length > 0 && (
        <ul className="plain-list" aria-label="Lines to correct">
          {problems.map(({ line, message }) => (
            <li key={line}>
              <ProblemLine>
                Line {line}: {message}
              </ProblemLine>
            </li>
          ))}
        </ul>
      )}
      {generated.length > 0 && (
        <div className="with-copy">
          <p>
            <b>The passwords are not shown again.</b>
          </p>
          <CopyButton label="&Copy all" text={passwordsAsCsv(generated)} />
        </div>
      )}
      {created.length > 0 && (
        <div className="list">
          <table>
            <caption className="sr">Accounts made</caption>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Password</th>
              </tr>
            </thead>
            <tbody>
              {created.map(({ name, password }) => (
                <tr key={name}>
                  <td>
                    <StrangerText text={name} />
                  </td>
                  <td className={password === undefined ? 't' : 'm'}>
                    {password ?? 'as in the line'}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
