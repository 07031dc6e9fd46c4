import type { Overview, OverviewHours } from '../../shared/api/overview.js';
import { request } from './request.js';

const OVERVIEW_PATH = '/api/overview';

export function overviewKey(hours: OverviewHours) {
  return ['overview', hours] as const;
}

export async function getOverview(hours: OverviewHours, signal?: AbortSignal): Promise<Overview> {
  const path = `${OVERVIEW_PATH}?hours=${hours}`;
  return (await request<Overview>('GET', path, signal ? { signal } : {})).body;
}
