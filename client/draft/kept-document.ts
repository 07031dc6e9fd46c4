/**
 * A document that is read again and is the same keeps its objects: what hangs on them (compiled rules,
 * rows of lists) is not made anew, and 100,000 entries are not compared one by one.
 */
import type { RoutingDocument } from '../../shared/api/routing.js';
import { same } from '../../shared/rules/same.js';
import type { Loaded } from '../api/routing.js';

type Routing = Loaded<RoutingDocument>;

export function keptRouting(before: Routing | undefined, now: Routing): Routing {
  if (!before) return now;
  const { host } = before.document;
  const document = {
    ...now.document,
    host: same(host, now.document.host) ? host : now.document.host,
  };
  if (before.etag !== now.etag) return { ...now, document };
  return { ...now, document: { ...document, rules: before.document.rules } };
}
