/** Opens a listening socket, or says in one line which setting asks for what cannot be had. */
import type { Server } from 'node:net';
import type { Endpoint } from './endpoint.js';
import type { InheritedSocket } from './inherited-sockets.js';
import { StartFault } from './start-fault.js';

/** Of a socket that was handed over: it may have to keep whoever connects during a restart (the kernel's limit counts). */
const BACKLOG = 4096;

/** Resolves when the server listens; `setting` is named in the fault. */
export function listen(
  server: Server,
  where: Endpoint | InheritedSocket,
  setting: string,
): Promise<void> {
  if ('fd' in where) return takeOver(server, where);
  const endpoint = where;
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) =>
      reject(new StartFault(`${setting}: ${listenProblem(error, endpoint.text)}`));
    server.once('error', failed);
    server.listen({ host: endpoint.host, port: endpoint.port }, () => {
      server.off('error', failed);
      resolve();
    });
  });
}

/** Listens on a socket that was handed over; it must be one of TCP. */
function takeOver(server: Server, { fd, name }: InheritedSocket): Promise<void> {
  const fault = (why: string) => new StartFault(`LISTEN_FDS: socket ${fd} (${name}) ${why}.`);
  return new Promise((resolve, reject) => {
    const failed = ({ code, message }: NodeJS.ErrnoException) =>
      reject(fault(`cannot be listened on: ${code ?? message}`));
    server.once('error', failed);
    // Node overlooks a backlog among the options where there is a descriptor.
    server.listen({ fd }, BACKLOG, () => {
      server.off('error', failed);
      const bound = server.address();
      if (bound !== null && typeof bound === 'object') return resolve();
      server.close();
      reject(fault('is not one of TCP'));
    });
  });
}

/** Why an address cannot be listened on, in one sentence. */
export function listenProblem({ code, message }: NodeJS.ErrnoException, address: string): string {
  switch (code) {
    case 'EADDRINUSE':
      return `${address} is taken by another program.`;
    case 'EACCES':
      return `${address} may not be opened by this user: ports below 1024 need a right of their own.`;
    case 'EADDRNOTAVAIL':
      return `${address} is not an address of this host.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${address} names a host that is not known.`;
    default:
      return `${address} cannot be listened on: ${code ?? message}.`;
  }
}
