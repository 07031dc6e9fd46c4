import { describe, expect, test } from 'vitest';
import { laterText, proofLead, proofSentence } from '../../../client/features/proof/proof-words.js';
import { proofOf } from '../../../shared/engine/proof.js';
import { FIRST_RULES, type NetworkEntry, type Rules } from '../../../shared/rules/schema.js';

const NOW = '2026-01-01T00:00:00Z';

function rulesOf(networks: readonly string[], never: readonly NetworkEntry[] = []): Rules {
  const entries = networks.map((network) => ({ network }));
  const addresses = { enabled: true, entries };
  const restrictions = { ...FIRST_RULES.restrictions, addresses, never: { entries: [...never] } };
  return { ...FIRST_RULES, restrictions };
}

const internal = (rules: Rules): Rules => ({
  ...rules,
  restrictions: {
    ...rules.restrictions,
    internalAddresses: { enabled: true, entries: [{ address: '192.0.2.1' }] },
  },
});
const said = (rules: Rules) => proofSentence(proofOf(rules, NOW));

describe('the sentence above the proof', () => {
  test.each([
    [FIRST_RULES, 'Nobody may relay without logging on.'],
    [{ ...rulesOf(['10.0.0.0/8']), reroute: false }, 'Nobody may relay: mail is not rerouted.'],
    [rulesOf(['10.0.0.1']), '1 IPv4 address may relay without logging on. None of them is public.'],
    [
      rulesOf(['10.0.0.0/24', 'fd00::/64'], [{ network: '10.0.0.9' }]),
      '255 IPv4 addresses and 1 IPv6 network may relay without logging on. None of them is public.',
    ],
    [
      rulesOf(['10.0.0.0/24', '8.8.8.8']),
      '257 IPv4 addresses may relay without logging on. 1 public IPv4 address is among them.',
    ],
    [
      internal(rulesOf(['10.0.0.1', 'fd00::/64'])),
      '1 IPv4 address, 1 IPv6 network and everyone who connects to 192.0.2.1 may relay without logging on. None of them is public.',
    ],
    [internal(FIRST_RULES), 'Everyone who connects to 192.0.2.1 may relay without logging on.'],
  ])('%#: %s', (rules, sentence) => {
    expect(said(rules)).toBe(sentence);
  });

  test('an open relay is called one', () => {
    expect(said(rulesOf(['0.0.0.0/0']))).toMatch(/are among them: this is an open relay\.$/);
  });

  test('strangers are said to be shut out only when they are', () => {
    const lead = (rules: Rules) => proofLead(proofOf(rules, NOW), 12);
    expect(lead(rulesOf(['10.0.0.0/8']))).toMatch(/revision 12: .* Strangers cannot relay\.$/);
    expect(lead(rulesOf(['8.8.8.8']))).not.toMatch(/Strangers/);
    expect(lead(internal(FIRST_RULES))).not.toMatch(/Strangers/);
  });

  test('what opens by itself when an entry of the NEVER list ends is told', () => {
    const rules = rulesOf(
      ['8.8.8.0/24'],
      [{ network: '8.8.8.0/24', until: '2026-02-01T00:00:00Z' }],
    );
    expect(laterText(proofOf(rules, NOW))).toMatch(/256 public IPv4 addresses may relay; none now/);
  });
});
