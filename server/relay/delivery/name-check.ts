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
