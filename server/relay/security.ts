/**
 * The security settings in use: the certificate that listeners show, the stores that judge logons, the
 * legacy lane.
 *
 * Promise: a certificate in files is read again when they change; a pair that cannot be used leaves the
 * last one in place, says so on the page and in the log, and keeps nothing else from being enforced.
 */
import type {
  CertificateFacts,
  LogonQuestion,
  LogonTest,
  Security,
  SecurityState,
} from '../../shared/api/security.js';
import type { Environment } from '../environment.js';
import type { Log } from '../log.js';
import { certificateFacts, requireUsable, type PemPair } from '../store/certificate.js';
import { tlsPair } from '../store/tls-pair.js';
import { Passwords } from '../store/passwords.js';
import type { Spool } from '../store/spool/spool.js';
import type { LogonRecord } from '../store/spool/spooled.js';
import type { SecurityDesk } from './control.js';
import type { Listeners } from './listeners.js';
import { LogonRecords } from './logon/logon-records.js';
import { Logons } from './logon/logons.js';
import type { AccountSource } from './logon/own-accounts.js';
import { storeClient } from './logon/store-client.js';
import type { LogonPeer, LogonResult } from './smtp/front.js';

const LOOK_MS = 30_000;
const WARN_EVERY_MS = 86_400_000;

export interface RelaySecurityOptions {
  readonly environment: Environment;
  readonly log: Log;
  readonly listeners: Listeners;
  readonly accounts: AccountSource;
  readonly spool: Spool;
}

export class RelaySecurity implements SecurityDesk {
  readonly #options: RelaySecurityOptions;
  readonly #passwords = new Passwords();
  readonly #records: LogonRecords;
  readonly #logons: Logons;
  #settings: Security | null = null;
  #pair: PemPair;
  #problem: string | null = null;
  #timer: NodeJS.Timeout | null = null;
  #warnedAt = 0;

  private constructor(options: RelaySecurityOptions, pair: PemPair) {
    this.#options = options;
    this.#pair = pair;
    this.#records = new LogonRecords(options.spool);
    this.#logons = new Logons({
      accounts: options.accounts,
      passwords: this.#passwords,
      client: storeClient,
      record: (account, isGood) => this.#records.record(account, isGood),
    });
  }

  /** Begins with the pair of the environment, or the self-signed one. Throws a StartFault of one line. */
  static async begin(options: RelaySecurityOptions): Promise<RelaySecurity> {
    const security = new RelaySecurity(options, await tlsPair(options.environment));
    await security.#records.start();
    security.#timer = setInterval(() => void security.reload(), LOOK_MS);
    security.#timer.unref();
    return security;
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#logons.close();
    await this.#passwords.close();
    await this.#records.stop();
  }

  logon(username: string, password: string, peer: LogonPeer): Promise<LogonResult> {
    return this.#logons.logon(username, password, peer);
  }

  testLogon({ store, username, password }: LogonQuestion): Promise<LogonTest> {
    return this.#logons.test(store, username, password);
  }

  logonRecords(): readonly LogonRecord[] {
    return this.#records.list();
  }

  get pair(): PemPair {
    return this.#pair;
  }

  async use(settings: Security): Promise<void> {
    this.#settings = settings;
    this.#logons.use(settings);
    await this.reload();
    await this.#options.listeners.useLegacy(settings.legacy);
  }

  state(): SecurityState {
    const { environment, listeners } = this.#options;
    const { tlsCert } = environment;
    return {
      certificate: this.#facts(),
      certificateFrom: tlsCert === null ? null : environment.sources.GATEPOST_TLS_CERT,
      listeners: listeners.offers(),
      stores: this.#logons.state(),
      legacyProblem: listeners.legacyProblem(),
    };
  }

  #facts(): CertificateFacts {
    const facts = certificateFacts(this.#pair.cert, this.#options.environment.hostname);
    if (this.#problem === null) return facts;
    return { ...facts, warnings: [this.#problem, ...facts.warnings] };
  }

  /** Reads certificate files again, and warns of an end that is near once a day. */
  async reload(): Promise<void> {
    this.#warnOfEnd();
    try {
      const { environment } = this.#options;
      const pair = await tlsPair(environment, this.#settings?.certificate);
      requireUsable(pair);
      this.#show(pair);
    } catch (error) {
      const problem = `The certificate was not replaced: ${(error as Error).message}`;
      if (problem !== this.#problem) this.#options.log.warn(problem);
      this.#problem = problem;
    }
  }

  #warnOfEnd(): void {
    if (Date.now() - this.#warnedAt < WARN_EVERY_MS) return;
    const { hostname } = this.#options.environment;
    for (const warning of certificateFacts(this.#pair.cert, hostname).warnings) {
      if (warning.startsWith('It end')) this.#options.log.warn(`certificate: ${warning}`);
    }
    this.#warnedAt = Date.now();
  }

  #show(pair: PemPair): void {
    this.#problem = null;
    if (pair.cert === this.#pair.cert && pair.key === this.#pair.key) return;
    this.#pair = pair;
    this.#options.listeners.usePair(pair);
    this.#options.log.info('a new certificate is shown');
  }
}
