/** The audit trail: who changed what, who logged on and who was refused. Its filters stand in the address. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import {
  auditExportPath,
  getAudit,
  type AuditFilterName,
  type AuditSearch,
} from '../../api/audit.js';
import { faultText } from '../../api/request.js';
import { Button } from '../../components/button.js';
import { Notice } from '../../components/notice.js';
import { PageHead } from '../../components/page-head.js';
import { Empty, Skeleton } from '../../components/placeholder.js';
import { AuditFilters } from './audit-filters.js';
import { AuditList } from './audit-list.js';

const BACK = { title: 'Security', to: '/security' };
const NAMES: readonly AuditFilterName[] = ['actor', 'action', 'since', 'until', 'q'];

export function AuditPage() {
  const [params, setParams] = useSearchParams();
  const search = useMemo(
    () =>
      Object.fromEntries(
        NAMES.flatMap((name) => {
          const value = params.get(name);
          return value ? [[name, value]] : [];
        }),
      ) as AuditSearch,
    [params],
  );
  const trail = useInfiniteQuery({
    queryKey: ['audit', search],
    queryFn: ({ pageParam, signal }) => getAudit(search, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  const filter = (name: AuditFilterName, value: string) =>
    setParams(Object.entries({ ...search, [name]: value }).filter(([, each]) => each !== ''));
  const items = trail.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="audit" data-help="audit">
      <div>
        <PageHead
          back={BACK}
          here="Audit trail"
          title="Audit trail"
          lead="Every change and every logon. Nothing here can be changed; refused logons of one address are counted together."
          actions={
            <>
              <a className="btn" href={auditExportPath(search, 'csv')} download>
                Export CSV
              </a>
              <a className="btn" href={auditExportPath(search, 'ndjson')} download>
                Export NDJSON
              </a>
            </>
          }
        />
      </div>
      <AuditFilters search={search} onFilter={filter} />
      {trail.error && (
        <Notice
          kind="bad"
          role="alert"
          actions={<Button label="Try again" onPress={() => void trail.refetch()} />}
        >
          <b>The audit trail could not be read.</b>{' '}
          <span className="q">{faultText(trail.error)}</span>
        </Notice>
      )}
      {trail.isPending && <Skeleton rows={8} />}
      {trail.data && items.length === 0 && (
        <div className="list">
          <Empty title="Nothing fits">No entry meets all of these filters.</Empty>
        </div>
      )}
      {items.length > 0 && <AuditList items={items} onFilter={filter} />}
      {trail.hasNextPage && (
        <div className="btns part-btns">
          <Button
            label={trail.isFetchingNextPage ? 'Reading…' : 'Show &older'}
            disabled={trail.isFetchingNextPage}
            onPress={() => void trail.fetchNextPage()}
          />
        </div>
      )}
    </div>
  );
}
