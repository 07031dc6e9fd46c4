/** Opens a listening socket, or says in one line which setting asks for what cannot be had. */
import type { Server } from 'node:net';
import type { Endpoint } from './endpoint.js';
import { StartFault } from './start-fault.js';

/** Resolves when the server listens; `setting` is named in the fault. */
export function listen(server: Server, endpoint: Endpoint, setting: string): Promise<void> {
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
