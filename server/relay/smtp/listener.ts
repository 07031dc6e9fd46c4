/**
 * One listening address. The only other place that knows the smtp-server library: it hands accepted
 * sockets to our `Connection` and lets sessions end in order instead of cutting them.
 */
import { constants } from 'node:crypto';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { SMTPServer } from 'smtp-server';
import { standardIpText } from '../../../shared/address/ip.js';
import { REPLIES } from '../../../shared/smtp/replies.js';
import { replyToText } from '../../../shared/smtp/reply.js';
import type { Endpoint } from '../../endpoint.js';
import { listen } from '../../listen.js';
import { Connection } from './connection.js';
import type { Front, LogonResult } from './front.js';
import { LOGONS, type ListenerKind } from './session.js';

/** OpenSSL takes TLS 1.0 and its signatures only at its lowest level. */
const OLD_TLS = { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;

/** Milliseconds for a message that has come in full to be stored. */
const STORING_MS = 2000;

export interface ListenerOptions {
  readonly kind: ListenerKind;
  readonly endpoint: Endpoint;
  /** PEM. */
  readonly key: string;
  readonly cert: string;
  /** Old TLS, for these peers only. */
  readonly legacy?: LegacyOptions;
}

export interface LegacyOptions {
  isServed(address: string): boolean;
  /** Passwords are taken without TLS. */
  readonly plainLogons: boolean;
}

export class Listener extends SMTPServer {
  readonly front: Front;
  readonly kind: ListenerKind;
  /** As configured, for the log. */
  readonly configured: string;
  readonly plainLogons: boolean;
  readonly #legacy: LegacyOptions | null;
  readonly #sessions = new Map<string, Connection>();
  readonly #endpoint: Endpoint;
  #bound: AddressInfo | null = null;

  constructor(front: Front, { kind, endpoint, key, cert, legacy }: ListenerOptions) {
    super({
      name: front.hostname,
      secure: kind === 'smtps',
      key,
      cert,
      ...(legacy ? OLD_TLS : { minVersion: 'TLSv1.2' as const }),
      secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
      allowInsecureAuth: legacy?.plainLogons ?? false,
      authOptional: true,
      authMethods: ['PLAIN', 'LOGIN'],
      hideENHANCEDSTATUSCODES: false,
      disableReverseLookup: true,
      logger: false,
      socketTimeout: front.limits().idle,
      onClose: (session) => this.#sessions.delete(session.id),
      onAuth: (auth, session, callback) => {
        const { method, username, password } = auth;
        void this.#logon(session.id, method, username ?? '', password ?? '').then((result) => {
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
    this.#legacy = legacy ?? null;
    this.plainLogons = legacy?.plainLogons ?? false;
    // A connection's fault is its own; without a handler it would end the process.
    this.on('error', (error: Error & { remoteAddress?: string }) => {
      if (this.server.listening)
        front.log.info({ peer: error.remoteAddress }, `session: ${error.message}`);
    });
  }

  override connect(socket: Socket | TLSSocket, options: { id?: string }): void {
    const address = standardIpText(socket.remoteAddress ?? '');
    if (this.#legacy && !this.#legacy.isServed(address)) {
      this.front.log.info({ peer: address }, 'legacy lane: not for this address');
      socket.on('error', () => undefined);
      socket.end(`${replyToText(REPLIES.notServed)}\r\n`, () => socket.destroy());
      return;
    }
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

  async #logon(
    id: string,
    mechanism: string,
    username: string,
    password: string,
  ): Promise<LogonResult> {
    const session = this.#sessions.get(id)?.peerSession;
    if (!session) return { kind: 'refused', why: 'the session has ended' };
    return await session.logon(mechanism, username, password);
  }
}

/** The error through which the library answers: its text is the reply, its code the reply's. */
function refusal({ kind }: LogonResult): Error {
  const { code, enhanced, text } = LOGONS[kind].reply;
  return Object.assign(new Error(`${enhanced} ${text}`), { responseCode: code });
}
