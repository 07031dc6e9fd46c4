/**
 * DNS, and names that are not in it. What is not there and what could not be asked are different
 * answers: the first ends a delivery, the second defers it.
 */
import { lookup, Resolver } from 'node:dns/promises';

export type Answer<T> =
  | { readonly kind: 'found'; readonly value: T }
  /** The name exists and has no such record. */
  | { readonly kind: 'none' }
  /** There is no such name (NXDOMAIN). */
  | { readonly kind: 'no-name' }
  /** Nobody who knows could be asked. */
  | { readonly kind: 'fault'; readonly why: string };

export interface MailExchanger {
  /** '' or '.' in a null MX (RFC 7505). */
  readonly host: string;
  readonly preference: number;
}

export interface Names {
  mx(domain: string): Promise<Answer<readonly MailExchanger[]>>;
  /** Addresses by DNS alone, IPv4 first: a host without a way to IPv6 is the commoner one. */
  addresses(name: string): Promise<Answer<readonly string[]>>;
  /** Names of an address (PTR). */
  pointers(address: string): Promise<Answer<readonly string[]>>;
  /** Addresses of a host that the administrator named: the host's own table counts too. */
  hostAddresses(name: string): Promise<Answer<readonly string[]>>;
}

/** What is asked of DNS lists. */
export interface ListNames {
  /** IPv4 addresses, each with the seconds for which it holds. */
  holding(
    name: string,
  ): Promise<Answer<readonly { readonly address: string; readonly ttl: number }[]>>;
  texts(name: string): Promise<Answer<readonly string[]>>;
}

export interface NamesOptions {
  /** `host:port` each; empty: the system's resolvers and its table of hosts. */
  readonly servers: readonly string[];
  /** Milliseconds for one question to one server. */
  readonly timeOut?: number;
}

export function namesFrom(options: NamesOptions): Names {
  const resolver = resolverFrom(options);
  const { servers } = options;

  async function addresses(name: string): Promise<Answer<readonly string[]>> {
    const [four, six] = await Promise.all([
      answer(resolver.resolve4(name)),
      answer(resolver.resolve6(name)),
    ]);
    const found = [four, six].flatMap((each) => (each.kind === 'found' ? each.value : []));
    if (found.length > 0) return { kind: 'found', value: found };
    const faulty = [four, six].find(({ kind }) => kind === 'fault');
    return faulty ?? (four.kind === 'no-name' ? four : six);
  }

  return {
    mx: async (domain) => {
      const records = await answer(resolver.resolveMx(domain));
      if (records.kind !== 'found') return records;
      const value = records.value.map(({ exchange, priority }) => ({
        host: exchange,
        preference: priority,
      }));
      return { kind: 'found', value };
    },
    addresses,
    pointers: (address) => answer(resolver.reverse(address)),
    hostAddresses: async (name) => {
      // RFC 6761 6.3: never asked of anybody.
      if (name.toLowerCase() === 'localhost') return { kind: 'found', value: ['127.0.0.1', '::1'] };
      if (servers.length > 0) return addresses(name);
      const found = await answer(lookup(name, { all: true }));
      if (found.kind !== 'found') return found;
      const sorted = found.value.toSorted((a, b) => a.family - b.family);
      return { kind: 'found', value: sorted.map(({ address }) => address) };
    },
  };
}

export function listNamesFrom(options: NamesOptions): ListNames {
  const resolver = resolverFrom(options);
  return {
    holding: (name) => answer(resolver.resolve4(name, { ttl: true })),
    texts: async (name) => {
      const records = await answer(resolver.resolveTxt(name));
      if (records.kind !== 'found') return records;
      return { kind: 'found', value: records.value.map((pieces) => pieces.join('')) };
    },
  };
}

function resolverFrom({ servers, timeOut = 5000 }: NamesOptions): Resolver {
  const resolver = new Resolver({ timeout: timeOut, tries: 2 });
  if (servers.length > 0) resolver.setServers(servers);
  return resolver;
}

async function answer<T extends readonly unknown[]>(asked: Promise<T>): Promise<Answer<T>> {
  try {
    const value = await asked;
    return value.length > 0 ? { kind: 'found', value } : { kind: 'none' };
  } catch (error) {
    const { code = 'unknown fault' } = error as { code?: string };
    if (code === 'ENODATA') return { kind: 'none' };
    // EBADNAME: no name that could be in DNS.
    if (code === 'ENOTFOUND' || code === 'EBADNAME') return { kind: 'no-name' };
    return { kind: 'fault', why: code };
  }
}
