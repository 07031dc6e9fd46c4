/** The period that is shown, and by what; both stand in the address. */
import type { OverviewHours } from '../../../shared/api/overview.js';

export const PERIODS: readonly (readonly [OverviewHours, string])[] = [
  [24, 'Last 24 hours'],
  [168, 'Last 7 days'],
  [720, 'Last 30 days'],
];

export const CHART_BY = ['verdict', 'reason'] as const;
export type ChartBy = (typeof CHART_BY)[number];

export function periodOf(query: URLSearchParams): OverviewHours {
  const wanted = Number(query.get('hours'));
  return PERIODS.find(([hours]) => hours === wanted)?.[0] ?? 24;
}

export function chartByOf(query: URLSearchParams): ChartBy {
  return query.get('by') === 'reason' ? 'reason' : 'verdict';
}

/** `last 24 hours`, in a sentence. */
export function periodText(hours: OverviewHours): string {
  const [, text] = PERIODS.find(([each]) => each === hours)!;
  return text.toLowerCase();
}
