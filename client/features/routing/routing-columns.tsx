/** The columns of the routing table: what a row says, and how it is used. */
import type { Route } from '../../../shared/rules/schema.js';
import { routeToText, targetToText } from '../../../shared/rules/text.js';
import { ROUTE_TO, SENT_TO } from '../../../shared/rules/labels.js';
import { endText, hasEnded } from '../../components/ending.js';
import type { ListColumn } from '../../components/entry-list.js';
import { EntryTag } from '../../components/entry-tag.js';
import type { Marked } from '../../draft/marks.js';
import { LastUsed, UseCount } from '../../rule-use/use-cells.js';
import type { RuleUseRead } from '../../rule-use/use-rule-use.js';
import { usedLine } from '../../rule-use/use-words.js';

type Row = Marked<Route>;

interface RoutingColumns {
  /** Mode "Do not reroute". */
  readonly inert: boolean;
  readonly read: RuleUseRead;
  readonly busiest: number;
}

export function routingColumns(shown: RoutingColumns): readonly ListColumn<Row>[] {
  const { inert, read, busiest } = shown;
  const useOf = ({ item, mark }: Row) => {
    const rule = routeToText(item);
    // A row whose text the draft changes is another rule, which nothing can have matched.
    const fresh = mark === 'added' || (mark === 'changed' && !read.use?.rules[rule]);
    return { ...read, rule, fresh };
  };
  return [
    {
      id: 'sent-to',
      title: SENT_TO,
      width: 'minmax(0, 34fr)',
      sortBy: ({ item }) => item.domain.replace(/^[#.]/, ''),
      cell: (row) => (
        <>
          <span className="val strong">{row.item.domain}</span>
          <EntryTag
            mark={row.mark}
            inert={isInert(row.item, inert)}
            ended={hasEnded(row.item.until)}
          />
        </>
      ),
    },
    {
      id: 'route-to',
      title: ROUTE_TO,
      width: 'minmax(0, 50fr)',
      sortBy: ({ item }) => targetToText(item.to, item.alwaysRelay),
      cell: (row) => {
        const { use, fresh, rule } = useOf(row);
        return (
          <>
            <span className="val">{targetToText(row.item.to, row.item.alwaysRelay)}</span>{' '}
            <span className="sub">{remark(row.item)}</span>
            {use && !fresh && <span className="sub only-phone">{usedLine(use.rules[rule])}</span>}
          </>
        );
      },
    },
    {
      id: 'decisions',
      title: 'Decisions, 30 days',
      width: '148px',
      sortBy: ({ item }) => -(read.use?.rules[routeToText(item)]?.decisions ?? 0),
      look: 'n use',
      cell: (row, active) => <UseCount {...useOf(row)} active={active} busiest={busiest} />,
    },
    {
      id: 'last-used',
      title: 'Last used',
      width: '76px',
      look: 'n use',
      cell: (row) => <LastUsed {...useOf(row)} />,
    },
  ];
}

/** Mode "Do not reroute" leaves the other rows without effect. */
export function isInert({ to }: Route, inert: boolean): boolean {
  return inert && to.kind !== 'inbound';
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
  const ends = until === undefined ? '' : endText(until);
  return [does, relays, note ?? '', ends].filter((part) => part !== '').join(', ');
}
