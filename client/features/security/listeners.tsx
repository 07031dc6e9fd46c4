/** What each listener offers. The lane for old devices stands out while it lives. */
import type { ListenerOffer } from '../../../shared/api/security.js';
import { Icon } from '../../components/icon.js';
import { useMedia } from '../../components/media.js';
import { TableHead } from '../../components/table-head.js';

const KINDS: Readonly<Record<ListenerOffer['kind'], string>> = {
  smtp: 'SMTP',
  submission: 'Submission',
  smtps: 'SMTPS',
  legacy: 'Old devices',
};
const COLUMNS = [['Listener'], ['Address'], ['Encryption'], ['Logon'], ['Set by']] as const;

export function Listeners({ listeners }: { readonly listeners: readonly ListenerOffer[] }) {
  const narrow = useMedia('(max-width: 760px)');
  if (narrow) {
    return (
      <ul className="rows" aria-label="Listeners">
        {listeners.map((each) => (
          <li key={each.address} className={each.kind === 'legacy' ? 'old' : ''}>
            <Kind kind={each.kind} />
            <span className="m">{each.address}</span>
            <p className="w">
              {each.tls} · logon {each.logon} · set by {each.from}
            </p>
          </li>
        ))}
      </ul>
    );
  }
  return (
    <div className="list">
      <table>
        <TableHead caption="Listeners" columns={COLUMNS} />
        <tbody>
          {listeners.map((each) => (
            <tr key={each.address} className={each.kind === 'legacy' ? 'old' : ''}>
              <td>
                <Kind kind={each.kind} />
              </td>
              <td className="m">{each.address}</td>
              <td title={each.tls}>{each.tls}</td>
              <td title={each.logon}>{each.logon}</td>
              <td title={each.from}>{each.from}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Kind({ kind }: Pick<ListenerOffer, 'kind'>) {
  if (kind !== 'legacy') return <b>{KINDS[kind]}</b>;
  return (
    <b className="kind">
      <Icon name="warn" /> {KINDS[kind]}
    </b>
  );
}
