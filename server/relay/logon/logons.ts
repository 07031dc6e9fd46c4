/**
 * Judges logons: Gatepost's own accounts first, then the stores that are set for the name's domain, in
 * their order.
 *
 * Promise: only a store that said yes makes a permit; a store that could have said yes and does not
 * answer makes "try again" (454), never a refusal. A name for nobody (guest, anonymous, empty) or an
 * empty password is judged by nobody. Refusals look alike and take alike, whatever was wrong.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { isNobody } from '../../../shared/api/accounts.js';
import type { AccountStore, LogonTest, Security } from '../../../shared/api/security.js';
import type { Passwords } from '../../store/passwords.js';
import type { LogonPeer, LogonResult } from '../smtp/front.js';
import {
  logonNameOf,
  type LogonName,
  type StoreAnswer,
  type StoreClient,
} from './account-store.js';
import { GuessLimits } from './guess-limits.js';
import { judgeOwnAccount, type AccountSource } from './own-accounts.js';

export interface LogonsOptions {
  readonly accounts: AccountSource;
  readonly passwords: Passwords;
  readonly client: (store: AccountStore) => StoreClient;
  /** What became of a logon to one of our own accounts. */
  readonly record: (account: string, isGood: boolean) => void;
  /** No refusal comes earlier (milliseconds). */
  readonly refusalAfter?: number;
}

interface OpenStore {
  readonly settings: AccountStore;
  readonly client: StoreClient;
  readonly underWay: Set<Promise<StoreAnswer>>;
  lastAnswer: Date | null;
  problem: string | null;
}

type Accepted = Extract<LogonResult, { kind: 'accepted' }>;

const NOBODY = { kind: 'refused', why: 'a logon of nobody' } as const;
const REFUSAL_AFTER_MS = 1000;
const MOST_CACHED = 10_000;

export class Logons {
  readonly #options: LogonsOptions;
  readonly #limits = new GuessLimits();
  readonly #secret = randomBytes(32);
  #cacheFor = 0;
  #cache = new Map<string, { readonly result: Accepted; readonly until: number }>();
  /** Null while the settings are not known. */
  #stores: OpenStore[] | null = null;

  constructor(options: LogonsOptions) {
    this.#options = options;
  }

  /** Takes new settings; logons that are being judged end as they began. */
  use({ stores, cacheFor }: Security): void {
    const before = this.#stores ?? [];
    this.#cacheFor = cacheFor;
    this.#cache = new Map();
    this.#stores = stores
      .filter(({ disabled }) => !disabled)
      .map((settings) => ({
        settings,
        client: this.#options.client(settings),
        underWay: new Set(),
        lastAnswer: null,
        problem: null,
      }));
    for (const each of before) void closeWhenIdle(each);
  }

  async close(): Promise<void> {
    await Promise.all((this.#stores ?? []).map(({ client }) => client.close()));
  }

  /** How the stores answered last. */
  state(): { name: string; lastAnswer: string | null; problem: string | null }[] {
    return (this.#stores ?? []).map(({ settings, lastAnswer, problem }) => ({
      name: settings.name,
      lastAnswer: lastAnswer?.toISOString() ?? null,
      problem,
    }));
  }

  async logon(username: string, password: string, peer: LogonPeer): Promise<LogonResult> {
    const begun = performance.now();
    const result = await this.#judgeGuess(username, password, peer);
    if (result.kind === 'refused') {
      const { refusalAfter = REFUSAL_AFTER_MS } = this.#options;
      await wait(Math.max(0, refusalAfter - (performance.now() - begun)));
    }
    return result;
  }

  /** One logon for the administrator who asks: at one store, or at our own accounts; nothing is counted. */
  async test(
    store: AccountStore | undefined,
    username: string,
    password: string,
  ): Promise<LogonTest> {
    const begun = performance.now();
    const name = logonNameOf(username);
    const peer = { address: '127.0.0.1', localAddress: '127.0.0.1', tls: true };
    const answer = isNobody(username)
      ? NOBODY
      : store
        ? await testStore(this.#options.client(store), name, password, peer)
        : await this.#testOwn(name, password);
    const took = Math.round(performance.now() - begun);
    return answer.kind === 'accepted'
      ? {
          result: 'accepted',
          text: `Accepted as ${answer.account}.`,
          account: answer.account,
          took,
        }
      : { result: answer.kind, text: sentence(answer.why), account: null, took };
  }

  async #testOwn(name: LogonName, password: string): Promise<StoreAnswer> {
    const { accounts, passwords } = this.#options;
    const answer = await judgeOwnAccount(accounts, passwords, name, password, true);
    return answer.kind === 'unknown'
      ? { kind: 'refused', why: 'there is no such account' }
      : answer;
  }

  async #judgeGuess(username: string, password: string, peer: LogonPeer): Promise<LogonResult> {
    if (isNobody(username) || password === '') return NOBODY;
    const name = logonNameOf(username.trim());
    const key = this.#keyOf(name, password);
    const cached = this.#cache.get(key);
    if (cached && cached.until > Date.now()) return cached.result;
    const held = await this.#limits.enter(peer.address, name.given);
    if (held !== null) return { kind: 'held', why: held };
    try {
      const result = await this.#judge(name, password, peer, key);
      if (result.kind === 'accepted') await this.#limits.succeeded(peer.address, name.given);
      if (result.kind === 'refused') await this.#limits.failed(peer.address, name.given);
      return result;
    } finally {
      this.#limits.leave(peer.address, name.given);
    }
  }

  async #judge(
    name: LogonName,
    password: string,
    peer: LogonPeer,
    key: string,
  ): Promise<LogonResult> {
    const { accounts, passwords, record } = this.#options;
    const stores = this.#stores?.filter(({ settings }) => isFor(settings, name)) ?? null;
    const isLast = stores?.length === 0;
    const own = await judgeOwnAccount(accounts, passwords, name, password, isLast);
    if (own.kind !== 'unknown') {
      if (own.kind === 'accepted') record(own.account, true);
      else if (own.kind === 'refused' && own.account !== null) record(own.account, false);
      return own;
    }
    if (!stores) return { kind: 'unavailable', why: 'the account stores are not known yet' };
    const missing: string[] = [];
    const reasons: string[] = [];
    for (const store of stores) {
      const answer = await ask(store, name, password, peer);
      const said = `${store.settings.name}: ${answer.kind === 'accepted' ? '' : answer.why}`;
      if (answer.kind === 'accepted') return this.#remember(key, answer.account);
      (answer.kind === 'unavailable' ? missing : reasons).push(said);
    }
    if (missing.length > 0) return { kind: 'unavailable', why: missing.join('; ') };
    return { kind: 'refused', why: reasons.join('; ') || 'there is no such account' };
  }

  #remember(key: string, account: string): LogonResult {
    const result = { kind: 'accepted' as const, account, senders: [] };
    if (this.#cacheFor === 0 || isNobody(account)) {
      return isNobody(account) ? NOBODY : result;
    }
    if (this.#cache.size >= MOST_CACHED) this.#cache.clear();
    this.#cache.set(key, { result, until: Date.now() + this.#cacheFor * 1000 });
    return result;
  }

  /** Nobody who reads the memory learns a password from it. */
  #keyOf({ given }: LogonName, password: string): string {
    return createHmac('sha256', this.#secret)
      .update(JSON.stringify([given, password]))
      .digest('base64');
  }
}

function isFor({ domains }: AccountStore, { domain }: LogonName): boolean {
  if (domains.length === 0) return true;
  return domain !== null && domains.some((each) => each.toLowerCase() === domain.toLowerCase());
}

async function ask(
  store: OpenStore,
  name: LogonName,
  password: string,
  peer: LogonPeer,
): Promise<StoreAnswer> {
  const asking = store.client.logon(name, password, peer);
  store.underWay.add(asking);
  const answer = await asking.finally(() => store.underWay.delete(asking));
  store.problem = answer.kind === 'unavailable' ? answer.why : null;
  if (answer.kind !== 'unavailable') store.lastAnswer = new Date();
  return answer;
}

/** Logons that are being judged end as they began. */
async function closeWhenIdle({ client, underWay }: OpenStore): Promise<void> {
  await Promise.allSettled(underWay);
  await client.close();
}

async function testStore(
  client: StoreClient,
  name: LogonName,
  password: string,
  peer: LogonPeer,
): Promise<StoreAnswer> {
  try {
    return await client.logon(name, password, peer);
  } finally {
    await client.close();
  }
}

function sentence(why: string): string {
  return `${why.charAt(0).toUpperCase()}${why.slice(1)}${/[.!?]$/.test(why) ? '' : '.'}`;
}
