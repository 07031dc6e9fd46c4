/**
 * What was read from another server's configuration: rules in our form, and line by line what each of its
 * lines became, or why it could not.
 *
 * Promise: nothing is guessed towards more relaying. What would open the relay to everybody, or depends on
 * what is not in the file, is named instead of being taken.
 */
import { networkFromText, networkToCidr, type Network } from '../address/network.js';
import { routeToText } from '../rules/text.js';
import {
  readNetwork,
  type InternalEntry,
  type NetworkEntry,
  type Route,
  type Rules,
} from '../rules/schema.js';

export interface ImportedLine {
  /** As it stands in the file, or what it is about. */
  readonly line: string;
  /** What it became, or why it did not. */
  readonly says: string;
}

export interface Imported {
  readonly routes: readonly Route[];
  readonly addresses: readonly NetworkEntry[];
  readonly never: readonly NetworkEntry[];
  readonly internalAddresses: readonly InternalEntry[];
  /** Undefined: the file says nothing about it. */
  readonly authenticated?: boolean | undefined;
  readonly reroute?: boolean | undefined;
  readonly understood: readonly ImportedLine[];
  readonly left: readonly ImportedLine[];
}

/** Gathers what a reader finds. */
export class Sheet {
  readonly #routes = new Map<string, Route>();
  readonly #addresses = new Map<string, NetworkEntry>();
  readonly #never = new Map<string, NetworkEntry>();
  readonly #internal = new Map<string, InternalEntry>();
  readonly #understood: ImportedLine[] = [];
  readonly #left: ImportedLine[] = [];
  #authenticated: boolean | undefined;
  #reroute: boolean | undefined;

  route(line: string, route: Route, says?: string): void {
    const { domain } = route;
    if (this.#routes.has(domain)) {
      this.leave(line, `There is a row for ${domain} already; the first one counts.`);
      return;
    }
    this.#routes.set(domain, route);
    this.note(line, says ?? `becomes the row ${routeToText(route).replace(/^route /, '')}`);
  }

  /** Any form that the console takes. */
  permit(line: string, text: string, note?: string): void {
    this.#network(this.#addresses, line, text, note, 'may relay');
  }

  refuse(line: string, text: string, note?: string): void {
    this.#network(this.#never, line, text, note, 'can NEVER relay');
  }

  /** Connecting to this address of the host permits. */
  internal(line: string, text: string): void {
    const network = networkFromText(text);
    const isHost = network.ok && !networkToCidr(network.value).includes('/');
    if (!isHost) return this.leave(line, `${text} is not one address of this host.`);
    const address = networkToCidr(network.value);
    this.#internal.set(address, { address });
    this.note(line, `whoever connects to ${address} may relay`);
  }

  authenticated(line: string, on: boolean): void {
    this.#authenticated = on;
    this.note(line, on ? 'whoever logs on may relay' : 'logging on permits nothing');
  }

  reroute(line: string, on: boolean): void {
    this.#reroute = on;
    this.note(line, on ? 'mail is rerouted' : 'mail is not rerouted');
  }

  note(line: string, says: string): void {
    this.#understood.push({ line: cut(line), says });
  }

  leave(line: string, says: string): void {
    this.#left.push({ line: cut(line), says });
  }

  done(): Imported {
    return {
      routes: [...this.#routes.values()],
      addresses: [...this.#addresses.values()],
      never: [...this.#never.values()],
      internalAddresses: [...this.#internal.values()],
      authenticated: this.#authenticated,
      reroute: this.#reroute,
      understood: this.#understood,
      left: this.#left,
    };
  }

  #network(
    list: Map<string, NetworkEntry>,
    line: string,
    text: string,
    note: string | undefined,
    does: string,
  ): void {
    const read = readNetwork(text);
    if (!read.ok) {
      const [nearest] = read.suggestions;
      this.leave(line, nearest ? `${read.message} Nearest: ${nearest}` : read.message);
      return;
    }
    const network = read.value;
    if (isEverybody(network)) {
      this.leave(line, 'It is everybody: that would be an open relay.');
      return;
    }
    list.set(network, { network, ...(note !== undefined && note !== '' && { note }) });
    this.note(line, `${network} ${does}`);
  }
}

/** The networks that hold exactly the addresses from one to another. Null when the ends are none. */
export function networksBetween(first: string, last: string): readonly string[] | null {
  const [from, to] = [networkFromText(first), networkFromText(last)];
  if (!from.ok || !to.ok || from.value.ip.family !== to.value.ip.family) return null;
  const width = from.value.ip.family === 4 ? 32 : 128;
  if (from.value.prefix !== width || to.value.prefix !== width) return null;
  const end = BigInt(to.value.ip.value);
  const networks: string[] = [];
  for (let at = BigInt(from.value.ip.value); at <= end;) {
    let bits = 0;
    const fits = (size: number) =>
      at % (1n << BigInt(size)) === 0n && at + (1n << BigInt(size)) - 1n <= end;
    while (bits < width && fits(bits + 1)) bits += 1;
    networks.push(networkToCidr(networkAt(at, width - bits, from.value.ip.family)));
    at += 1n << BigInt(bits);
  }
  return networks;
}

/**
 * Several files of one server together. A domain that is taken from everybody and has a host in another
 * file is inbound there.
 */
export function combined(parts: readonly Imported[]): Imported {
  const routes = parts.flatMap((part) => part.routes);
  const hosts = new Map(
    routes.flatMap((route) => (route.to.kind === 'host' ? [[bareName(route), route.to]] : [])),
  );
  const open = routes.filter(({ to, alwaysRelay }) => alwaysRelay && to.kind === 'destination');
  const taken = new Set(open.map(bareName));
  const joined = routes
    .filter((route) => !(route.to.kind === 'host' && taken.has(bareName(route))))
    .map((route): Route => {
      const host = open.includes(route) ? hosts.get(bareName(route)) : undefined;
      if (!host) return route;
      return { domain: route.domain, to: { kind: 'inbound', host: host.host, port: host.port } };
    });
  return {
    routes: added([], joined, ({ domain }) => domain),
    addresses: added(
      [],
      parts.flatMap((part) => part.addresses),
      ({ network }) => network,
    ),
    never: added(
      [],
      parts.flatMap((part) => part.never),
      ({ network }) => network,
    ),
    internalAddresses: added(
      [],
      parts.flatMap((part) => part.internalAddresses),
      ({ address }) => address,
    ),
    authenticated:
      parts.some(({ authenticated }) => authenticated) ||
      parts.find(({ authenticated }) => authenticated !== undefined)?.authenticated,
    reroute: parts.find(({ reroute }) => reroute !== undefined)?.reroute,
    understood: parts.flatMap(({ understood }) => understood),
    left: parts.flatMap(({ left }) => left),
  };
}

/** Rules with what was imported added; what stands already stays as it is. */
export function withImported(rules: Rules, imported: Imported): Rules {
  const { restrictions } = rules;
  const addresses = added(
    restrictions.addresses.entries,
    imported.addresses,
    ({ network }) => network,
  );
  const internal = added(
    restrictions.internalAddresses.entries,
    imported.internalAddresses,
    ({ address }) => address,
  );
  return {
    ...rules,
    reroute: imported.reroute ?? rules.reroute,
    routes: added(rules.routes, imported.routes, ({ domain }) => domain),
    restrictions: {
      authenticated: imported.authenticated ?? restrictions.authenticated,
      addresses: {
        enabled: inForce(restrictions.addresses, imported.addresses),
        entries: addresses,
      },
      internalAddresses: {
        enabled: inForce(restrictions.internalAddresses, imported.internalAddresses),
        entries: internal,
      },
      never: {
        entries: added(restrictions.never.entries, imported.never, ({ network }) => network),
      },
    },
  };
}

function added<T>(entries: readonly T[], more: readonly T[], keyOf: (entry: T) => string): T[] {
  const known = new Set(entries.map(keyOf));
  const fresh = more.filter((entry) => {
    const isNew = !known.has(keyOf(entry));
    known.add(keyOf(entry));
    return isNew;
  });
  return [...entries, ...fresh];
}

/** Entries that were kept under a box that is not ticked would come into force with those that are imported. */
function inForce(
  { enabled, entries }: { readonly enabled: boolean; readonly entries: readonly unknown[] },
  more: readonly unknown[],
): boolean {
  return enabled || (entries.length === 0 && more.length > 0);
}

function bareName({ domain }: Route): string {
  return domain.replace(/^[#.]/, '');
}

function networkAt(value: bigint, prefix: number, family: 4 | 6): Network {
  return family === 4
    ? { ip: { family: 4, value: Number(value) }, prefix }
    : { ip: { family: 6, value }, prefix };
}

function isEverybody(network: string): boolean {
  return network.endsWith('/0');
}

const MOST_LINE = 200;

function cut(line: string): string {
  const text = line.trim();
  return text.length > MOST_LINE ? `${text.slice(0, MOST_LINE)}…` : text;
}
