/** Entries that end by themselves: those that have say so, those that soon will say when. */
import { sayDay, sayTime } from './when.js';

const SOON_MS = 7 * 86_400_000;

export function hasEnded(until: string | undefined, now = new Date()): boolean {
  return until !== undefined && new Date(until) <= now;
}

/** `ended 2 Sep`, `ends 17:00`, `ends 28 Nov 17:00`, `ends 2 Sep 2027`. */
export function endText(until: string, now = new Date()): string {
  const end = new Date(until);
  if (hasEnded(until, now)) return `ended ${sayDay(end, now)}`;
  const soon = end.valueOf() - now.valueOf() < SOON_MS;
  return `ends ${soon ? sayTime(end, false, now) : sayDay(end, now)}`;
}
