/** One list: when, who, what, and from where; in small windows each entry is some lines. */
import { AUDIT_WORDS, type AuditItem } from '../../../shared/api/audit.js';
import type { AuditFilterName } from '../../api/audit.js';
import { LinkButton } from '../../components/button.js';
import { useMedia } from '../../components/media.js';
import { StrangerText } from '../../components/stranger-text.js';
import { When } from '../../components/when.js';

interface AuditListProps {
  readonly items: readonly AuditItem[];
  readonly onFilter: (name: AuditFilterName, value: string) => void;
}

export function AuditList({ items, onFilter }: AuditListProps) {
  const narrow = useMedia('(max-width: 1020px)');
  if (narrow) {
    return (
      <ul className="rows" aria-label="Audit trail">
        {items.map((item) => (
          <li key={item.id}>
            <span>
              <Who item={item} onFilter={onFilter} />: {whatText(item)}
            </span>
            <span className="t">
              <When at={item.at} />
            </span>
            {(item.detail !== '' || item.address !== '') && (
              <p className="w">
                <StrangerText text={item.detail} />
                {item.detail !== '' && item.address !== '' && ', '}
                <From item={item} />
              </p>
            )}
          </li>
        ))}
      </ul>
    );
  }
  return (
    <div className="list">
      <table aria-label="Audit trail">
        <thead>
          <tr>
            <th scope="col" className="audit-when">
              When
            </th>
            <th scope="col" className="audit-who">
              Who
            </th>
            <th scope="col" className="audit-what">
              What
            </th>
            <th scope="col">Detail</th>
            <th scope="col" className="audit-from">
              From
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id} className="row">
              <td>
                <When at={item.at} seconds />
              </td>
              <td>
                <Who item={item} onFilter={onFilter} />
              </td>
              <td>
                <LinkButton onPress={() => onFilter('action', item.action)} title="Show only these">
                  {whatText(item)}
                </LinkButton>
              </td>
              <td title={item.detail}>
                <StrangerText text={item.detail} />
              </td>
              <td title={item.token === '' ? item.address : `${item.address}, token ${item.token}`}>
                <From item={item} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Who({ item, onFilter }: { readonly item: AuditItem } & Pick<AuditListProps, 'onFilter'>) {
  const { actor } = item;
  if (actor === '') return <span className="q">an unknown name</span>;
  return (
    <LinkButton onPress={() => onFilter('actor', actor)} title="Show only what this one did">
      <StrangerText text={actor} />
    </LinkButton>
  );
}

function From({ item }: { readonly item: AuditItem }) {
  const { address, token } = item;
  return (
    <>
      <StrangerText mono text={address} />
      {token !== '' && (
        <>
          , token <StrangerText text={token} />
        </>
      )}
    </>
  );
}

function whatText({ action, times }: AuditItem): string {
  const words = AUDIT_WORDS[action];
  return times === 1 ? words : `${words}, ${times.toLocaleString('en')} times`;
}
