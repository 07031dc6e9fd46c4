/**
 * One listening address. The only other place that knows the smtp-server library: it hands accepted
 * sockets to our `Connection` and lets sessions end in order instead of cutting them.
 */
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { SMTPServer } from 'smtp-server';
import { REPLIES } from '../../../shared/smtp/replies.js';
import type { Endpoint } from '../../endpoint.js';
import { listen } from '../../listen.js';
import { Connection } from './connection.js';
import type { Front, LogonResult } from './front.js';
import type { ListenerKind } from './session.js';

/** Milliseconds for a message that has come in full to be stored. */
const STORING_MS = 2000;

export interface ListenerOptions {
  readonly kind: ListenerKind;
  readonly endpoint: Endpoint;
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
  readonly #endpoint: Endpoint;
  #bound: AddressInfo | null = null;

  constructor(front: Front, { kind, endpoint, key, cert }: ListenerOptions) {
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
      socketTimeout: front.limits().idle,
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
    this.#endpoint = endpoint;
    this.configured = endpoint.text;
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
    await listen(this.server, this.#endpoint, `GATEPOST_${this.kind.toUpperCase()}`);
    this.#bound = this.server.address() as AddressInfo;
  }

  /** The address really bound; known once it listens. */
  bound(): AddressInfo {
    return this.#bound!;
  }

  /**
   * Takes no new sessions; the ones there end with 421, each after the message it is sending. After
   * `within` milliseconds only messages that have come in full are still answered.
   */
  async drain(within: number): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    const all = (end: (connection: Connection) => void) => {
      for (const connection of this.#sessions.values()) end(connection);
    };
    all((connection) => connection.drain());
    const late = setTimeout(() => all((connection) => connection.endDrain()), within);
    const last = setTimeout(() => all((each) => each.destroy()), within + STORING_MS);
    await closed;
    clearTimeout(late);
    clearTimeout(last);
  }

  async #logon(id: string, username: string, password: string): Promise<LogonResult> {
    const session = this.#sessions.get(id)?.peerSession;
    return session ? await session.logon(username, password) : { kind: 'refused' };
  }
}

/** The error through which the library answers: its text is the reply, its code the reply's. */
function refusal({ kind }: LogonResult): Error {
  const { code, enhanced, text } =
    kind === 'refused' ? REPLIES.authFailed : REPLIES.authUnavailable;
  return Object.assign(new Error(`${enhanced} ${text}`), { responseCode: code });
}
