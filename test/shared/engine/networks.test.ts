import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ipFromText } from '../../../shared/address/ip.js';
import { networkAround, networkToCidr, type Network } from '../../../shared/address/network.js';
import { NetworkIndex, NetworkTableBuilder } from '../../../shared/engine/networks.js';

const ip = fc.oneof(
  fc.tuple(fc.nat(3), fc.nat(255)).map(([a, b]) => `10.0.${a}.${b}`),
  fc.tuple(fc.nat(3), fc.nat(3)).map(([a, b]) => `2001:db8::${a}:0:0:${b}`),
  fc.constantFrom('::', '255.255.255.255', '0.0.0.0', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'),
);
const network: fc.Arbitrary<Network> = fc.tuple(ip, fc.nat(128)).map(([text, prefix]) => {
  const address = ipFromText(text)!;
  return networkAround(address, address.family === 4 ? prefix % 33 : prefix);
});

test('the index finds the most specific network that has not ended, in both families', () => {
  const entry = fc.tuple(network, fc.constantFrom(10, 20, Infinity));
  const property = fc.property(
    fc.array(entry, { maxLength: 30 }),
    fc.array(ip, { minLength: 1, maxLength: 20 }),
    fc.constantFrom(9, 10, 20),
    (entries, peers, at) => {
      const builder = new NetworkTableBuilder();
      const kept = entries.filter(([each, until]) => builder.add(each, until));
      const index = new NetworkIndex(builder.table());
      for (const text of peers) {
        const peer = ipFromText(text)!;
        const holding = kept
          .filter(([each, until]) => at < until && each.ip.family === peer.family)
          .filter(([each]) => networkAround(peer, each.prefix).ip.value === each.ip.value)
          .map(([each]) => each)
          .toSorted((a, b) => b.prefix - a.prefix);
        const found = index.find(peer, at)?.cidr ?? null;
        expect(found).toBe(holding[0] ? networkToCidr(holding[0]) : null);
      }
    },
  );
  fc.assert(property, { numRuns: 1500 });
});
