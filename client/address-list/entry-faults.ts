import type { Issue } from '../../shared/api/errors.js';

/** By the place of the entry, what is wrong with it. */
export function faultsOf(issues: readonly Issue[]): ReadonlyMap<number, string> {
  const faults = new Map<number, string>();
  for (const { path, message, suggestion } of issues) {
    const place = Number.parseInt(path, 10);
    const offered = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
    if (!faults.has(place)) faults.set(place, message + offered);
  }
  return faults;
}
