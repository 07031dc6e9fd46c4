/** What DNS says of this host and of the domains that are to be ours. */
import { networkInterfaces } from 'node:os';
import { standardIpText } from '../../../shared/address/ip.js';
import type { CheckedNames, FoundName } from '../../../shared/api/setup-progress.js';
import { hostPort } from '../../../shared/rules/text.js';
import { namesFrom, type Answer, type Names } from './resolver.js';

interface Options {
  readonly hostname: string;
  readonly dns: readonly { readonly host: string; readonly port: number }[];
}

export type CheckNames = (domains: readonly string[]) => Promise<CheckedNames>;

const TIME_OUT_MS = 2000;
const MOST_EXCHANGERS = 10;
const MOST_ADDRESSES = 4;

export function nameCheck({ hostname, dns }: Options): CheckNames {
  const servers = dns.map(({ host, port }) => hostPort(host, port));
  return async (domains) => {
    const names = namesFrom({ servers, timeOut: TIME_OUT_MS });
    const own = ownAddresses();
    const [host, ...checked] = await Promise.all([
      hostOf(hostname, names, own),
      ...domains.map((domain) => domainOf(domain, hostname, names, own)),
    ]);
    return { host, domains: checked };
  };
}

async function hostOf(
  name: string,
  names: Names,
  own: ReadonlySet<string>,
): Promise<CheckedNames['host']> {
  const answer = await names.addresses(name);
  const found = foundName(name, answer, own);
  const pointers = await Promise.all(
    found.addresses.slice(0, MOST_ADDRESSES).map(async (address) => {
      const pointed = await names.pointers(address);
      return { address, names: pointed.kind === 'found' ? [...pointed.value] : [] };
    }),
  );
  return { ...found, problem: problemOf(answer), pointers };
}

async function domainOf(
  domain: string,
  hostname: string,
  names: Names,
  own: ReadonlySet<string>,
): Promise<CheckedNames['domains'][number]> {
  const answer = await names.mx(domain);
  const listed = answer.kind === 'found' ? answer.value : [];
  const exchangers = await Promise.all(
    listed
      .toSorted((a, b) => a.preference - b.preference)
      .slice(0, MOST_EXCHANGERS)
      .map(async ({ host }) => foundName(host, await names.addresses(host), own)),
  );
  const here = exchangers.some(
    (each) => each.own || each.name.toLowerCase().replace(/\.$/, '') === hostname,
  );
  return { domain, problem: problemOf(answer), exchangers, here };
}

function foundName(
  name: string,
  answer: Answer<readonly string[]>,
  own: ReadonlySet<string>,
): FoundName {
  const addresses = answer.kind === 'found' ? [...answer.value] : [];
  return { name, addresses, own: addresses.some((address) => own.has(standardIpText(address))) };
}

function problemOf(answer: Answer<unknown>): string | null {
  return answer.kind === 'fault' ? `DNS could not be asked (${answer.why}).` : null;
}

function ownAddresses(): ReadonlySet<string> {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return new Set(all.map(({ address }) => standardIpText(address)));
}

export interface HostNameFinding {
  readonly isGood: boolean;
  readonly text: string;
  /** What to do where it is not good. */
  readonly todo: string;
}

/** What DNS says of the host name, in words. Never bad: mail may flow where nobody can be asked. */
export function hostNameFinding(host: CheckedNames['host']): HostNameFinding {
  const { name, problem, addresses, own, pointers } = host;
  if (!name.includes('.')) {
    return warn(`${name} is no full name.`, 'Set GATEPOST_HOSTNAME, such as mail.example.com.');
  }
  if (problem !== null) {
    const todo = 'See to the resolvers (GATEPOST_DNS), unless this host has none.';
    return warn(`${name}: ${problem}`, todo);
  }
  if (addresses.length === 0) {
    return warn(`${name} is not in DNS.`, 'Add it, or servers will refuse our mail.');
  }
  const where = `${name} is ${addresses.join(', ')}`;
  if (!pointers.some(({ names }) => names.includes(name))) {
    const todo = 'Have the owner of the address add a PTR record, if mail goes out directly.';
    return warn(`${where}; no address leads back to the name.`, todo);
  }
  const text = own ? `${where}.` : `${where}: not an address of this host (a NAT?).`;
  return { isGood: true, text, todo: '' };
}

function warn(text: string, todo: string): HostNameFinding {
  return { isGood: false, text, todo };
}
