/** When a permit ends: the few ends that people mean, or a date. */
export const ENDS = [
  ['never', 'never'],
  ['hour', 'in 1 hour'],
  ['today', 'today'],
  ['week', 'in 7 days'],
  ['date', 'on a date'],
] as const;
export type Ends = (typeof ENDS)[number][0];

const HOUR_MS = 3_600_000;

/** ISO 8601; empty for what does not end, and for a date that is not told yet. */
export function untilOf(ends: Ends, now: Date): string {
  switch (ends) {
    case 'hour':
      return new Date(now.valueOf() + HOUR_MS).toISOString();
    case 'today':
      return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).toISOString();
    case 'week':
      return new Date(now.valueOf() + 7 * 24 * HOUR_MS).toISOString();
    case 'never':
    case 'date':
      return '';
  }
}
