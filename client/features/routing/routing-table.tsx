import { useMemo } from 'react';
import { routeToText } from '../../../shared/rules/text.js';
import { Button } from '../../components/button.js';
import { hasEnded } from '../../components/ending.js';
import { EntryList } from '../../components/entry-list.js';
import { Empty } from '../../components/placeholder.js';
import type { RuleUseRead } from '../../rule-use/use-rule-use.js';
import { busiestDay } from '../../rule-use/use-words.js';
import { isInert, routingColumns } from './routing-columns.js';
import type { RouteRows } from './use-routes.js';

interface RoutingTableProps {
  readonly rows: RouteRows;
  /** Mode "Do not reroute": rows that are not inbound are kept without effect. */
  readonly inert: boolean;
  readonly read: RuleUseRead;
  readonly onAdd: () => void;
  readonly onEdit: (index: number) => void;
}

export function RoutingTable({ rows, inert, read, onAdd, onEdit }: RoutingTableProps) {
  const { use, failed } = read;
  const shown = rows.rows;
  const columns = useMemo(() => {
    const rules = shown.map(({ item }) => routeToText(item));
    const busiest = use ? busiestDay(use, rules) : 1;
    return routingColumns({ inert, read: { use, failed }, busiest });
  }, [inert, use, failed, shown]);
  return (
    <EntryList
      label="Routing table"
      help="table"
      showHead
      rows={shown}
      keyOf={({ key }) => key}
      textOf={({ item }) => routeToText(item).replace(/^route /, '')}
      columns={columns}
      rowClass={({ item, mark, index }) => {
        const gone = mark === 'removed' ? 'gone' : '';
        const fault = rows.faulty.has(index) ? 'fault' : '';
        return `${gone} ${fault} ${isInert(item, inert) || hasEnded(item.until) ? 'inert' : ''}`;
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
