/**
 * The settings that are fixed from outside: the only reader of the environment and of flags
 * (DESIGN section 6).
 *
 * Promise: what is returned is whole and valid; a bad value is refused with one line that names it,
 * and a misspelt name is refused with the nearest known one, so that no setting is silently ignored.
 */
import { hostname as machineName } from 'node:os';
import { join, resolve } from 'node:path';
import { passwordSchema } from '../shared/api/session.js';
import { domainFromText, domainKey } from '../shared/address/domain.js';
import { utf8Length } from '../shared/address/octets.js';
import { endpointsFromText, isLoopbackEndpoint, type Endpoint } from './endpoint.js';
import { inheritedSockets, type InheritedSockets } from './inherited-sockets.js';
import { nearestName } from '../shared/api/nearest-name.js';
import { ownLogForm } from './own-log-form.js';
import { StartFault } from './start-fault.js';
import { dataFolder } from './store/layout.js';

/** Each setting: its name in the environment and its flag. */
export const SETTINGS = [
  { name: 'GATEPOST_DATA', flag: 'data', hint: 'folder of all data' },
  { name: 'GATEPOST_SMTP', flag: 'smtp', hint: 'SMTP listeners, host:port' },
  { name: 'GATEPOST_SUBMISSION', flag: 'submission', hint: 'submission listeners (STARTTLS)' },
  { name: 'GATEPOST_SMTPS', flag: 'smtps', hint: 'submission listeners (implicit TLS)' },
  { name: 'GATEPOST_CONSOLE', flag: 'console', hint: 'host:port of the web console' },
  { name: 'GATEPOST_HOSTNAME', flag: 'hostname', hint: "this server's name" },
  { name: 'GATEPOST_PUBLIC_URL', flag: 'public-url', hint: 'URL at which browsers reach it' },
  { name: 'GATEPOST_RUN', flag: 'run', hint: 'folder of the control socket' },
  { name: 'GATEPOST_DNS', flag: 'dns', hint: 'DNS resolvers, address:port' },
  { name: 'GATEPOST_ADMIN_PASSWORD', flag: 'admin-password', hint: 'password of the first user' },
  { name: 'GATEPOST_TLS_CERT', flag: 'tls-cert', hint: 'certificate chain, PEM file' },
  { name: 'GATEPOST_TLS_KEY', flag: 'tls-key', hint: 'its private key, PEM file' },
  { name: 'GATEPOST_KEY_FILE', flag: 'key-file', hint: 'key of the secrets in the databases' },
  { name: 'GATEPOST_LOG', flag: 'log', hint: 'shape of log lines: json or postfix' },
  { name: 'GATEPOST_ALERT_COMMAND', flag: 'alert-command', hint: 'program that takes alerts' },
  { name: 'GATEPOST_BACKUPS', flag: 'backups', hint: 'folder of the scheduled backups' },
] as const;
export type SettingName = (typeof SETTINGS)[number]['name'];

/** How lines of the log look: JSON, or as Postfix writes them. */
export type LogForm = 'json' | 'postfix';

export interface Environment {
  /** Absolute path of the data folder. */
  readonly data: string;
  /** Absolute path of the control socket's folder. */
  readonly run: string;
  readonly smtp: readonly Endpoint[];
  readonly submission: readonly Endpoint[];
  readonly smtps: readonly Endpoint[];
  /** Null: no console. */
  readonly console: Endpoint | null;
  /** Lower case, A-labels. */
  readonly hostname: string;
  /** `https://mail.example.com`, or with the path that a proxy gives the console; null where none is fixed. */
  readonly publicUrl: string | null;
  /** Empty: the system's resolvers. The hosts are IP addresses. */
  readonly dns: readonly Endpoint[];
  readonly adminPassword: string | null;
  readonly tlsCert: string | null;
  readonly tlsKey: string | null;
  /** Absolute path of the key that secrets in the databases are sealed with. */
  readonly keyFile: string;
  readonly log: LogForm;
  /** Absolute path of the program that alerts may be handed to; null: none. */
  readonly alertCommand: string | null;
  /** What a service manager has handed over; of a kind that it holds, the addresses above are not opened. */
  readonly inherited: InheritedSockets;
  /** Absolute path of the folder of the scheduled backups. */
  readonly backups: string;
  /** Where each value comes from, for the console: `GATEPOST_SMTP`, `--smtp`, or null for the default. */
  readonly sources: Readonly<Record<SettingName, string | null>>;
}

/** Of one length: what is short enough for the one is for the other. */
const SOCKET_NAME = 'relay.sock';
const ADMIN_SOCKET_NAME = 'admin.sock';
const MOST_SOCKET_PATH = 107;

/** Path of the relay's control socket. */
export function controlSocket(environment: Pick<Environment, 'run'>): string {
  return join(environment.run, SOCKET_NAME);
}

/** Path of the socket at which the console answers the gatepost command. */
export function adminSocket(environment: Pick<Environment, 'run'>): string {
  return join(environment.run, ADMIN_SOCKET_NAME);
}

/** A console that strangers may reach speaks TLS; one on a loopback address need not. */
export function consoleUsesTls(console: Endpoint): boolean {
  return !isLoopbackEndpoint(console);
}

/**
 * Reads all settings; `flags` (by flag name) win over `variables`. Throws a StartFault with one line
 * for each bad value.
 */
export function readEnvironment(
  variables: Readonly<Record<string, string | undefined>> = process.env,
  flags: Readonly<Record<string, string | undefined>> = {},
): Environment {
  const faults: string[] = unknownNames(variables);
  const sources = {} as Record<SettingName, string | null>;
  const values = {} as Record<SettingName, string | undefined>;
  for (const { name, flag } of SETTINGS) {
    const fromFlag = flags[flag];
    values[name] = fromFlag ?? variables[name];
    sources[name] =
      fromFlag !== undefined ? `--${flag}` : variables[name] !== undefined ? name : null;
  }
  /** Runs a reader; a fault becomes a line and a stand-in that is never returned. */
  const read = <T>(name: SettingName, standIn: T, reader: (text: string | undefined) => T): T => {
    try {
      return reader(values[name]?.trim());
    } catch (error) {
      if (!(error instanceof StartFault)) throw error;
      faults.push(`${sources[name] ?? `${name} (default)`}: ${error.message}`);
      return standIn;
    }
  };
  const inherited = handedOver(variables, faults);
  const listeners = (name: SettingName, standard: string) =>
    read(name, [], (text) => endpointsFromText(text ?? standard));
  const data = read('GATEPOST_DATA', '', (text) => folder(text || './data'));
  const run = read('GATEPOST_RUN', '', (text) => socketFolder(text || join(data, 'run')));
  const environment: Environment = {
    data,
    run,
    smtp: listeners('GATEPOST_SMTP', '127.0.0.1:2525'),
    submission: listeners('GATEPOST_SUBMISSION', ''),
    smtps: listeners('GATEPOST_SMTPS', ''),
    console: read('GATEPOST_CONSOLE', null, (text) => oneEndpoint(text ?? '127.0.0.1:8025')),
    hostname: read('GATEPOST_HOSTNAME', '', (text) => (text ? domain(text) : ownName())),
    publicUrl: read('GATEPOST_PUBLIC_URL', null, (text) => (text ? publicAddress(text) : null)),
    dns: read('GATEPOST_DNS', [], (text) =>
      endpointsFromText(text ?? '', { address: true, port: 53 }),
    ),
    // A password may begin or end with a blank: it is read as it stands.
    adminPassword: read('GATEPOST_ADMIN_PASSWORD', null, () =>
      password(values.GATEPOST_ADMIN_PASSWORD),
    ),
    tlsCert: read('GATEPOST_TLS_CERT', null, (text) => (text ? folder(text) : null)),
    tlsKey: read('GATEPOST_TLS_KEY', null, (text) => (text ? folder(text) : null)),
    keyFile: read('GATEPOST_KEY_FILE', '', (text) => (text ? folder(text) : dataFolder(data).key)),
    log: read('GATEPOST_LOG', 'json', (text) => (text ? logForm(text) : ownLogForm(variables))),
    alertCommand: read('GATEPOST_ALERT_COMMAND', null, (text) => (text ? program(text) : null)),
    inherited,
    backups: read('GATEPOST_BACKUPS', '', (text) =>
      text ? folder(text) : dataFolder(data).backups,
    ),
    sources: Object.freeze(sources),
  };
  faults.push(...clashes(environment));
  if (faults.length > 0) throw new StartFault(faults.join('\n'));
  return Object.freeze(environment);
}

function unknownNames(variables: Readonly<Record<string, string | undefined>>): string[] {
  const known: readonly string[] = SETTINGS.map(({ name }) => name);
  return Object.keys(variables)
    .filter((name) => name.startsWith('GATEPOST_') && !known.includes(name))
    .map((name) => `${name} is not a setting: did you mean ${nearestName(name, known)}?`);
}

function handedOver(
  variables: Readonly<Record<string, string | undefined>>,
  faults: string[],
): InheritedSockets {
  try {
    return inheritedSockets(variables);
  } catch (error) {
    if (!(error instanceof StartFault)) throw error;
    faults.push(error.message);
    return inheritedSockets({});
  }
}

/** Values that are good alone and bad together. */
function clashes(environment: Environment): string[] {
  const { smtp, submission, smtps, console, tlsCert, tlsKey } = environment;
  const faults: string[] = [];
  if ((tlsCert === null) !== (tlsKey === null)) {
    const [given, missing] = tlsCert ? ['CERT', 'KEY'] : ['KEY', 'CERT'];
    faults.push(`GATEPOST_TLS_${given} needs GATEPOST_TLS_${missing} beside it.`);
  }
  const seen = new Set<string>();
  for (const { text, port } of [...smtp, ...submission, ...smtps, ...(console ? [console] : [])]) {
    if (port !== 0 && seen.has(text)) faults.push(`${text} is given to two listeners.`);
    seen.add(text);
  }
  return faults;
}

function logForm(text: string): LogForm {
  if (text === 'json' || text === 'postfix') return text;
  throw new StartFault(`“${text}” is neither json nor postfix.`);
}

/** What is looked for on the way that PATH names would depend on who started us. */
function program(text: string): string {
  if (text.startsWith('/') && !text.includes('\0')) return text;
  throw new StartFault(`“${text}” is no absolute path of a program.`);
}

function folder(text: string): string {
  if (text.includes('\0')) throw new StartFault('a path holds no NUL.');
  return resolve(text);
}

function socketFolder(text: string): string {
  const path = folder(text);
  const socket = join(path, SOCKET_NAME);
  if (utf8Length(socket) <= MOST_SOCKET_PATH) return path;
  throw new StartFault(
    `${socket} is longer than the ${MOST_SOCKET_PATH} bytes a socket's path may have: set GATEPOST_RUN to a shorter folder.`,
  );
}

function oneEndpoint(text: string): Endpoint | null {
  const [first, ...others] = endpointsFromText(text);
  if (others.length > 0) throw new StartFault('the console has one address.');
  return first ?? null;
}

function domain(text: string): string {
  const read = domainFromText(text);
  if (read.ok) return domainKey(read.value);
  const [suggestion] = read.suggestions;
  throw new StartFault(
    `“${text}” is not a host name: ${read.message}${suggestion ? ` Did you mean ${suggestion}?` : ''}`,
  );
}

/** The machine's own name made a valid domain. */
function ownName(): string {
  const plain = machineName()
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, '-')
    .replace(/^[.-]+|[.-]+$/g, '');
  const read = domainFromText(plain);
  return read.ok ? read.value : 'localhost';
}

/** Without a slash at its end. */
function publicAddress(text: string): string {
  const example = 'https://mail.example.com or https://mail.example.com/gatepost';
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new StartFault(`“${text}” is not a URL such as ${example}.`);
  }
  if (url.search || url.hash || url.username || !/^[\w./~-]*$/.test(url.pathname)) {
    throw new StartFault(`a host and at most a path, such as ${example}.`);
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

function password(text: string | undefined): string | null {
  if (!text) return null;
  const read = passwordSchema.safeParse(text);
  if (read.success) return text;
  throw new StartFault(`the password is not taken: ${read.error.issues[0]!.message}`);
}
