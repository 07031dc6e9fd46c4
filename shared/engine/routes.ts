/**
 * Which row of the routing table a domain meets: `#name` first, then the longest suffix of whole
 * labels, wherever the row stands in the list (KB Q169683). One hash look-up for each label.
 */
import { isDomain } from '../address/domain.js';
import { literalFromText, literalToText } from '../address/mailbox.js';
import type { Route } from '../rules/schema.js';

/** `until` in milliseconds since 1970, Infinity for a row without an end. */
export interface IndexedRoute {
  readonly route: Route;
  readonly until: number;
}

/** What a recipient's domain came to. */
export interface Path {
  /** The rows passed, in order; the last one decides where the mail goes. */
  readonly rows: readonly IndexedRoute[];
  /** The domain at the end, rewritten or as it came. */
  readonly domain: string;
  readonly cycle: boolean;
}

/** Which rows count: all, or in mode "Do not reroute" the inbound ones. */
export type Usable = (row: IndexedRoute) => boolean;

export class RouteIndex {
  /** `#name` and address literals: this name only. */
  readonly #exact = new Map<string, IndexedRoute>();
  /** `name`: it and the names below. */
  readonly #covering = new Map<string, IndexedRoute>();
  /** `.name`: the names below only. */
  readonly #below = new Map<string, IndexedRoute>();

  /** Adds a row; false when there is one with the same "Sent To". */
  add(row: IndexedRoute): boolean {
    const { domain } = row.route;
    if (domain.startsWith('#')) return put(this.#exact, domain.slice(1), row);
    if (domain.startsWith('[')) return put(this.#exact, domain, row);
    if (domain.startsWith('.')) return put(this.#below, domain.slice(1), row);
    return put(this.#covering, domain, row);
  }

  /** Every row, in no order. */
  *rows(): Iterable<IndexedRoute> {
    for (const map of [this.#exact, this.#covering, this.#below]) yield* map.values();
  }

  /** The winning row for a domain in its look-up form (`domainKey`, `literalToText`). */
  find(domain: string, usable: Usable): IndexedRoute | null {
    const counts = (row: IndexedRoute | undefined) => (row && usable(row) ? row : null);
    const whole = counts(this.#exact.get(domain)) ?? counts(this.#covering.get(domain));
    if (whole || domain.startsWith('[')) return whole;
    for (let dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
      const parent = domain.slice(dot + 1);
      const row = counts(this.#below.get(parent)) ?? counts(this.#covering.get(parent));
      if (row) return row;
    }
    return null;
  }

  /** Follows rewriting rows to the end: no row, a row that does not rewrite, or one that maps a name onto itself. */
  follow(domain: string, usable: Usable): Path {
    const rows: IndexedRoute[] = [];
    const seen = new Set([domain]);
    for (let current = domain; ;) {
      const row = this.find(current, usable);
      if (!row) return { rows, domain: current, cycle: false };
      rows.push(row);
      const { to } = row.route;
      if (to.kind !== 'domain' || to.domain === current)
        return { rows, domain: current, cycle: false };
      if (seen.has(to.domain)) return { rows, domain: to.domain, cycle: true };
      seen.add(to.domain);
      current = to.domain;
    }
  }
}

/** True for a "Sent To" in standard form. */
export function isSentTo(text: string): boolean {
  const literal = literalFromText(text);
  if (literal) return literalToText(literal) === text;
  return isDomain(text.replace(/^[#.]/, '')) && text === text.toLowerCase();
}

function put(map: Map<string, IndexedRoute>, key: string, row: IndexedRoute): boolean {
  if (map.has(key)) return false;
  map.set(key, row);
  return true;
}
