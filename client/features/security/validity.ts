/** `1 Sep 2026 to 30 Nov 2026, 89 days left`. */
import type { CertificateFacts } from '../../../shared/api/security.js';

const DAY_MS = 86_400_000;
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

export function validityText(
  { notBefore, notAfter }: Pick<CertificateFacts, 'notBefore' | 'notAfter'>,
  now: Date,
): string {
  const [from, to] = [new Date(notBefore), new Date(notAfter)];
  const span = `${DATE.format(from)} to ${DATE.format(to)}`;
  if (from > now) return `${span}, not yet`;
  const days = Math.floor((to.valueOf() - now.valueOf()) / DAY_MS);
  if (to <= now) return `${span}, expired`;
  if (days === 0) return `${span}, the last day`;
  return `${span}, ${days.toLocaleString('en')} ${days === 1 ? 'day' : 'days'} left`;
}
