/**
 * Sockets that a service manager listens on and hands over (systemd's socket activation, sd_listen_fds(3)):
 * it keeps them over a restart, so that whoever connects meanwhile waits and is not refused.
 *
 * Promise: variables that are not for this process are overlooked; any others are read whole or refused
 * with one line.
 */
import { StartFault } from './start-fault.js';

export const SOCKET_NAMES = ['smtp', 'submission', 'smtps', 'console'] as const;
export type SocketName = (typeof SOCKET_NAMES)[number];

export interface InheritedSocket {
  readonly fd: number;
  readonly name: SocketName;
}

/** By name; none where nothing was handed over. */
export type InheritedSockets = Readonly<Record<SocketName, readonly InheritedSocket[]>>;

const VARIABLES = ['LISTEN_FDS', 'LISTEN_PID', 'LISTEN_FDNAMES', 'LISTEN_PIDFDID'] as const;
/** After standard input, output and error. */
const FIRST_FD = 3;
const MOST = 100;

export function inheritedSockets(
  variables: Readonly<Record<string, string | undefined>>,
  pid: number = process.pid,
): InheritedSockets {
  const { LISTEN_FDS: count = '', LISTEN_PID: owner = '', LISTEN_FDNAMES: names } = variables;
  const found = owner === String(pid) ? namedSockets(count, names) : [];
  const of = (wanted: SocketName) => found.filter(({ name }) => name === wanted);
  return Object.freeze({
    smtp: of('smtp'),
    submission: of('submission'),
    smtps: of('smtps'),
    console: of('console'),
  });
}

/** Throws a StartFault where a socket was handed to a process that does not serve its kind. */
export function refuseOtherSockets(
  inherited: InheritedSockets,
  served: readonly SocketName[],
  command: string,
): void {
  const other = SOCKET_NAMES.find((name) => inherited[name].length > 0 && !served.includes(name));
  if (other === undefined) return;
  throw new StartFault(
    `LISTEN_FDNAMES: a socket “${other}” was handed to gatepost ${command}, which does not serve it.`,
  );
}

/** They are this process's alone: a program that it starts must not take them for its own. */
export function forgetInheritedSockets(
  variables: Record<string, string | undefined> = process.env,
): void {
  for (const name of VARIABLES) delete variables[name];
}

function namedSockets(countText: string, namesText: string | undefined): InheritedSocket[] {
  const count = /^\d{1,3}$/.test(countText) ? Number(countText) : Number.NaN;
  if (!(count <= MOST)) {
    throw new StartFault(`LISTEN_FDS: “${countText}” is not a number of sockets up to ${MOST}.`);
  }
  if (count === 0) return [];
  const known = SOCKET_NAMES.join(', ');
  if (!namesText) {
    throw new StartFault(
      `LISTEN_FDNAMES: each socket needs a name (FileDescriptorName=): ${known}.`,
    );
  }
  const names = namesText.split(':');
  if (names.length !== count) {
    throw new StartFault(`LISTEN_FDNAMES: ${names.length} names for ${count} sockets.`);
  }
  return names.map((name, index) => {
    if (!isSocketName(name)) {
      throw new StartFault(`LISTEN_FDNAMES: “${name}” is none of ${known}.`);
    }
    return Object.freeze({ fd: FIRST_FD + index, name });
  });
}

function isSocketName(name: string): name is SocketName {
  return (SOCKET_NAMES as readonly string[]).includes(name);
}
