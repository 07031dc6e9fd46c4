/** The DNS lists of the settings: what they say of a peer, together, and which of them are left out now. */
import { ipFromText, type Ip } from '../../../shared/address/ip.js';
import { networkCovers, networkFromText } from '../../../shared/address/network.js';
import { dnsListName, type DnsList } from '../../../shared/api/dns-lists.js';
import type { RelayStatus } from '../../../shared/api/status.js';
import type { Delivery } from '../../../shared/api/delivery.js';
import type { Endpoint } from '../../endpoint.js';
import { listNamesFrom, type ListNames } from '../delivery/resolver.js';
import type { Listing, PeerListed, PeerLists, SessionLog } from '../smtp/front.js';
import type { ListAnswer } from './known-answers.js';
import { ZoneQuestions } from './zone-questions.js';

export interface DnsListsOptions {
  /** The settings in force, asked for at each connection. */
  readonly lists: () => readonly DnsList[];
  readonly names: ListNames;
  readonly log: (line: string) => void;
  readonly now?: () => number;
}

/** Milliseconds for one question to one server: nobody waits for its answer much longer. */
const QUESTION_MS = 1000;

/** With the relay's resolver: `dns` as in the environment. */
export function beginDnsLists(
  dns: readonly Endpoint[],
  settings: () => Delivery,
  log: SessionLog,
): DnsLists {
  const servers = dns.map(({ text }) => text);
  return new DnsLists({
    lists: () => settings().dnsLists,
    names: listNamesFrom({ servers, timeOut: QUESTION_MS }),
    log: (line) => log.warn({}, line),
  });
}

const NOWHERE: PeerListed = { refusedBy: null, noted: [] };
const NOT_ASKED: Listing = { found: () => NOWHERE };

export class DnsLists implements PeerLists {
  readonly #options: DnsListsOptions;
  readonly #zones = new Map<string, ZoneQuestions>();

  constructor(options: DnsListsOptions) {
    this.#options = options;
  }

  ask(address: string, listener: string): Listing {
    const lists = this.#options
      .lists()
      .filter(({ listeners }) => listeners === undefined || listeners.includes(listener));
    const ip = ipFromText(address);
    if (lists.length === 0 || !ip) return NOT_ASKED;
    const answers = lists.map(({ zone }) => this.#questions(zone).ask(ip));
    if (!answers.some((answer) => answer instanceof Promise)) {
      const found = together(lists, answers as ListAnswer[]);
      return { found: () => found };
    }
    let found: PeerListed | Promise<PeerListed> = Promise.all(answers).then(
      (all) => (found = together(lists, all)),
    );
    return { found: () => found };
  }

  /** Those that are left out now, and why. */
  status(): RelayStatus['dnsLists'] {
    const lists = this.#options.lists();
    for (const zone of this.#zones.keys()) {
      if (!lists.some((list) => list.zone === zone)) this.#zones.delete(zone);
    }
    return lists.flatMap((list) => {
      const fault = this.#zones.get(list.zone)?.fault();
      if (!fault) return [];
      const until = new Date(fault.until).toISOString();
      return [{ name: dnsListName(list), problem: fault.problem, until }];
    });
  }

  #questions(zone: string): ZoneQuestions {
    const known = this.#zones.get(zone);
    if (known) return known;
    const { names, log, now = Date.now } = this.#options;
    const onFault = (problem: string) => {
      const list = this.#options.lists().find((each) => each.zone === zone);
      log(`DNS list ${list ? dnsListName(list) : zone}: left out for a while: ${problem}`);
    };
    const questions = new ZoneQuestions({ zone, names, now, onFault });
    this.#zones.set(zone, questions);
    return questions;
  }
}

/** The first that refuses, unless one allows; the others that have it are noted. */
function together(lists: readonly DnsList[], answers: readonly ListAnswer[]): PeerListed {
  const holding = lists.flatMap((list, i) => {
    const answer = answers[i]!;
    return counts(list, answer) ? [{ list, name: dnsListName(list), said: answer.said }] : [];
  });
  const isAllowed = holding.some(({ list }) => list.action === 'allow');
  const refusing = isAllowed ? undefined : holding.find(({ list }) => list.action === 'refuse');
  return {
    refusedBy: refusing ? { name: refusing.name, said: refusing.said } : null,
    noted: holding.filter((each) => each !== refusing).map(({ name }) => name),
  };
}

function counts({ answers }: DnsList, { addresses }: ListAnswer): boolean {
  if (answers.length === 0) return addresses.length > 0;
  const networks = answers.map(networkFromText);
  const isMeant = (ip: Ip) =>
    networks.some((network) => network.ok && networkCovers(network.value, ip));
  return addresses.some((address) => isMeant(ipFromText(address)!));
}
