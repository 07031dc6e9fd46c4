/** Decisions a second by the number of entries, beside a linear scan with ipaddr.js. */
import ipaddr from 'ipaddr.js';
import { Bench } from 'tinybench';
import { compile, type Compiled } from '../../../shared/engine/compile.js';
import { decide } from '../../../shared/engine/decide.js';
import { FIRST_RULES, type Rules } from '../../../shared/rules/schema.js';

const SIZES = [10, 1_000, 100_000];

export async function benchDecisions(): Promise<void> {
  console.log('Decisions a second: as many networks as domains, one peer in two permitted.\n');
  console.log('entries  compile ms  decide/s (median)  linear scan of the networks/s  ratio');
  for (const size of SIZES) {
    const rules = rulesOfSize(size);
    const started = performance.now();
    const { compiled } = compile(rules, HOST) as { compiled: Compiled };
    const compiling = performance.now() - started;
    const decided = await rate((i) => {
      decide(compiled, { peer: peer(i), recipient: recipient(i), account: null });
    });
    const ranges = rules.restrictions.addresses.entries.map((entry) => {
      return ipaddr.IPv4.parseCIDR(
        entry.network.includes('/') ? entry.network : `${entry.network}/32`,
      );
    });
    const scanned = await rate((i) => {
      const address = ipaddr.IPv4.parse(peer(i));
      ranges.some((range) => address.match(range));
    });
    const cells = [
      String(size).padStart(7),
      compiling.toFixed(0).padStart(10),
      Math.round(decided).toLocaleString('en').padStart(17),
      Math.round(scanned).toLocaleString('en').padStart(29),
      `${(decided / scanned).toFixed(1)}x`.padStart(6),
    ];
    console.log(cells.join('  '));
  }
}

const HOST = { siteDomain: 'example.com', addresses: ['192.0.2.1'] };

function rulesOfSize(size: number): Rules {
  return {
    ...FIRST_RULES,
    routes: Array.from({ length: size }, (_, i) => ({
      domain: `d${i}.example.com`,
      to: { kind: 'inbound' as const },
    })),
    restrictions: {
      ...FIRST_RULES.restrictions,
      addresses: {
        enabled: true,
        entries: Array.from({ length: size }, (_, i) => ({ network: network(i) })),
      },
    },
  };
}

/** Disjoint networks of /22 to /32 in 10.0.0.0/7, one in each /22. */
function network(i: number): string {
  const prefix = 22 + (i % 11);
  const value = 10 * 2 ** 24 + (i % 2 ** 15) * 1024 + Math.floor(i / 2 ** 15) * 256;
  const text = [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
  return prefix < 24 && i >= 2 ** 15 ? `${text}/24` : prefix === 32 ? text : `${text}/${prefix}`;
}

function peer(i: number): string {
  const value = (i * 2654435761) % 2 ** 26;
  return `${10 + Math.floor(value / 2 ** 25)}.${(value >> 16) % 256}.${(value >> 8) % 256}.${value % 256}`;
}

function recipient(i: number): string {
  return i % 2 === 0 ? `user@d${i % 100_000}.example.com` : `user@host${i % 1000}.remote.test`;
}

async function rate(run: (i: number) => void): Promise<number> {
  const bench = new Bench({ time: 500, warmupTime: 200 });
  let i = 0;
  bench.add('run', () => run((i += 1)));
  const [task] = await bench.run();
  const result = task!.result as { latency: { p50: number } };
  return 1000 / result.latency.p50;
}
