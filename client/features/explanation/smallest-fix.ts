/**
 * The smallest change to the rules after which a refused host may relay, and its way into a draft and out
 * again. Only where one entry does it and nothing else: for other refusals it is said what would help.
 */
import type { DecisionRow, Neighbours, RowReason } from '../../../shared/api/decisions.js';
import { ipFromText } from '../../../shared/address/ip.js';
import { networkToCidr, width } from '../../../shared/address/network.js';
import type { NetworkEntry, Rules } from '../../../shared/rules/schema.js';

export interface Proposal {
  readonly id: 'host' | 'network';
  readonly label: string;
  /** As CIDR. */
  readonly network: string;
  /** Peers there, and since when, where more than the one is meant. */
  readonly neighbours: Neighbours | null;
}

const FEWEST_PEERS = 2;

/** The host first; its network where others in it were refused too. */
export function proposalsFor(
  { reason, peer }: Pick<DecisionRow, 'reason' | 'peer'>,
  neighbours: Neighbours | null,
): readonly Proposal[] {
  const ip = ipFromText(peer);
  if (reason !== 'not-permitted' || !ip) return [];
  const network = networkToCidr({ ip, prefix: width(ip) });
  const host: Proposal = { id: 'host', label: 'Permit this host only', network, neighbours: null };
  if (!neighbours || neighbours.peers < FEWEST_PEERS) return [host];
  const around = {
    id: 'network',
    label: 'Permit its network',
    network: neighbours.network,
  } as const;
  return [host, { ...around, neighbours }];
}

export interface Advice {
  readonly text: string;
  /** Where that is done. */
  readonly link?: { readonly text: string; readonly to: string };
}

const RESTRICTIONS = { text: 'Show the list', to: '/routing/restrictions' };
const ROUTING = { text: 'Show Routing', to: '/routing' };
const CONNECTIONS = { text: 'Show Connections', to: '/connections' };
const SECURITY = { text: 'Show Security', to: '/security' };
const LIMIT: Advice = {
  text: 'It comes again by itself. The limit is set under Connections; a permitted address is not counted.',
  link: CONNECTIONS,
};
const LIMIT_FOR_ALL: Advice = {
  text: 'The limit is set under Connections, and holds for every peer.',
  link: CONNECTIONS,
};
const LIMIT_OF_ACCOUNT: Advice = {
  text: 'It comes again by itself. If the account sends what its owner did not write, its password is known to somebody else.',
  link: CONNECTIONS,
};
const AT_THE_SENDER = 'The peer sent something that no rule can permit: it has to be mended there.';

/** What would help where no entry does; null for what was permitted, and where there are proposals. */
const ADVICE: Readonly<Record<RowReason, Advice | null>> = {
  'inbound-route': null,
  'own-address': null,
  override: null,
  authenticated: null,
  address: null,
  'internal-address': null,
  'not-permitted': null,
  'never-route': {
    text: 'The list that can NEVER route mail wins over every permit, so no permit helps. Nothing is proposed: whether the entry may go is for whoever put it there to say.',
    link: RESTRICTIONS,
  },
  'not-rerouting': {
    text: 'Mail for other domains is not rerouted at all, so no permit helps. A row in the routing table would take in mail for this domain; rerouting is a matter of the whole server.',
    link: ROUTING,
  },
  'routing-local-part': { text: AT_THE_SENDER },
  'rewrite-cycle': {
    text: 'Two or more rows rewrite into each other. One of them has to end elsewhere.',
    link: ROUTING,
  },
  'malformed-recipient': { text: AT_THE_SENDER },
  'needs-smtputf8': { text: AT_THE_SENDER },
  'malformed-sender': { text: AT_THE_SENDER },
  'malformed-peer': { text: AT_THE_SENDER },
  'logon-accepted': null,
  'logon-refused': {
    text: 'The device or program has another name or password than the account. A new password can be set under Accounts.',
    link: SECURITY,
  },
  'logon-unavailable': {
    text: 'The password may well be right: the store that knows it has to answer again.',
    link: SECURITY,
  },
  'logon-held': {
    text: 'It is taken again by itself, once it waits. What fails before it is listed under Logon failures.',
    link: SECURITY,
  },
  'sender-of-another': {
    text: 'The account may send under its own addresses alone. More can be given to it under Accounts.',
    link: SECURITY,
  },
  'too-many-recipients': { text: 'The peer sends the rest in another message by itself.' },
  'bad-parameter': { text: AT_THE_SENDER },
  'unknown-recipient': {
    text: 'The sender wrote to an address that is not there. If it ought to be, add it at the inbound host, or to the list of inbound recipients.',
    link: CONNECTIONS,
  },
  'recipient-unverified': {
    text: 'The peer comes again by itself. It is taken as soon as the inbound host answers.',
    link: CONNECTIONS,
  },
  'too-many-new-recipients': {
    text: 'The peer comes again by itself. If it guesses at addresses, it ought to stay slow.',
  },
  'dns-list': {
    text: 'Whoever runs the host asks the list to take it off; the reply says where, if the list does. A permitted address and whoever logs on are not judged by lists. Which lists are asked is set under Connections.',
    link: { text: 'Show the DNS lists', to: '/connections#dns-lists' },
  },
  'limit-sessions': {
    text: 'More sessions may be let in under Connections. Some are kept for permitted peers: a permitted address comes in when strangers fill the rest.',
    link: CONNECTIONS,
  },
  'limit-sessions-per-address': LIMIT,
  'limit-connections-per-address': LIMIT,
  'limit-messages-per-address': LIMIT,
  'limit-messages-per-account': LIMIT_OF_ACCOUNT,
  'limit-recipients-per-address': LIMIT,
  'limit-recipients-per-account': LIMIT_OF_ACCOUNT,
  'limit-errors': LIMIT,
  'limit-command-line': LIMIT_FOR_ALL,
  'limit-header': LIMIT_FOR_ALL,
  'limit-message-size': LIMIT_FOR_ALL,
  'limit-command-time': LIMIT_FOR_ALL,
  'limit-data-time': LIMIT_FOR_ALL,
  'limit-message-time': LIMIT_FOR_ALL,
  'limit-session-time': LIMIT_FOR_ALL,
  'limit-handshake-time': LIMIT_FOR_ALL,
  'early-talker': LIMIT,
  'proxy-header': {
    text: 'From a listed proxy every connection begins with a PROXY header. Either the proxy has to send it, or the address ought not to be listed.',
    link: CONNECTIONS,
  },
};

export function adviceFor(reason: RowReason): Advice | null {
  return ADVICE[reason] ?? null;
}

export interface Permit {
  readonly rules: Rules;
  /** The box "with these IP addresses" was not ticked, and is now. */
  readonly ticked: boolean;
  /** An entry of the same network, ended perhaps, whose place it takes. */
  readonly before: NetworkEntry | null;
}

/** The rules with the entry, and with the box ticked that it needs. */
export function withPermit(rules: Rules, entry: NetworkEntry): Permit {
  const { addresses } = rules.restrictions;
  const before = addresses.entries.find(({ network }) => network === entry.network) ?? null;
  const entries = before
    ? addresses.entries.map((each) => (each === before ? entry : each))
    : [...addresses.entries, entry];
  return {
    rules: withAddresses(rules, { enabled: true, entries }),
    ticked: !addresses.enabled,
    before,
  };
}

/** Takes the entry out again, with what came with it. */
export function withoutPermit(
  rules: Rules,
  network: string,
  { ticked, before }: Omit<Permit, 'rules'>,
): Rules {
  const { enabled, entries } = rules.restrictions.addresses;
  return withAddresses(rules, {
    enabled: enabled && !ticked,
    entries: entries.flatMap((each) => {
      if (each.network !== network) return [each];
      return before ? [before] : [];
    }),
  });
}

/** What a note would say of a host that nothing is known of but its HELO. */
export function noteFromHelo(helo: string, peer: string): string {
  const name = helo.trim().replace(/^\[.*\]$/u, '');
  return name === peer ? '' : name.slice(0, 100);
}

function withAddresses(rules: Rules, addresses: Rules['restrictions']['addresses']): Rules {
  return { ...rules, restrictions: { ...rules.restrictions, addresses } };
}
