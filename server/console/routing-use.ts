/** How the rules are used, and permitted addresses that look like a gateway. */
import type { Gateway, RoutingUse } from '../../shared/api/rule-use.js';
import { ipFromText } from '../../shared/address/ip.js';
import type { Compiled } from '../../shared/engine/compile.js';
import { addressToText } from '../../shared/rules/text.js';
import { knownGateways } from '../store/config/known-gateways.js';
import type { DecisionReader } from '../store/decisions/reader.js';
import type { Context } from './context.js';
import { hostNow } from './enforcement.js';

/** So many HELO names, or accounts, in a week are more than one host gives. */
const MANY_NAMES = 5;
const GATEWAY_DAYS = 7;
const DAY_MS = 86_400_000;
const MOST_GATEWAYS = 20;
const MOST_HELOS = 10;
/** The traffic of a week is not gone through for every look at the page (milliseconds). */
const KEPT_MS = 60_000;

interface Looked {
  readonly revision: number;
  readonly until: number;
  readonly gateways: Promise<readonly Gateway[]>;
}

interface Gathered {
  readonly rule: string;
  readonly helos: Set<string>;
  readonly accounts: Set<string>;
  decisions: number;
  lastAt: number;
}

type Using = Pick<Context, 'db' | 'decisions' | 'desk' | 'now' | 'relay' | 'environment'>;

export class RoutingUseDesk {
  readonly #context: Using;
  #looked: Looked | null = null;

  constructor(context: Using) {
    this.#context = context;
  }

  async now(): Promise<RoutingUse> {
    const { decisions, now } = this.#context;
    const gateways = await this.gateways();
    return decisions.read({ since: null, rules: {}, gateways: [] }, ({ use }) => ({
      since: use.oldest(),
      rules: use.rules(now()),
      gateways,
    }));
  }

  /** Those that nobody has kept. */
  async gateways(): Promise<readonly Gateway[]> {
    const gateways = await this.#seen();
    const known = knownGateways(this.#context.db);
    return gateways.filter(({ peer }) => !known.has(peer)).slice(0, MOST_GATEWAYS);
  }

  async #seen(): Promise<readonly Gateway[]> {
    const { desk, now } = this.#context;
    const { revision } = desk.current().revision;
    const at = now().getTime();
    if (this.#looked?.revision === revision && at < this.#looked.until)
      return this.#looked.gateways;
    const gateways = this.#look();
    this.#looked = { revision, until: at + KEPT_MS, gateways };
    return await gateways.catch((error: unknown) => {
      this.#looked = null;
      throw error;
    });
  }

  async #look(): Promise<readonly Gateway[]> {
    const { decisions, desk, now, relay } = this.#context;
    const host = hostNow(this.#context, await relay.status());
    const compiled = desk.compiled(desk.current().revision.revision, host);
    if (!compiled?.reroute || !compiled.addresses.enabled) return [];
    const since = new Date(now().getTime() - GATEWAY_DAYS * DAY_MS);
    return await decisions.readInTurns<readonly Gateway[]>([], (reader) =>
      looking(reader, compiled, since, now().getTime()),
    );
  }
}

function* looking(
  reader: DecisionReader,
  compiled: Compiled,
  since: Date,
  now: number,
): Generator<void, readonly Gateway[], boolean | undefined> {
  const permitted = new Map<string, Gathered | null>();
  for (const { logDay, peers } of reader.traffic.peers(since)) {
    for (const peer of peers) {
      let gathered = permitted.get(peer);
      if (gathered === undefined) {
        gathered = begun(compiled, peer, now);
        permitted.set(peer, gathered);
      }
      if (!gathered) continue;
      for (const { helo, account, decisions, lastAt } of reader.traffic.usesOf(logDay, peer)) {
        gathered.helos.add(reader.textOf(helo));
        if (account !== 0) gathered.accounts.add(reader.textOf(account));
        gathered.decisions += decisions;
        gathered.lastAt = Math.max(gathered.lastAt, lastAt);
      }
    }
    yield;
  }
  return [...permitted]
    .flatMap(([peer, gathered]) => (gathered && isMany(gathered) ? [{ peer, gathered }] : []))
    .toSorted((a, b) => b.gathered.helos.size - a.gathered.helos.size)
    .map(({ peer, gathered: { rule, helos, accounts, decisions, lastAt } }) => ({
      peer,
      rule,
      heloCount: helos.size,
      helos: [...helos].slice(0, MOST_HELOS),
      accountCount: accounts.size,
      decisions,
      lastSeen: new Date(lastAt).toISOString(),
    }));
}

/** Null for a peer whose address is not permitted. */
function begun(compiled: Compiled, peer: string, now: number): Gathered | null {
  const ip = ipFromText(peer);
  const entry = ip && compiled.addresses.index.find(ip, now);
  if (!entry || compiled.never.find(ip, now)) return null;
  const rule = addressToText({ network: entry.cidr });
  return { rule, helos: new Set(), accounts: new Set(), decisions: 0, lastAt: 0 };
}

function isMany({ helos, accounts }: Gathered): boolean {
  return helos.size >= MANY_NAMES || accounts.size >= MANY_NAMES;
}
