/**
 * What DNS says of this host and of the domains that are ours. Never bad: mail may flow where nobody can be
 * asked; and never a hang, since each question has its bound.
 */
import type { CheckedNames } from '../../../shared/api/setup-progress.js';
import type { Compiled } from '../../../shared/engine/compile.js';
import { hostPort } from '../../../shared/rules/text.js';
import { hostNameFinding } from '../delivery/name-check.js';
import { listNamesFrom, namesFrom } from '../delivery/resolver.js';
import { ok, skipped, warning, type Finding, type Step } from './step.js';
import type { Surroundings } from './surroundings.js';
import type { Transcript } from './transcript.js';

const MOST_DOMAINS = 20;
const MOST_ADDRESSES = 8;
const TIME_OUT_MS = 2000;
const NO_DOMAINS = 'No row of Routing accepts a domain as inbound.';

export function nameSteps(surroundings: Surroundings): Step[] {
  return [
    {
      id: 'dns/host',
      title: 'DNS: host name',
      run: async (transcript) => hostFinding(await surroundings.checkNames([]), transcript),
    },
    {
      id: 'dns/mx',
      title: 'DNS: MX of inbound domains',
      run: (transcript) => exchangers(surroundings, transcript),
    },
    {
      id: 'dns/spf',
      title: 'DNS: SPF of inbound domains',
      within: 30_000,
      run: (transcript) => policies(surroundings, transcript),
    },
  ];
}

function hostFinding({ host }: CheckedNames, transcript: Transcript): Finding {
  transcript.note(`A and AAAA of ${host.name}: ${listed(host.addresses)}`);
  for (const { address, names } of host.pointers) {
    transcript.note(`PTR of ${address}: ${listed(names)}`);
  }
  const { isGood, text, todo } = hostNameFinding(host);
  return isGood ? ok(text) : warning(text, todo);
}

async function exchangers(
  { rules, checkNames, hostname }: Surroundings,
  transcript: Transcript,
): Promise<Finding> {
  const domains = inboundDomains(rules());
  if (domains.length === 0) return skipped(NO_DOMAINS);
  const { domains: checked } = await checkNames(domains);
  for (const { domain, problem, exchangers: found } of checked) {
    const servers = found.map(({ name, addresses }) => `${name} (${listed(addresses)})`);
    transcript.note(`MX of ${domain}: ${problem ?? listed(servers)}`);
  }
  const unasked = checked.filter(({ problem }) => problem !== null);
  if (unasked.length > 0) {
    const says = `DNS could not be asked about ${listed(unasked.map(({ domain }) => domain))}.`;
    return warning(says, 'See to the resolvers (GATEPOST_DNS), unless this host has none.');
  }
  const astray = checked.filter(({ here }) => !here).map(({ domain }) => domain);
  if (astray.length > 0) {
    return warning(
      `No mail exchanger of ${listed(astray)} is this host.`,
      `If mail is to come here without another server before, publish: MX 10 ${hostname}.`,
    );
  }
  return ok(`${hostname} is a mail exchanger of ${listed(domains)}.`);
}

async function policies(surroundings: Surroundings, transcript: Transcript): Promise<Finding> {
  const { rules, settings, hostname, vouches, dns } = surroundings;
  if (settings().outbound.kind === 'smarthost') {
    return skipped('Mail goes out by a smart host: its addresses belong in SPF, not ours.');
  }
  const domains = inboundDomains(rules());
  if (domains.length === 0) return skipped(NO_DOMAINS);
  const options = { servers: dns.map(({ host, port }) => hostPort(host, port)) };
  const asking = { ...options, timeOut: TIME_OUT_MS };
  const own = await namesFrom(asking).addresses(hostname);
  if (own.kind !== 'found') {
    return warning(
      `${hostname} has no address in DNS, so it is not known from where mail goes out.`,
      'See “DNS: host name”.',
    );
  }
  const addresses = own.value.slice(0, MOST_ADDRESSES);
  transcript.note(`Mail is taken to go out from ${listed(addresses)}, the address of ${hostname}.`);
  const names = listNamesFrom(asking);
  const judge = async (domain: string): Promise<string | null> => {
    const answer = await names.texts(domain);
    if (answer.kind === 'fault') {
      transcript.note(`TXT of ${domain}: DNS could not be asked (${answer.why})`);
      return `${domain} could not be asked about`;
    }
    const all = answer.kind === 'found' ? answer.value : [];
    const spf = all.filter((text) => /^v=spf1(?: |$)/i.test(text));
    for (const text of spf) transcript.note(`SPF of ${domain}: ${text}`);
    if (spf.length === 0) {
      transcript.note(`SPF of ${domain}: none`);
      return `${domain} has none: publish TXT “v=spf1 a:${hostname} mx ~all”`;
    }
    if (spf.length > 1) return `${domain} has ${spf.length}: only one may be there`;
    const sender = `postmaster@${domain}`;
    const vouched = await Promise.all(
      addresses.map((peer) => vouches({ peer, helo: hostname, sender })),
    );
    const missing = addresses.filter((_, i) => !vouched[i]);
    if (missing.length === 0) return null;
    const terms = missing.map((address) => `${address.includes(':') ? 'ip6' : 'ip4'}:${address}`);
    return `${domain} does not name ${listed(missing)}: add ${terms.join(' ')} to its record`;
  };
  const problems = (await Promise.all(domains.map(judge))).filter((problem) => problem !== null);
  if (problems.length === 0) return ok(`SPF of ${listed(domains)} names ${listed(addresses)}.`);
  const todo = 'Publish what is said, if mail of these domains goes out from here.';
  return warning(`SPF: ${problems.join('; ')}.`, todo);
}

/** Names that rows accept as inbound and that have not ended; not patterns of names below, not literals. */
export function inboundDomains(compiled: Compiled | null): string[] {
  if (!compiled) return [];
  const now = Date.now();
  const domains: string[] = [];
  for (const { route, until } of compiled.routes.rows()) {
    if (route.to.kind === 'inbound' && until > now && !/^[.[]/.test(route.domain)) {
      domains.push(route.domain.replace(/^#/, ''));
    }
  }
  return domains.toSorted().slice(0, MOST_DOMAINS);
}

function listed(texts: readonly string[]): string {
  return texts.length === 0 ? 'none' : texts.join(', ');
}
