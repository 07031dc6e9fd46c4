import { AUDIT_PATH, type AuditFormat, type AuditPage } from '../../shared/api/audit.js';
import { request } from './request.js';

/** Filters as they stand in the address. */
export type AuditSearch = Readonly<Partial<Record<AuditFilterName, string>>>;
export type AuditFilterName = 'actor' | 'action' | 'since' | 'until' | 'q';

export async function getAudit(
  search: AuditSearch,
  after: string | null,
  signal?: AbortSignal,
): Promise<AuditPage> {
  const query = new URLSearchParams({ ...search, ...(after === null ? {} : { after }) });
  const options = signal ? { signal } : {};
  return (await request<AuditPage>('GET', `${AUDIT_PATH}?${query}`, options)).body;
}

export function auditExportPath(search: AuditSearch, format: AuditFormat): string {
  return `${AUDIT_PATH}/export?${new URLSearchParams({ ...search, format })}`;
}
