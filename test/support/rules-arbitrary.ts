/** Random rules and requests from a small world, so that rows and requests meet often. */
import fc from 'fast-check';
import type { Route, Rules } from '../../shared/rules/schema.js';
import type { OracleRequest } from './oracle.js';

export const OWN_ADDRESSES = ['192.0.2.1', '10.0.0.1'];
const NOW = Date.UTC(2026, 0, 1);

const label = fc.constantFrom('a', 'b', 'c', 'mail');
const domain = fc
  .array(label, { minLength: 1, maxLength: 3 })
  .map((labels) => `${labels.join('.')}.test`);
const literal = fc.constantFrom('[192.0.2.1]', '[10.0.0.1]', '[198.51.100.7]');
const sentTo = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(fc.constantFrom('', '', '#', '.'), domain).map((t) => t.join('')),
  },
  { weight: 1, arbitrary: literal },
);
const until = fc.option(
  fc.constantFrom('2025-01-01T00:00:00Z', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'),
  { nil: undefined, freq: 3 },
);
const octet = fc.integer({ min: 0, max: 3 });
const address = fc.tuple(octet, octet).map(([c, d]) => `10.0.${c}.${d}`);
const network = fc
  .tuple(address, fc.integer({ min: 21, max: 32 }))
  .map(([ip, prefix]) => masked(ip, prefix));

const route: fc.Arbitrary<Route> = fc
  .record({
    domain: sentTo,
    to: fc.oneof(
      fc.constant({ kind: 'inbound' } as const),
      domain.map((d) => ({ kind: 'domain', domain: d }) as const),
      fc.constant({ kind: 'host', host: '10.9.9.9', port: 25 } as const),
      fc.constant({ kind: 'destination' } as const),
    ),
    alwaysRelay: fc.boolean(),
    until,
  })
  .map(({ until: end, alwaysRelay, ...rest }) => ({
    ...rest,
    ...(alwaysRelay && rest.to.kind !== 'inbound' ? { alwaysRelay } : {}),
    ...(end === undefined ? {} : { until: end }),
  }));

const entries = fc.uniqueArray(
  fc.record({ network, until }).map(({ network: n, until: end }) => ({
    network: n,
    ...(end === undefined ? {} : { until: end }),
  })),
  { selector: (entry) => entry.network, maxLength: 6 },
);

export const rulesArbitrary: fc.Arbitrary<Rules> = fc.record({
  reroute: fc.oneof(
    { weight: 4, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
  routes: fc.uniqueArray(route, { selector: (row) => row.domain, maxLength: 10 }),
  restrictions: fc.record({
    authenticated: fc.boolean(),
    addresses: fc.record({ enabled: fc.boolean(), entries }),
    internalAddresses: fc.record({
      enabled: fc.boolean(),
      entries: fc.subarray([
        { address: '192.0.2.1' },
        { address: '10.0.0.1' },
        { address: '192.0.2.9' },
      ]),
    }),
    never: fc.record({ entries }),
  }),
  expectations: fc.constant([]),
});

export const oracleRequestArbitrary: fc.Arbitrary<OracleRequest> = fc.record({
  peer: address,
  localAddress: fc.constantFrom('192.0.2.1', '10.0.0.1', '192.0.2.9'),
  account: fc.constantFrom(null, 'user'),
  local: fc.constantFrom(
    'u',
    'User',
    'a%b',
    'x!y',
    'IMCEASMTP-u',
    'imceaex-u',
    'IMCEAEX-_o',
    'a.',
    'q+r',
  ),
  domain: fc.oneof(
    {
      weight: 8,
      arbitrary: fc.tuple(domain, fc.boolean()).map(([d, up]) => (up ? d.toUpperCase() : d)),
    },
    { weight: 1, arbitrary: literal },
  ),
  at: fc.constantFrom(NOW - 1, NOW, NOW + 1),
});

function masked(ip: string, prefix: number): string {
  const value = ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const base = prefix === 32 ? value : Math.floor(value / 2 ** (32 - prefix)) * 2 ** (32 - prefix);
  const text = [24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256).join('.');
  return prefix === 32 ? text : `${text}/${prefix}`;
}
