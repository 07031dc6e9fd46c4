import { ROUTE_TO, SENT_TO } from '../../../shared/rules/labels.js';
import type { Route } from '../../../shared/rules/schema.js';
import { routeToText, targetToText } from '../../../shared/rules/text.js';
import { Button } from '../../components/button.js';
import { EntryList, type ListColumn } from '../../components/entry-list.js';
import { EntryTag } from '../../components/entry-tag.js';
import { Empty } from '../../components/placeholder.js';
import { sayDay } from '../../components/when.js';
import type { Marked } from '../../draft/marks.js';
import type { RouteRows } from './use-routes.js';

interface RoutingTableProps {
  readonly rows: RouteRows;
  /** Mode "Do not reroute": rows that are not inbound are kept without effect. */
  readonly inert: boolean;
  readonly onAdd: () => void;
  readonly onEdit: (index: number) => void;
}

export function RoutingTable({ rows, inert, onAdd, onEdit }: RoutingTableProps) {
  const isInert = ({ item }: Marked<Route>) => inert && item.to.kind !== 'inbound';
  return (
    <EntryList
      label="Routing table"
      help="table"
      showHead
      rows={rows.rows}
      keyOf={({ key }) => key}
      textOf={({ item }) => routeToText(item).replace(/^route /, '')}
      columns={columnsFor(isInert)}
      rowClass={(row) => {
        const gone = row.mark === 'removed' ? 'gone' : '';
        const fault = rows.faulty.has(row.index) ? 'fault' : '';
        return `${gone} ${fault} ${isInert(row) ? 'inert' : ''}`;
      }}
      selected={rows.selected}
      onSelect={rows.select}
      onAdd={onAdd}
      onEdit={({ index }) => onEdit(index)}
      onRemove={rows.remove}
      first={rows.linked}
      empty={
        <Empty title="No domain is ours yet" action={<Button label="Add..." onPress={onAdd} />}>
          Until a row says &lt;inbound&gt;, all mail is refused.
        </Empty>
      }
    />
  );
}

function columnsFor(
  isInert: (row: Marked<Route>) => boolean,
): readonly ListColumn<Marked<Route>>[] {
  return [
    {
      id: 'sent-to',
      title: SENT_TO,
      width: 'minmax(0, 40fr)',
      cell: (row) => (
        <>
          <span className="val strong">{row.item.domain}</span>
          <EntryTag mark={row.mark} inert={isInert(row)} />
        </>
      ),
    },
    {
      id: 'route-to',
      title: ROUTE_TO,
      width: 'minmax(0, 60fr)',
      cell: ({ item }) => (
        <>
          <span className="val">{targetToText(item.to, item.alwaysRelay)}</span>{' '}
          <span className="sub">{remark(item)}</span>
        </>
      ),
    },
  ];
}

/** What the row does, after where it goes. */
function remark({ to, alwaysRelay, note, until }: Route): string {
  const does = {
    inbound: '',
    domain: 'rewrites the address',
    host: 'keeps the address',
    destination: '',
  }[to.kind];
  const relays = alwaysRelay ? 'for everyone, never-list excepted' : '';
  const ends = until === undefined ? '' : `ends ${sayDay(new Date(until))}`;
  return [does, relays, note ?? '', ends].filter((part) => part !== '').join(', ');
}
