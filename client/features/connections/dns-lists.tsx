/** The DNS lists that are asked about strangers, and those that do not answer now. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'react-router';
import { dnsListName, dnsListRule, type DnsList } from '../../../shared/api/dns-lists.js';
import type { Issue } from '../../../shared/api/errors.js';
import { faultsOf } from '../../address-list/entry-faults.js';
import { getStatus, STATUS_KEY } from '../../api/status.js';
import { dnsListText, LIST_ACTION_LABELS } from '../../components/delivery-text.js';
import { EntryList, type ListColumn } from '../../components/entry-list.js';
import { EntryTag } from '../../components/entry-tag.js';
import { ListButtons } from '../../components/list-buttons.js';
import { Notice } from '../../components/notice.js';
import { Problem } from '../../components/problem.js';
import { When } from '../../components/when.js';
import { logAddress } from '../../decision/log-address.js';
import { useMarkedRows } from '../../draft/marked-rows.js';
import type { Marked } from '../../draft/marks.js';
import { DnsListDialog } from './dns-list-dialog.js';

interface DnsListsProps {
  readonly base: readonly DnsList[];
  readonly lists: readonly DnsList[];
  readonly onChange: (lists: DnsList[]) => void;
  /** With the place of the list first in each path. */
  readonly issues: readonly Issue[];
}

/** As links from explanations name it. */
const PLACE = '#dns-lists';

const COLUMNS: readonly ListColumn<Marked<DnsList>>[] = [
  {
    id: 'list',
    title: 'List',
    width: 'minmax(0, 1.2fr)',
    cell: ({ item }) => <span className="val">{dnsListName(item)}</span>,
  },
  {
    id: 'action',
    title: 'Who is on it',
    width: 'minmax(0, 1fr)',
    cell: ({ item, mark }) => (
      <>
        <span className="val q">{LIST_ACTION_LABELS[item.action]}</span>
        <EntryTag mark={mark} />
      </>
    ),
  },
];

const zoneOf = ({ zone }: DnsList) => zone;

export function DnsLists({ base, lists, onChange, issues }: DnsListsProps) {
  const [open, setOpen] = useState<{ readonly index: number } | null>(null);
  const rows = useMarkedRows(base, lists, zoneOf);
  const listeners = useStatus()?.listeners ?? [];
  const place = useShown();
  const faults = faultsOf(issues);
  const add = () => setOpen({ index: -1 });
  const edit = (index: number) => index >= 0 && setOpen({ index });
  const remove = () => {
    const left = rows.takeOut();
    if (left) onChange(left);
  };
  return (
    <div className="stack" ref={place}>
      <LeftOut />
      <div className="withbtns">
        <EntryList
          label="DNS lists"
          rows={rows.rows}
          keyOf={({ key }) => key}
          textOf={({ item }) => dnsListText(item)}
          columns={COLUMNS}
          showHead
          rowClass={({ mark, index }) =>
            `${mark === 'removed' ? 'gone' : ''} ${faults.has(index) ? 'fault' : ''}`
          }
          selected={rows.selected}
          onSelect={rows.select}
          onAdd={add}
          onEdit={({ index }) => edit(index)}
          onRemove={remove}
          empty={<p className="none t">No list is asked</p>}
        />
        <ListButtons
          canEdit={rows.editable >= 0}
          canRemove={rows.chosen.length > 0}
          restores={rows.restores}
          onAdd={add}
          onEdit={() => edit(rows.editable)}
          onRemove={remove}
        />
      </div>
      {[...faults.values()].map((message) => (
        <Problem key={message} problem={{ message }} />
      ))}
      <Decided lists={base} />
      {open && (
        <DnsListDialog
          lists={lists}
          index={open.index}
          listeners={listeners.filter(({ kind }) => kind === 'smtp').map(({ address }) => address)}
          onClose={() => setOpen(null)}
          onDone={(next) => {
            onChange(next);
            setOpen(null);
          }}
        />
      )}
    </div>
  );
}

/** What the relay last said; nothing while it has not. */
function useStatus() {
  const { data } = useQuery({
    queryKey: STATUS_KEY,
    queryFn: ({ signal }) => getStatus(signal),
    retry: false,
  });
  return data?.relay;
}

function LeftOut() {
  // A relay that is older than the console does not say.
  const faults = useStatus()?.dnsLists ?? [];
  return faults.map(({ name, problem, until }) => (
    <Notice kind="warn" key={name}>
      <b>{name} is not asked now:</b> {problem}.{' '}
      <span className="q">
        It counts as not listing anybody until <When at={until} />.
      </span>
    </Notice>
  ));
}

/** The way to what each list held. */
function Decided({ lists }: { readonly lists: readonly DnsList[] }) {
  if (lists.length === 0) return null;
  return (
    <p className="q">
      Whom they held, in the Decision Log:{' '}
      {lists.map((list, place) => {
        const name = dnsListName(list);
        return (
          <span key={name}>
            {place > 0 && ', '}
            <Link to={logAddress({ rule: dnsListRule(name) })}>{name}</Link>
          </span>
        );
      })}
    </p>
  );
}

/** Brings it into view when a link names it. */
function useShown() {
  const { hash } = useLocation();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (hash === PLACE) place.current?.closest('section')?.scrollIntoView({ block: 'nearest' });
  }, [hash]);
  return place;
}
