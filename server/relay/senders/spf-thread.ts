/** The inside of `SenderCheck`: the only door to mailauth. Asks DNS as SPF wants it, within its limits. */
import { Resolver } from 'node:dns/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { spf } from 'mailauth/lib/spf/index.js';

export interface SpfData {
  readonly hostname: string;
  /** `host:port` each; empty: the system's resolvers. */
  readonly servers: readonly string[];
}

export interface SpfQuestion {
  readonly id: number;
  readonly peer: string;
  readonly helo: string;
  /** Not the null sender. */
  readonly sender: string;
}

export interface SpfAnswer {
  readonly id: number;
  readonly isPass: boolean;
}

/** RFC 7208 4.6.4. */
const MOST_LOOKUPS = 10;
const MOST_VOID = 2;

const port = parentPort!;
const { hostname, servers } = workerData as SpfData;
const resolver = new Resolver({ timeout: 2000, tries: 2 });
if (servers.length > 0) resolver.setServers(servers);

port.on('message', ({ id, peer, helo, sender }: SpfQuestion) => {
  const asked = spf({
    sender,
    ip: peer,
    helo,
    mta: hostname,
    maxResolveCount: MOST_LOOKUPS,
    maxVoidCount: MOST_VOID,
    resolver: (name: string, type: string) => resolver.resolve(name, type) as Promise<never>,
  });
  const answer = (isPass: boolean) => port.postMessage({ id, isPass } satisfies SpfAnswer);
  asked.then(
    ({ status }) => answer(status.result === 'pass'),
    () => answer(false),
  );
});
