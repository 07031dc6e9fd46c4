/**
 * What an administrator should know about a rule set before it is applied: each is a documented trap
 * of the original (`ims/reference.md` 2.5) or a proof about the rules themselves.
 *
 * Promise: an opening to the world is never applied by accident. `open-relay` is computed from the
 * exact set of addresses that may relay without logging on, and must be confirmed by name.
 */
import { ipFromText, isLoopback, standardIpText } from '../address/ip.js';
import { INBOUND_TEXT } from '../rules/text.js';
import type { Rules } from '../rules/schema.js';
import { endOf, type Compiled } from './compile.js';
import { decide } from './decide.js';
import { publicPermit } from './permitted.js';
import { routeOf } from './routing.js';

/** The extent of "everyone who can connect". */
const EVERYBODY = 1n << 128n;

export const FINDING_CODES = [
  'open-relay',
  'expectation-failed',
  'public-permit',
  'nobody-can-send',
  'site-domain-not-inbound',
  'internal-single-homed',
  'internal-not-own',
  'ip-forwarding',
  'restrictions-inert',
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

export const SEVERITIES = ['confirm', 'warning', 'info'] as const;

export interface Finding {
  /** Stable while the cause is the same; what `confirm` names. */
  readonly id: string;
  readonly code: FindingCode;
  readonly severity: (typeof SEVERITIES)[number];
  readonly text: string;
  /** Where in the rules, as in `restrictions.addresses`. */
  readonly path?: string;
  /** How large it is, in decimal: a confirmation is asked for again only when this grows. */
  readonly extent?: string;
}

/** A finding that was confirmed, as kept with the revision. */
export interface Confirmation {
  readonly id: string;
  readonly text: string;
  readonly extent: string;
}

/** What the engine cannot know of itself. */
export interface Surroundings {
  /** IP families that the host forwards between its interfaces (KB Q193922). */
  readonly forwarding: readonly string[];
  /** ISO 8601; entries that have ended by then do not count. */
  readonly at?: string | undefined;
}

/** All findings, worst first. */
export function findingsOf(
  rules: Rules,
  compiled: Compiled,
  surroundings: Surroundings,
): readonly Finding[] {
  const findings = [
    ...relayFindings(rules, compiled, surroundings),
    ...internalFindings(rules, compiled, surroundings),
    ...modeFindings(rules, compiled, surroundings),
    ...expectationFindings(rules, compiled, surroundings),
  ];
  const rank = ({ severity }: Finding) => SEVERITIES.indexOf(severity);
  return findings.toSorted((a, b) => rank(a) - rank(b));
}

/** The findings that must be confirmed by name: not named now, and not confirmed before at that size. */
export function unconfirmed(
  findings: readonly Finding[],
  named: readonly string[],
  before: readonly Confirmation[],
): readonly Finding[] {
  return findings.filter((finding) => {
    if (finding.severity !== 'confirm' || named.includes(finding.id)) return false;
    return !before.some((confirmation) => covers(confirmation, finding));
  });
}

/** What is kept with a revision: every finding of severity confirm that it was stored with. */
export function confirmationsOf(findings: readonly Finding[]): Confirmation[] {
  return findings
    .filter(({ severity }) => severity === 'confirm')
    .map(({ id, text, extent }) => ({ id, text, extent: extent ?? '0' }));
}

function covers(confirmation: Confirmation, { id, text, extent, code }: Finding): boolean {
  if (confirmation.id !== id) return false;
  // An expectation is named by its place in the list; the text says which one it was.
  if (code === 'expectation-failed') return confirmation.text === text;
  return BigInt(confirmation.extent) >= BigInt(extent ?? '0');
}

function* relayFindings(
  rules: Rules,
  compiled: Compiled,
  { at }: Surroundings,
): Generator<Finding> {
  const { size, isOpenRelay, text } = publicPermit(rules, at);
  const path = 'restrictions.addresses';
  if (listsEveryListener(rules, compiled)) {
    yield {
      id: 'open-relay',
      code: 'open-relay',
      severity: 'confirm',
      text: 'Every address at which this server can be reached is listed as internal: everyone who can connect may relay.',
      path: 'restrictions.internalAddresses',
      extent: String(EVERYBODY),
    };
  } else if (isOpenRelay) {
    yield {
      id: 'open-relay',
      code: 'open-relay',
      severity: 'confirm',
      text: `${text} may relay without logging on: this is an open relay.`,
      path,
      extent: String(size),
    };
  }
  if (!isOpenRelay && size > 0n) {
    yield {
      id: 'public-permit',
      code: 'public-permit',
      severity: 'info',
      text: `${text} may relay without logging on.`,
      path,
      extent: String(size),
    };
  }
}

function* internalFindings(
  rules: Rules,
  { host, ownAddresses }: Compiled,
  { forwarding }: Surroundings,
): Generator<Finding> {
  const { enabled, entries } = rules.restrictions.internalAddresses;
  if (!enabled || entries.length === 0 || !rules.reroute) return;
  const path = 'restrictions.internalAddresses';
  const warning = (code: FindingCode, text: string, at = path): Finding => ({
    id: code,
    code,
    severity: 'warning',
    text,
    path: at,
  });
  const [only, second] = nonLoopback(host.addresses);
  if (only !== undefined && second === undefined && entries.some((e) => e.address === only)) {
    const text = `${only} is the only address of this host: everyone connects to it, and everyone may relay.`;
    yield warning('internal-single-homed', text);
  }
  if (forwarding.length > 0) {
    const text = `${forwarding.join(' and ')} forwarding is on: hosts outside can reach the internal addresses through this host. Turn it off.`;
    yield warning('ip-forwarding', text);
  }
  const foreign = entries.findIndex(({ address }) => !ownAddresses.has(standardIpText(address)));
  if (foreign >= 0) {
    const text = `${entries[foreign]!.address} is not an address of this host: nobody connects to it.`;
    yield warning('internal-not-own', text, `${path}.entries.${foreign}`);
  }
}

function* modeFindings(rules: Rules, compiled: Compiled, { at }: Surroundings): Generator<Finding> {
  const now = at === undefined ? -Infinity : Date.parse(at);
  const isInForce = (entry: { readonly until?: string | undefined }) => now < endOf(entry);
  const { authenticated, addresses, internalAddresses, never } = rules.restrictions;
  const { siteDomain } = compiled.host;
  const site = routeOf(
    compiled,
    { local: 'postmaster', domain: siteDomain, literal: null, needsUtf8: false },
    now,
  );
  if (site.rows.at(-1)?.route.to.kind !== 'inbound') {
    const text = `No row makes the site domain ${siteDomain} ${INBOUND_TEXT}: mail to postmaster and to addresses without a domain is rejected.`;
    yield {
      id: 'site-domain-not-inbound',
      code: 'site-domain-not-inbound',
      severity: 'warning',
      text,
      path: 'routes',
    };
  }
  const anyPermit =
    authenticated ||
    (addresses.enabled && addresses.entries.some(isInForce)) ||
    (internalAddresses.enabled && internalAddresses.entries.some(isInForce));
  if (!rules.reroute) {
    const kept = anyPermit || never.entries.length > 0;
    const text = 'The routing restrictions are kept, and not in force while mail is not rerouted.';
    if (kept)
      yield {
        id: 'restrictions-inert',
        code: 'restrictions-inert',
        severity: 'info',
        text,
        path: 'restrictions',
      };
  } else if (!anyPermit) {
    const text =
      'Nobody can send to other domains: no condition in Routing Restrictions permits anyone.';
    yield {
      id: 'nobody-can-send',
      code: 'nobody-can-send',
      severity: 'warning',
      text,
      path: 'restrictions',
    };
  }
}

function* expectationFindings(
  rules: Rules,
  compiled: Compiled,
  { at }: Surroundings,
): Generator<Finding> {
  for (const [i, { request, verdict, note }] of rules.expectations.entries()) {
    const decision = decide(compiled, at === undefined ? request : { at, ...request });
    if (decision.verdict === verdict) continue;
    const named = note ? ` (${note})` : '';
    yield {
      id: `expectation-failed:${i}`,
      code: 'expectation-failed',
      severity: 'confirm',
      text: `${request.peer} to ${request.recipient} is expected to be ${verdict}${named}, but is ${decision.verdict}.`,
      path: `expectations.${i}`,
    };
  }
}

function listsEveryListener(rules: Rules, { host }: Compiled): boolean {
  const { enabled, entries } = rules.restrictions.internalAddresses;
  if (!rules.reroute || !enabled) return false;
  const listed = new Set(entries.map(({ address }) => standardIpText(address)));
  const reached = nonLoopback(host.listening ?? []);
  return reached.length > 0 && reached.every((address) => listed.has(address));
}

function nonLoopback(addresses: readonly string[]): string[] {
  const ips = addresses.map((address) => ({
    address: standardIpText(address),
    ip: ipFromText(address),
  }));
  return ips.filter(({ ip }) => ip && !isLoopback(ip)).map(({ address }) => address);
}
