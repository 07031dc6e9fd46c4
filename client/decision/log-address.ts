/** Where decisions are shown: by filters of the log, by reference, tried again. */
import type { DecisionFilter } from '../../shared/api/decisions.js';
import type { DecisionRequest } from '../../shared/engine/decision.js';

export type FilterName = keyof DecisionFilter;

export function logAddress(search: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(search).toString();
  return `/log${text === '' ? '' : `?${text}`}`;
}

export function explanationAddress(reference: string): string {
  return `/ref/${encodeURIComponent(reference)}`;
}

/** Try it, filled in from a decision. */
export function tryAddress(reference: string): string {
  return `/routing?${new URLSearchParams({ try: reference })}`;
}

/** Try it, filled in with a request; what says nothing is left out. */
export function requestAddress(request: DecisionRequest): string {
  const said = Object.entries(request).flatMap(([name, value]) =>
    value === null || value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return `/routing?${new URLSearchParams(said)}`;
}

/** Where whoever reads single explanations begins. */
export const START_PAGE = '/explanations';

/** What was looked for and is no reference. */
export function startAddress(sought: string): string {
  return `${START_PAGE}?${new URLSearchParams({ q: sought })}`;
}
