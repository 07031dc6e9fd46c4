/** Rules with a few entries, for tests of the draft. */
import { FIRST_RULES, type Route, type Rules } from '../../../shared/rules/schema.js';

export const inbound = (domain: string): Route => ({ domain, to: { kind: 'inbound' } });
export const forwarded = (domain: string, host: string): Route => ({
  domain,
  to: { kind: 'host', host, port: 25 },
});

export function rulesWith(
  routes: readonly Route[],
  networks: readonly string[] = [],
  part: Partial<Rules> = {},
): Rules {
  const entries = networks.map((network) => ({ network }));
  const restrictions = { ...FIRST_RULES.restrictions, addresses: { enabled: true, entries } };
  return { ...FIRST_RULES, routes: [...routes], restrictions, ...part };
}
