/** Who may relay without logging on, against a naive reading of the rules, address by address. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ipFromText } from '../../../shared/address/ip.js';
import type { AddressSet } from '../../../shared/engine/address-set.js';
import { decide } from '../../../shared/engine/decide.js';
import { proofOf, proofRow } from '../../../shared/engine/proof.js';
import { FIRST_RULES, type NetworkEntry, type Rules } from '../../../shared/rules/schema.js';
import { compiledOf } from '../../support/compiled.js';
import { oracle } from '../../support/oracle.js';
import { OWN_ADDRESSES, rulesArbitrary } from '../../support/rules-arbitrary.js';

const NOW = '2026-01-01T00:00:00Z';
const FOREIGN = 'foreign.example';

function holds(set: AddressSet, address: string): boolean {
  const ip = ipFromText(address)!;
  const value = BigInt(ip.value);
  return set[ip.family].some(({ first, last }) => first <= value && value <= last);
}

function rulesOf(
  entries: readonly NetworkEntry[],
  never: readonly NetworkEntry[] = [],
  part: Partial<Rules> = {},
): Rules {
  const addresses = { enabled: true, entries: [...entries] };
  const restrictions = { ...FIRST_RULES.restrictions, addresses, never: { entries: [...never] } };
  return { ...FIRST_RULES, restrictions, ...part };
}

/** The rows as they are shown: `10.0.0.0/8`, and beneath it `less 10.1.0.0/16`. */
function shown(rules: Rules): string[] {
  const proof = proofOf(rules, NOW);
  return Array.from({ length: proof.rows.length / 2 }, (_, i) => {
    const { entry, from } = proofRow(rules, proof, i);
    return from ? `less ${entry.network}` : entry.network;
  });
}

const networks = (...list: readonly string[]): NetworkEntry[] =>
  list.map((network) => ({ network }));

describe('the proof', () => {
  test('permits an address exactly when a naive reading relays for it without an account', () => {
    const edge = fc.constantFrom(
      ...[0, 1, 2, 3, 4].flatMap((c) => [0, 1, 3, 4, 127, 128, 255].map((d) => `10.0.${c}.${d}`)),
    );
    const property = fc.property(
      rulesArbitrary,
      fc.array(edge, { minLength: 5 }),
      (rules, peers) => {
        const { permitted } = proofOf(rules, NOW);
        for (const peer of peers) {
          const { verdict } = oracle(rules, OWN_ADDRESSES, {
            peer,
            localAddress: '198.51.100.250',
            account: null,
            local: 'u',
            domain: FOREIGN,
            at: Date.parse(NOW),
          });
          expect([peer, holds(permitted, peer)]).toEqual([peer, verdict === 'relay']);
        }
      },
    );
    fc.assert(property, { numRuns: 1000 });
  });

  test('holds for IPv6 as well: it permits whom the engine relays for', () => {
    const group = fc.constantFrom('0', '1', '8000', 'ffff');
    const address = fc.tuple(group, group, group).map(([a, b, c]) => `fd00:0:0:${a}:${b}::${c}`);
    const network = fc
      .tuple(address, fc.constantFrom(64, 65, 80, 81, 128))
      .map(([text, prefix]) => masked(text, prefix));
    const list = fc.uniqueArray(network, { maxLength: 5 }).map((all) => networks(...all));
    const property = fc.property(list, list, fc.array(address), (entries, never, peers) => {
      const rules = rulesOf(entries, never);
      const compiled = compiledOf(rules, { siteDomain: 'a.test', addresses: [] });
      const { permitted } = proofOf(rules, NOW);
      for (const peer of peers) {
        const { verdict } = decide(compiled, { peer, recipient: `u@${FOREIGN}`, at: NOW });
        expect([peer, holds(permitted, peer)]).toEqual([peer, verdict === 'relay']);
      }
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('its rows add up to the addresses that it counts', () => {
    const property = fc.property(rulesArbitrary, (rules) => {
      const proof = proofOf(rules, NOW);
      let sum = 0;
      for (let i = 0; i < proof.rows.length / 2; i += 1) {
        const { entry, from } = proofRow(rules, proof, i);
        sum += from ? -Math.min(sizeOf(entry), sizeOf(from)) : sizeOf(entry);
      }
      expect(sum).toBe(proof.ipv4);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  test('lists what the never-list takes beneath what it takes it from', () => {
    const rules = rulesOf(
      networks('10.1.4.16/28', '10.1.2.0/24', 'fd12:3456:789a:2::/64', '10.1.2.128/25', '10.9.9.9'),
      networks('10.1.2.200/29', '10.1.2.66', '10.9.0.0/16', '10.1.2.201', '192.0.2.0/24'),
    );
    expect(shown(rules)).toEqual([
      '10.1.2.0/24',
      'less 10.1.2.66',
      'less 10.1.2.200/29',
      '10.1.4.16/28',
      '10.9.9.9',
      'less 10.9.0.0/16',
      'fd12:3456:789a:2::/64',
    ]);
    expect(proofOf(rules, NOW)).toMatchObject({ ipv4: 256 - 1 - 8 + 16, ipv6: 1 });
  });

  test('says what is public now, and what will be when entries of the never-list have ended', () => {
    const rules = rulesOf(networks('8.8.8.0/24', '10.0.0.0/8'), [
      { network: '8.8.8.0/25', until: '2026-02-01T00:00:00Z' },
    ]);
    const proof = proofOf(rules, NOW);
    expect(proof.public.text).toBe('128 public IPv4 addresses');
    expect(proof.publicLater?.text).toBe('256 public IPv4 addresses');
    expect(proofOf(rulesOf(networks('10.0.0.0/8')), NOW).publicLater).toBeNull();
  });

  test('names who else may: by internal address, and by destination', () => {
    const base = rulesOf(networks('10.0.0.0/8'));
    const rules: Rules = {
      ...base,
      routes: [
        { domain: 'partner.test', to: { kind: 'destination' }, alwaysRelay: true },
        { domain: 'gone.test', to: { kind: 'destination' }, alwaysRelay: true, until: NOW },
        { domain: 'a.test', to: { kind: 'inbound' } },
      ],
      restrictions: {
        ...base.restrictions,
        internalAddresses: { enabled: true, entries: [{ address: '192.0.2.1' }] },
      },
    };
    const { internal, overrides, inert } = proofOf(rules, NOW);
    expect(internal.map(({ address }) => address)).toEqual(['192.0.2.1']);
    expect(overrides.map(({ domain }) => domain)).toEqual(['partner.test']);
    expect(inert).toBeNull();
    expect(proofOf({ ...rules, reroute: false }, NOW)).toMatchObject({
      inert: 'not-rerouting',
      ipv4: 0,
      internal: [],
      overrides: [],
    });
  });

  test('100,000 entries are gone through', () => {
    const many = (count: number, offset: number) =>
      Array.from({ length: count }, (_, i) => {
        const value = i * 4 + offset;
        return { network: `10.${value >> 16}.${(value >> 8) & 255}.${value & 255}` };
      });
    const rules = rulesOf(many(90_000, 0), many(10_000, 1));
    const { ipv4, rows } = proofOf(rules, NOW);
    expect([ipv4, rows.length / 2]).toEqual([90_000, 90_000]);
  });
});

function sizeOf({ network }: NetworkEntry): number {
  const [, prefix = '32'] = network.split('/');
  return 2 ** (32 - Number(prefix));
}

function masked(text: string, prefix: number): string {
  const groups = text.replace('::', `:${'0:'.repeat(2)}`).split(':');
  const bits = groups.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0'));
  const kept = bits.join('').slice(0, prefix).padEnd(128, '0');
  const parts = kept.match(/.{16}/g)!.map((each) => Number.parseInt(each, 2).toString(16));
  return prefix === 128 ? parts.join(':') : `${parts.join(':')}/${prefix}`;
}
