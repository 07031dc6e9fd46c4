/**
 * The relay process: brings listeners, rules, log, queue and delivery together, starts them in order
 * and stops them in reverse.
 *
 * Promise: it needs the console for nothing. Without a readable config.db it goes on with what it
 * enforced last; with nothing to enforce it answers 451 and accepts nothing.
 */
import { setMaxListeners } from 'node:events';
import type { LimitReason } from '../../shared/api/decisions.js';
import { firstDelivery, type Delivery } from '../../shared/api/delivery.js';
import type { RelayStatus } from '../../shared/api/status.js';
import { routeOwnMail } from '../../shared/engine/routing.js';
import { prepareDataFolder } from '../store/data-folder.js';
import { dataFolder, type DataFolder } from '../store/layout.js';
import { lockFolder, type Lock } from '../store/lock.js';
import { Secrets } from '../store/secrets.js';
import { lastGood, openSpool, sealLastGood, type Spool } from '../store/spool/spool.js';
import { controlSocket, type Environment } from '../environment.js';
import type { Log } from '../log.js';
import { Control, type Controlled } from './control.js';
import { beginLog } from './begin-log.js';
import type { DecisionLog } from './decision-log.js';
import { beginDiagnostics } from './diagnostics.js';
import type { LogRetention } from './log-retention.js';
import { beginDnsLists, type DnsLists } from './dns-lists/dns-lists.js';
import { courier } from './delivery/courier.js';
import { recipientProbe } from './delivery/recipient-probe.js';
import { DiskGuard } from './disk-guard.js';
import { hostOf } from '../host.js';
import { listedIn } from './listed.js';
import { Listeners } from './listeners.js';
import { RelayMetrics } from './metrics.js';
import { Desk } from './queue/desk.js';
import { timeOrNull } from './queue/listing.js';
import { Queue } from './queue/queue.js';
import { RecipientCheck } from './recipients/recipient-check.js';
import { ConfigSource } from './rules/config-source.js';
import { Enforcement } from './rules/enforcement.js';
import { SenderCheck } from './senders/sender-check.js';
import { RelaySecurity } from './security.js';
import { WatchedSessions } from './session-watch.js';
import { RelayGuard } from './limits/guard.js';
import type { Front } from './smtp/front.js';

const DRAIN_MS = 5000;

export class Relay {
  readonly #environment: Environment;
  readonly #log: Log;
  readonly #folder: DataFolder;
  /** Called when the relay can no longer keep its promises: a writer's thread has ended. */
  readonly #onFatal: (error: Error) => void;
  /** What is undone at the end, last begun first. */
  readonly #ends: (() => Promise<unknown> | unknown)[] = [];
  #stopping = false;
  readonly #listeners: Listeners;
  #spool: Spool | null = null;
  #enforcement: Enforcement | null = null;
  #queue: Queue | null = null;
  #disk: DiskGuard | null = null;
  #security: RelaySecurity | null = null;
  #retention: LogRetention | null = null;
  #guard: RelayGuard | null = null;
  #dnsLists: DnsLists | null = null;

  constructor(environment: Environment, log: Log, onFatal: (error: Error) => void) {
    this.#environment = environment;
    this.#log = log;
    this.#folder = dataFolder(environment.data);
    this.#listeners = new Listeners(environment, (line) => log.error(line));
    this.#onFatal = (error) => {
      if (!this.#stopping) onFatal(error);
    };
  }

  /** Resolves when it listens. A start that fails undoes what it had begun. */
  async start(): Promise<void> {
    try {
      await this.#start();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    for (const end of this.#ends.splice(0).toReversed()) await end();
  }

  /** Reads certificate files again. */
  async reloadCertificate(): Promise<void> {
    await this.#security?.reload();
  }

  /** Resolves when the queue's writer has answered: an error, of a full disk, is an answer too. */
  async answers(): Promise<void> {
    await this.#spool?.call('logons', null).catch(() => undefined);
  }

  status(): RelayStatus {
    const settings = this.#enforcement?.settings();
    return {
      enforced: this.#enforcement?.enforced() ?? { revision: null, since: null },
      host: hostOf(this.#environment, settings?.siteDomain ?? this.#environment.hostname),
      listeners: this.#listeners.status(),
      queued: this.#queue?.counts().queued ?? 0,
      oldest: timeOrNull(this.#queue?.oldest() ?? null),
      refusing: this.#disk?.problem() ?? null,
      removingDecisions: this.#retention?.removing() ?? 0,
      dnsLists: this.#dnsLists?.status() ?? [],
      ...(this.#guard?.status() ?? { sessions: { permitted: 0, others: 0 }, limited: [] }),
    };
  }

  async #start(): Promise<void> {
    prepareDataFolder(this.#folder.root);
    const lock: Lock = lockFolder(this.#folder.root, 'relay');
    this.#ends.push(() => lock.release());
    const spool = openSpool(this.#folder.spool, this.#onFatal);
    this.#ends.push(() => spool.close());
    this.#spool = spool;
    const secrets = new Secrets(this.#environment.keyFile);
    await sealLastGood(spool, this.#folder.spool, secrets);
    const metrics = new RelayMetrics();
    const { decisions, writer, keepLog } = await beginLog({
      path: this.#folder.decisions,
      spool,
      log: this.#log,
      metrics,
      onFatal: this.#onFatal,
      ends: this.#ends,
    });
    const source = new ConfigSource(this.#folder.config, this.#environment.keyFile, this.#onFatal);
    this.#ends.push(() => source.close());
    const security = await RelaySecurity.begin({
      environment: this.#environment,
      log: this.#log,
      listeners: this.#listeners,
      accounts: { account: (name) => source.ask('account', name) },
      spool,
    });
    this.#security = security;
    this.#ends.push(() => security.stop());
    const enforcement = new Enforcement({
      source,
      host: (siteDomain) => hostOf(this.#environment, siteDomain),
      lastGood: (kind) => lastGood(this.#folder.spool, kind) as never,
      keepRules: (revision, since) =>
        spool.call('keepRules', { config: this.#folder.config, revision, since }),
      keepSettings: (last) => spool.call('saveLastGood', last),
      useSecurity: (wanted) => security.use(wanted),
      register: (revision, host, since) =>
        writer.call('enforce', { revision, host: JSON.stringify(host), since }),
      secrets,
      log: (line) => this.#log.info(line),
    });
    this.#enforcement = enforcement;
    const first = firstDelivery(this.#environment.hostname);
    this.#ends.push(() => enforcement.stop());
    await enforcement.start();
    const settings = () => enforcement.settings() ?? first;
    const guarded = {
      folder: this.#folder.root,
      minimumFree: () => settings().minimumFree,
      tryCommit: () => spool.call('tryCommit', null),
      log: (line: string) => this.#log.warn(line),
    };
    const disk = (this.#disk = await DiskGuard.begin(guarded, this.#ends));
    const queue = await this.#startQueue(spool, enforcement, decisions, metrics);
    this.#retention = keepLog(() => settings().keepLog);
    const recipients = this.#startRecipients(settings);
    const rulesInForce = () => enforcement.inForce();
    const log = this.#log;
    const onHit = (reason: LimitReason) => metrics.limited(reason);
    const guard = new RelayGuard({ settings, rulesInForce, decisions, log, onHit });
    this.#guard = guard;
    this.#ends.push(() => guard.stop());
    this.#dnsLists = beginDnsLists(this.#environment.dns, settings, this.#log);
    const front: Front = {
      rulesInForce,
      decisions,
      queue,
      logon: (username, password, peer) => security.logon(username, password, peer),
      senderCheck: () => (enforcement.security().senderBelongs ? settings() : null),
      checkRecipient: (address, nextHop, asker) => recipients.check(address, nextHop, asker),
      hasRoomFor: (octets) => disk.hasRoomFor(octets),
      storeFailed: (error) => disk.storeFailed(error),
      log,
      watch: new WatchedSessions({ log, metrics }),
      hostname: this.#environment.hostname,
      guard,
      dnsLists: this.#dnsLists,
      isProxy: listedIn(() => settings().proxies),
    };
    this.#ends.push(() => this.#listeners.stop());
    await this.#listeners.start(front, security.pair);
    const desk = new Desk({ queue, spool, settings, refusing: () => disk.problem() });
    const diagnostics = beginDiagnostics(
      {
        environment: this.#environment,
        folder: this.#folder,
        log,
        settings,
        rules: () => rulesInForce()?.compiled ?? null,
        listeners: this.#listeners,
        diskProblem: () => disk.problem(),
      },
      this.#ends,
    );
    metrics.watch({
      status: () => this.status(),
      certificate: () => security.state().certificate,
      recipients: (state) => queue.destinations().count(state),
    });
    const text = () => metrics.text();
    await this.#startControl({ enforcement, desk, security, ...diagnostics, metrics: text });
  }

  async #startQueue(
    spool: Spool,
    enforcement: Enforcement,
    decisions: DecisionLog,
    watch: RelayMetrics,
  ): Promise<Queue> {
    const settings = (): Delivery => {
      const current = enforcement.settings();
      if (!current) throw new Error('There are no delivery settings.');
      return current;
    };
    const senders = new SenderCheck({
      hostname: this.#environment.hostname,
      dns: this.#environment.dns,
      log: (line) => this.#log.error(line),
    });
    this.#ends.push(() => senders.stop());
    const queue = new Queue({
      folder: this.#folder,
      spool,
      courier: courier({
        ...this.#surroundings(settings),
        folder: this.#folder,
      }),
      settings,
      route: (address) => {
        const inForce = enforcement.inForce();
        return inForce && routeOwnMail(inForce.compiled, address, Date.now());
      },
      verifySender: (from) => senders.verify(from),
      hostname: this.#environment.hostname,
      log: {
        info: (line, part) => this.#log.info({ part }, line),
        error: (line) => this.#log.error(line),
      },
      watch,
      ended: (fates) => decisions.ended(fates),
    });
    await queue.start();
    this.#queue = queue;
    this.#ends.push(() => queue.stop(DRAIN_MS));
    return queue;
  }

  #startRecipients(settings: () => Delivery): RecipientCheck {
    const stopping = new AbortController();
    this.#ends.push(() => stopping.abort());
    const { signal } = stopping;
    setMaxListeners(0, signal);
    const log = (line: string) => this.#log.error(line);
    const askHost = recipientProbe({ ...this.#surroundings(settings), signal, log });
    return new RecipientCheck({ settings, askHost });
  }

  /** What delivery knows of this server. */
  #surroundings(settings: () => Delivery) {
    return {
      settings,
      hostname: this.#environment.hostname,
      dns: this.#environment.dns,
      ownListeners: () => this.#listeners.bound(),
    };
  }

  async #startControl({
    enforcement,
    ...asked
  }: Omit<Controlled, 'status' | 'reached'> & {
    readonly enforcement: Enforcement;
  }): Promise<void> {
    const control = new Control(controlSocket(this.#environment), {
      ...asked,
      status: () => this.status(),
      reached: (numbers, within) => enforcement.reached(numbers, within),
    });
    await control.start();
    this.#ends.push(() => control.stop());
  }
}
