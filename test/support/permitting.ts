/** Restrictions under which some networks may relay, and nobody else. */
import { FIRST_RULES, type RulesInput } from '../../shared/rules/schema.js';

export function permitting(...networks: readonly string[]): RulesInput['restrictions'] {
  const entries = networks.map((network) => ({ network }));
  return { ...FIRST_RULES.restrictions, addresses: { enabled: true, entries } };
}
