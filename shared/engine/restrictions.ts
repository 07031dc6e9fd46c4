/** Who may relay: one predicate for each condition of the Routing Restrictions dialog. */
import type { Ip } from '../address/ip.js';
import { ipToText } from '../address/ip.js';
import { cidrToText } from '../address/network.js';
import { addressToText, AUTHENTICATED_TEXT, internalToText, neverToText } from '../rules/text.js';
import type { Compiled } from './compile.js';
import type { Reason, Step } from './decision.js';

/** What a condition is asked about. */
export interface Asker {
  readonly peer: Ip;
  readonly localAddress: Ip | null;
  readonly account: string | null;
  /** Milliseconds since 1970; -Infinity when no time was given, so that nothing has ended. */
  readonly at: number;
}

export interface Condition {
  readonly step: Step;
  readonly reason: Reason;
  /** Whether the box is ticked. */
  readonly enabled: boolean;
  /** The rule that holds, in text form, and why in a sentence; null when none holds. */
  readonly match: { readonly rule: string; readonly text: string } | null;
  /** Why none holds. */
  readonly otherwise: string;
}

export function neverMatch(compiled: Compiled, asker: Asker): Condition['match'] {
  const entry = compiled.never.find(asker.peer, asker.at);
  return (
    entry && { rule: neverToText({ network: entry.cidr }), text: listed(asker.peer, entry.cidr) }
  );
}

/** The conditions in the dialog's order; one is enough (KB Q260562). */
export function conditions(compiled: Compiled, asker: Asker): Condition[] {
  return [authenticated(compiled, asker), addresses(compiled, asker), internal(compiled, asker)];
}

/** Whether this peer may relay, wherever its mail goes. */
export function isPermitted(compiled: Compiled, asker: Asker): boolean {
  if (!compiled.reroute || neverMatch(compiled, asker)) return false;
  return conditions(compiled, asker).some(({ enabled, match }) => enabled && match !== null);
}

function authenticated(compiled: Compiled, { account }: Asker): Condition {
  return {
    step: 'authenticated',
    reason: 'authenticated',
    enabled: compiled.authenticated,
    match: account === null ? null : { rule: AUTHENTICATED_TEXT, text: `Logged on as ${account}.` },
    otherwise: 'Nobody logged on.',
  };
}

function addresses(compiled: Compiled, { peer, at }: Asker): Condition {
  const { enabled, index } = compiled.addresses;
  const entry = index.find(peer, at);
  return {
    step: 'addresses',
    reason: 'address',
    enabled,
    match: entry && {
      rule: addressToText({ network: entry.cidr }),
      text: listed(peer, entry.cidr),
    },
    otherwise: `${ipToText(peer)} is not on the list.`,
  };
}

function internal(compiled: Compiled, { localAddress, at }: Asker): Condition {
  const { enabled, index } = compiled.internalAddresses;
  const reached = localAddress && ipToText(localAddress);
  const entry = reached ? index.get(reached) : undefined;
  return {
    step: 'internal-addresses',
    reason: 'internal-address',
    enabled,
    match:
      entry && at < entry.until
        ? { rule: internalToText(entry), text: `Connected to ${entry.address}.` }
        : null,
    otherwise: reached
      ? `Connected to ${reached}, which is not listed.`
      : 'The address reached is not known.',
  };
}

function listed(peer: Ip, cidr: string): string {
  return `${ipToText(peer)} is covered by ${cidrToText(cidr)}.`;
}
