/**
 * Process 2: the web console. It owns config.db, shows what the relay does and asks it over the
 * control socket. The relay does not need it.
 */
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer, Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { CertificateSetting } from '../../shared/api/security.js';
import { FIRST_USER } from '../../shared/api/session.js';
import { ipFromText, isLoopback } from '../../shared/address/ip.js';
import { hostPort } from '../../shared/rules/text.js';
import { isAnyAddress } from '../endpoint.js';
import { adminSocket, consoleUsesTls, controlSocket, type Environment } from '../environment.js';
import { refuseOtherSockets } from '../inherited-sockets.js';
import { listen } from '../listen.js';
import type { Log } from '../log.js';
import { StartFault } from '../start-fault.js';
import { sealPlain } from '../store/config/seal-plain.js';
import { securities } from '../store/config/securities.js';
import { unreadableSecrets } from '../store/config/unreadable-secrets.js';
import { openConfig } from '../store/config/open-config.js';
import { countUsers, createFirstUser } from '../store/config/users.js';
import { prepareDataFolder } from '../store/data-folder.js';
import { dataFolder } from '../store/layout.js';
import { lockFolder, type Lock } from '../store/lock.js';
import type { Db } from '../store/open.js';
import { Passwords } from '../store/passwords.js';
import { opened, SECURITY } from '../store/sealed-settings.js';
import { Secrets } from '../store/secrets.js';
import { tlsPair, type TlsPair } from '../store/tls-pair.js';
import { AlertDesk } from './alerts/alert-desk.js';
import { AdminSocket } from './admin-socket.js';
import { BackupSchedule } from './backup/backup-schedule.js';
import { Backups } from './backup/backups.js';
import { createApp } from './app.js';
import { isCallerOpen } from './caller-open.js';
import type { Context } from './context.js';
import { DecisionLog } from './decision-log.js';
import { DecisionStream } from './decision-stream.js';
import { ConsoleMetrics } from './metrics.js';
import { logonLimits } from './logon-limits.js';
import { QueueStream } from './queue-stream.js';
import { relayControl } from './relay-control.js';
import { routingDesk } from './routing-desk.js';
import { RoutingUseDesk } from './routing-use.js';
import { RulesWatch } from './rules-watch.js';
import { SetupLink } from './setup-link.js';

export interface ConsoleOptions {
  readonly environment: Environment;
  readonly log: Log;
  readonly now?: () => Date;
  /** Bound of Apply in milliseconds, for tests. */
  readonly enforceMs?: number;
}

/** Where a started console is reached. */
export interface ConsoleAddress {
  /** `http://127.0.0.1:8025` */
  readonly url: string;
  /** The one-time link that makes the first user; null when there is one. */
  readonly setupUrl: string | null;
}

/** How long a request in flight may go on once the console is told to stop. */
const STOP_MS = 3000;

export class Console {
  readonly #options: ConsoleOptions;
  readonly #passwords = new Passwords();
  readonly #secrets: Secrets;
  #lock: Lock | null = null;
  #db: Db | null = null;
  #decisions: DecisionLog | null = null;
  #streams: Context['streams'] | null = null;
  #watch: RulesWatch | null = null;
  #alerts: AlertDesk | null = null;
  #backups: Backups | null = null;
  #schedule: BackupSchedule | null = null;
  #admin: AdminSocket | null = null;
  #server: Server | null = null;

  constructor(options: ConsoleOptions) {
    this.#options = options;
    this.#secrets = new Secrets(options.environment.keyFile);
  }

  /** Throws a StartFault or StoreError of one line; what was opened is closed again. */
  async start(): Promise<ConsoleAddress> {
    try {
      return await this.#start();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.#watch?.stop();
    await this.#alerts?.stop();
    this.#schedule?.stop();
    await this.#backups?.stop();
    for (const each of Object.values(this.#streams ?? {})) each.stop();
    await this.#admin?.stop();
    if (this.#server?.listening) await closeServer(this.#server);
    await this.#passwords.close();
    this.#decisions?.close();
    this.#db?.close();
    this.#lock?.release();
  }

  /** Resolves when its database has answered. */
  async answers(): Promise<void> {
    this.#db?.pragma('user_version');
  }

  /** Shows another certificate from the next connection on; one that cannot be used leaves the last one. */
  async reloadCertificate(): Promise<void> {
    if (!(this.#server instanceof HttpsServer) || !this.#db) return;
    try {
      const { cert, key } = await tlsPair(this.#options.environment, this.#certificateOf(this.#db));
      this.#server.setSecureContext({ cert, key });
    } catch (error) {
      this.#options.log.warn(`the certificate was not replaced: ${(error as Error).message}`);
    }
  }

  async #start(): Promise<ConsoleAddress> {
    const { environment, log, now = () => new Date(), enforceMs } = this.#options;
    const endpoint = environment.console;
    if (!endpoint) throw new StartFault('GATEPOST_CONSOLE is empty: the console is off.');
    refuseOtherSockets(environment.inherited, ['console'], 'console');
    const folder = dataFolder(environment.data);
    prepareDataFolder(folder.root);
    this.#lock = lockFolder(folder.root, 'console');
    const secrets = this.#secrets;
    const db = (this.#db = openConfig(folder, environment.hostname, now(), secrets));
    const unsealed = sealPlain(db, secrets);
    if (unsealed) log.warn(unsealed);
    this.#warnOfUnreadable(db);
    const decisions = (this.#decisions = new DecisionLog(folder.decisions));
    const isOpen = (hash: string) => isCallerOpen({ db, now }, hash);
    const pair = consoleUsesTls(endpoint) ? await this.#firstPair(db) : null;
    const relay = relayControl(controlSocket(environment), enforceMs);
    const desk = routingDesk(db);
    const streams = (this.#streams = {
      decisions: new DecisionStream(decisions, isOpen),
      queue: new QueueStream(relay, isOpen),
    });
    const backups = (this.#backups = new Backups({ environment, db, log, now, relay }));
    await backups.sweep();
    const context: Context = {
      environment,
      db,
      log,
      now,
      decisions,
      streams,
      backups,
      schedule: (this.#schedule = new BackupSchedule(
        { environment, db, log, now, relay, secrets },
        backups,
      )),
      relay,
      passwords: this.#passwords,
      secrets,
      limits: logonLimits(),
      setup: new SetupLink(),
      desk,
      use: new RoutingUseDesk({ db, decisions, desk, now, relay, environment }),
      alerts: (this.#alerts = new AlertDesk(() => context)),
      metrics: new ConsoleMetrics(() => context),
      watch: (this.#watch = new RulesWatch(() => context)),
      certificateChanged: () => this.reloadCertificate(),
      secure: pair !== null || (environment.publicUrl?.startsWith('https:') ?? false),
    };
    const server = (this.#server = this.#serve(context, pair));
    const [handed, ...more] = environment.inherited.console;
    if (more.length > 0) throw new StartFault('LISTEN_FDNAMES: the console has one socket.');
    await listen(server, handed ?? endpoint, 'GATEPOST_CONSOLE');
    if (handed && pair === null) refuseInTheClear(server);
    this.#admin = new AdminSocket(adminSocket(environment), context, () =>
      urlOf(environment, server, pair !== null),
    );
    await this.#admin.start();
    context.watch.start();
    context.alerts.start();
    context.schedule.start();
    const url = urlOf(environment, server, pair !== null);
    const link = await openSetup(context);
    return { url, setupUrl: link && url + link };
  }

  /** Whoever must mend the certificate has to get in: one of the page that cannot be used is left out. */
  async #firstPair(db: Db): Promise<TlsPair> {
    const { environment, log } = this.#options;
    try {
      return await tlsPair(environment, this.#certificateOf(db));
    } catch (error) {
      if (environment.tlsCert !== null) throw error;
      log.warn(`the certificate of the Security page is not shown: ${(error as Error).message}`);
      return await tlsPair(environment);
    }
  }

  #certificateOf(db: Db): CertificateSetting {
    return opened(SECURITY, securities.newest(db)!.settings, this.#secrets).certificate;
  }

  #warnOfUnreadable(db: Db): void {
    const found = unreadableSecrets(db, this.#secrets);
    if (!found) return;
    const { secrets, problem } = found;
    this.#options.log.warn(`${problem} To be entered again: ${secrets.join(', ')}.`);
  }

  #serve(context: Context, pair: TlsPair | null): Server {
    const strict = pair ? !pair.selfSigned : context.secure;
    const app = createApp(context, strict);
    const bounds = { headersTimeout: 15_000, requestTimeout: 120_000 };
    const server = pair
      ? createHttpsServer({ cert: pair.cert, key: pair.key, ...bounds }, app)
      : createHttpServer(bounds, app);
    server.on('error', (error) => {
      // Until it listens, `listen` says what is wrong.
      if (server.listening) context.log.error({ err: error }, 'console server');
    });
    return server;
  }
}

/** Creates the user that is fixed from outside, or else opens the one-time link; its path, or null. */
async function openSetup({
  db,
  environment,
  passwords,
  setup,
  now,
}: Context): Promise<string | null> {
  if (countUsers(db) > 0) return null;
  const { adminPassword } = environment;
  if (adminPassword === null) return setup.start();
  const password = await passwords.hash(adminPassword);
  createFirstUser(db, { username: FIRST_USER, password }, now().toISOString());
  return null;
}

/** Whether it speaks TLS goes by GATEPOST_CONSOLE: a socket that others reach must not be served without. */
function refuseInTheClear(server: Server): void {
  const { address } = server.address() as AddressInfo;
  const ip = ipFromText(address);
  if (ip && isLoopback(ip)) return;
  server.close();
  throw new StartFault(
    `LISTEN_FDS: others reach the console's socket at ${address}: set GATEPOST_CONSOLE to that address, so that it serves HTTPS.`,
  );
}

function urlOf(
  { publicUrl, console, hostname }: Environment,
  server: Server,
  tls: boolean,
): string {
  if (publicUrl) return publicUrl;
  const { port } = server.address() as AddressInfo;
  const host = isAnyAddress(console!) ? hostname : console!.host;
  const { origin } = new URL(`${tls ? 'https' : 'http'}://${hostPort(host, port)}`);
  return origin;
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), STOP_MS);
  await closed;
  clearTimeout(late);
}
