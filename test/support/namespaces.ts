/**
 * A host with two interfaces, and a peer beyond each, in network namespaces of Linux: as root, and where the kernel
 * allows it.
 */
import { spawnSync } from 'node:child_process';

export interface TwoNetworks {
  /** Words before a program's own, to run it there. */
  readonly host: readonly string[];
  readonly inside: readonly string[];
  readonly outside: readonly string[];
  remove(): void;
}

/** The host's addresses, and its interfaces. */
export const INSIDE = { address: '10.77.1.1', device: 'inside0', network: '10.77.1.0/24' };
export const OUTSIDE = { address: '198.51.100.1', device: 'outside0' };
const INSIDE_PEER = '10.77.1.2';
const OUTSIDE_PEER = '198.51.100.2';

/** Why there can be none here, in a sentence; null where there can. */
export function whyNoNamespaces(): string | null {
  const name = `gatepost-try-${process.pid}`;
  const made = run('ip', 'netns', 'add', name);
  if (made !== null) return `No network namespace can be made: ${made}`;
  const paired = run(
    'ip',
    '-n',
    name,
    'link',
    'add',
    'try0',
    'type',
    'veth',
    'peer',
    'name',
    'try1',
  );
  run('ip', 'netns', 'delete', name);
  return paired === null ? null : `No pair of interfaces can be made: ${paired}`;
}

export function twoNetworks(): TwoNetworks {
  const [host, inside, outside] = ['host', 'inside', 'outside'].map(
    (name) => `gatepost-${process.pid}-${name}`,
  ) as [string, string, string];
  const remove = () => {
    for (const name of [host, inside, outside]) run('ip', 'netns', 'delete', name);
  };
  const must = (...words: string[]) => {
    const problem = run('ip', ...words);
    if (problem === null) return;
    remove();
    throw new Error(`ip ${words.join(' ')}: ${problem}`);
  };
  for (const name of [host, inside, outside]) {
    must('netns', 'add', name);
    must('-n', name, 'link', 'set', 'lo', 'up');
  }
  const join = (peer: string, device: string, addresses: readonly [string, string]) => {
    must('-n', host, 'link', 'add', device, 'type', 'veth', 'peer', 'name', 'peer0', 'netns', peer);
    must('-n', host, 'address', 'add', `${addresses[0]}/24`, 'dev', device);
    must('-n', peer, 'address', 'add', `${addresses[1]}/24`, 'dev', 'peer0');
    must('-n', host, 'link', 'set', device, 'up');
    must('-n', peer, 'link', 'set', 'peer0', 'up');
  };
  join(inside, INSIDE.device, [INSIDE.address, INSIDE_PEER]);
  join(outside, OUTSIDE.device, [OUTSIDE.address, OUTSIDE_PEER]);
  // All that a stranger needs: a route of its own to the internal addresses, through the host.
  must('-n', outside, 'route', 'add', INSIDE.network, 'via', OUTSIDE.address);
  const within = (name: string) => ['ip', 'netns', 'exec', name];
  return { host: within(host), inside: within(inside), outside: within(outside), remove };
}

/** Null when it went well, else what it said. */
function run(program: string, ...words: string[]): string | null {
  const { status, stderr, error } = spawnSync(program, words, { encoding: 'utf8' });
  return status === 0 ? null : (error?.message ?? stderr.trim());
}
