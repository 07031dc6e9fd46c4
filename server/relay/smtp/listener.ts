/**
 * One listening address. The only other place that knows the smtp-server library: it hands accepted
 * sockets to our `Connection` and lets sessions end in order instead of cutting them.
 */
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { SMTPServer } from 'smtp-server';
import { REPLIES } from '../../../shared/smtp/replies.js';
import { hostPort } from '../../../shared/rules/text.js';
import { StartFault } from '../../start-fault.js';
import { Connection } from './connection.js';
import type { Front, LogonResult } from './front.js';
import type { ListenerKind } from './session.js';

export interface ListenerOptions {
  readonly kind: ListenerKind;
  readonly host: string;
  readonly port: number;
  /** PEM. */
  readonly key: string;
  readonly cert: string;
}

export class Listener extends SMTPServer {
  readonly front: Front;
  readonly kind: ListenerKind;
  /** As configured, for the log. */
  readonly configured: string;
  readonly #sessions = new Map<string, Connection>();
  readonly #host: string;
  readonly #port: number;

  constructor(front: Front, { kind, host, port, key, cert }: ListenerOptions) {
    super({
      name: front.hostname,
      secure: kind === 'smtps',
      key,
      cert,
      minVersion: 'TLSv1.2',
      authOptional: true,
      authMethods: ['PLAIN', 'LOGIN'],
      hideENHANCEDSTATUSCODES: false,
      disableReverseLookup: true,
      logger: false,
      socketTimeout: front.limits.idle,
      onClose: (session) => this.#sessions.delete(session.id),
      onAuth: (auth, session, callback) => {
        void this.#logon(session.id, auth.username ?? '', auth.password ?? '').then((result) => {
          if (result.kind === 'accepted') callback(null, { user: result.account });
          else callback(refusal(result));
        });
      },
      onSecure: (socket, session, callback) => {
        this.#sessions.get(session.id)?.secured(socket as TLSSocket);
        callback();
      },
    });
    this.front = front;
    this.kind = kind;
    this.#host = host;
    this.#port = port;
    this.configured = hostPort(host, port);
    // A connection's fault is its own; without a handler it would end the process.
    this.on('error', (error: Error & { remoteAddress?: string }) => {
      if (this.server.listening)
        front.log.info({ peer: error.remoteAddress }, `session: ${error.message}`);
    });
  }

  override connect(socket: Socket | TLSSocket, options: { id?: string }): void {
    const connection = new Connection(this, socket, options);
    this.connections.add(connection);
    this.#sessions.set(connection.id, connection);
    connection.on('error', (error) => this._onError(error));
    connection.init();
  }

  /** Resolves when it listens; rejects when the address cannot be had. */
  async start(): Promise<void> {
    this.server.listen({ host: this.#host, port: this.#port, backlog: 1024 });
    try {
      await once(this.server, 'listening');
    } catch (error) {
      throw new StartFault(
        `${this.configured}: ${whyNotListening(error as NodeJS.ErrnoException)}`,
      );
    }
  }

  /** The address really bound. */
  address(): { host: string; port: number } {
    const { address, port } = this.server.address() as AddressInfo;
    return { host: address, port };
  }

  /** Takes no new sessions; the ones there end with 421, each after the message it is sending. */
  async drain(within: number): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const connection of this.connections) (connection as Connection).drain();
    const timer = setTimeout(() => this.#cut(), within);
    await closed;
    clearTimeout(timer);
  }

  #cut(): void {
    for (const connection of this.connections) connection._socket.destroy();
  }

  async #logon(id: string, username: string, password: string): Promise<LogonResult> {
    const session = this.#sessions.get(id)?.peerSession;
    return session ? await session.logon(username, password) : { kind: 'refused' };
  }
}

function whyNotListening({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'EADDRINUSE':
      return 'another program listens there.';
    case 'EACCES':
      return 'this user may not listen on ports below 1024.';
    case 'EADDRNOTAVAIL':
      return 'this host has no such address.';
    default:
      return message;
  }
}

/** The error through which the library answers: its text is the reply, its code the reply's. */
function refusal({ kind }: LogonResult): Error {
  const { code, enhanced, text } =
    kind === 'refused' ? REPLIES.authFailed : REPLIES.authUnavailable;
  return Object.assign(new Error(`${enhanced} ${text}`), { responseCode: code });
}
