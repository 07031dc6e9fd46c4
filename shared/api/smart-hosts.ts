/** The list of smart hosts, as the original's comma list (KB Q190710): `a.example, b.example:2525, [2001:db8::1]:25`. */
import { ipFromText } from '../address/ip.js';
import { parsed, unreadable, type Parsed } from '../address/parsed.js';
import { portSchema, readHost } from '../rules/schema.js';
import { hostPort } from '../rules/text.js';

export interface SmartHost {
  readonly host: string;
  readonly port: number;
}

const MOST_HOSTS = 20;

/** In standard form; ports stand only where they were given. */
export function readSmartHosts(input: string): Parsed<string> {
  const entries = input.split(',').flatMap((each) => each.trim() || []);
  if (entries.length === 0) return unreadable('Enter a host name or an address.');
  if (entries.length > MOST_HOSTS) return unreadable(`At most ${MOST_HOSTS} hosts.`);
  const texts: string[] = [];
  for (const entry of entries) {
    const { name, port } = split(entry);
    const host = readHost(name);
    if (!host.ok) return host;
    const number = portSchema.safeParse(port ?? 25);
    if (!number.success) return unreadable(`${entry}: ${number.error.issues[0]!.message}`);
    texts.push(port === null ? host.value : hostPort(host.value, port));
  }
  return parsed([...new Set(texts)].join(', '));
}

/** The hosts of a list in standard form, in the order in which they are tried; `port` where none is given. */
export function smartHostsOf({ host, port }: SmartHost): SmartHost[] {
  return host.split(', ').map((entry) => {
    const { name, port: own } = split(entry);
    return { host: name, port: own ?? port };
  });
}

function split(entry: string): { name: string; port: number | null } {
  const bracketed = /^\[([^\]]*)\](?::(\d+))?$/.exec(entry);
  const plain = ipFromText(entry) ? null : /^([^:]*):(\d+)$/.exec(entry);
  const [, name = entry, port] = bracketed ?? plain ?? [];
  return { name, port: port === undefined ? null : Number(port) };
}
