/** "Domains whose mail is ours", one a line, and the rows of the routing table that they become. */
import { readSentTo, type Route } from '../../../shared/rules/schema.js';
import type { FieldProblem } from '../../components/problem.js';

export interface ReadDomains {
  readonly domains: readonly string[];
  /** What is wrong with the first line that cannot be read. */
  readonly problem: FieldProblem | null;
}

export function readDomains(text: string): ReadDomains {
  const domains = new Set<string>();
  for (const line of text.split(/[\n,;\s]+/).filter((each) => each !== '')) {
    const read = readSentTo(line);
    if (!read.ok)
      return { domains: [...domains], problem: { message: `${line}: ${read.message}` } };
    domains.add(read.value);
  }
  return { domains: [...domains], problem: null };
}

export function inboundDomains(routes: readonly Route[]): readonly string[] {
  return routes.filter(({ to }) => to.kind === 'inbound').map(({ domain }) => domain);
}

/** Rows that stand already stay as they are, with their notes; another row for the same domain gives way. */
export function withInbound(routes: readonly Route[], domains: readonly string[]): Route[] {
  const wanted = new Set(domains);
  const kept = routes.filter(({ domain, to }) =>
    to.kind === 'inbound' ? wanted.has(domain) : !wanted.has(domain),
  );
  const there = new Set(kept.map(({ domain }) => domain));
  const added = domains.filter((domain) => !there.has(domain));
  return [...kept, ...added.map((domain): Route => ({ domain, to: { kind: 'inbound' } }))];
}
