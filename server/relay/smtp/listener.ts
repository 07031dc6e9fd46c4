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
import type { Admitted, Front, LogonResult, SessionFacts } from './front.js';
import { LOGONS, type ListenerKind } from './session.js';

/** OpenSSL takes TLS 1.0 and its signatures only at its lowest level. */
const OLD_TLS = { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;

/** Milliseconds without an octet in a TLS handshake: longer than any limit that may be set for all of it. */
const SOCKET_MS = 300_000;

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
  /** Sockets that were let in, until they have a session. */
  readonly #admitted = new WeakMap<Socket, Admitted>();
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
      socketTimeout: SOCKET_MS,
      onClose: (session) => this.#sessions.delete(session.id),
      onAuth: (auth, session, callback) => {
        const { method, username, password } = auth;
        void this.#logon(session.id, method, username ?? '', password ?? '').then((result) => {
          if (result.kind === 'accepted') callback(null, { user: result.account });
          else callback(refusal(result));
        });
      },
      onSecure: (socket, session, callback) => {
        this.#sessions.get(session.id)?.securedBy(socket as TLSSocket);
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

  /** Seconds that strangers wait here for the greeting; devices of the legacy lane would not understand it. */
  greetingDelay(): number {
    return this.kind === 'smtp' && !this.#legacy ? this.front.guard.limits().greetingDelay : 0;
  }

  /** The library asks this of each socket before anything else. */
  override _acceptSocket(socket: Socket, handshake: boolean): (() => void) | false {
    const { guard } = this.front;
    const peer = standardIpText(socket.remoteAddress ?? '');
    const localAddress = standardIpText(socket.localAddress ?? '');
    const admitted = guard.enter(peer, localAddress);
    if (typeof admitted === 'string') {
      // Before a handshake nothing can be said that the peer would understand.
      const reply = guard.hit(admitted, this.#unmet(peer, localAddress), !handshake);
      socket.on('error', () => undefined);
      if (handshake) socket.destroy();
      else socket.end(`${replyToText(reply)}\r\n`, () => socket.destroy());
      return false;
    }
    socket.once('close', () => admitted.leave());
    this.#admitted.set(socket, admitted);
    return super._acceptSocket(socket, handshake);
  }

  /** The handshake of implicit TLS, in its time however the octets trickle in. */
  override _upgrade(socket: Socket, callback: Parameters<SMTPServer['_upgrade']>[1]): void {
    const { guard } = this.front;
    const { remoteAddress = '', localAddress = '' } = socket;
    const timer = setTimeout(() => {
      const [peer, local] = [standardIpText(remoteAddress), standardIpText(localAddress)];
      guard.hit('limit-handshake-time', this.#unmet(peer, local), false);
      // The topmost socket: to tear one down beneath a handshake crashes Node.
      (this._pendingSockets.get(socket) ?? socket).destroy();
    }, guard.limits().handshakeTime * 1000);
    super._upgrade(socket, (error, secure) => {
      clearTimeout(timer);
      if (secure) this.#admitted.set(secure, this.#admitted.get(socket)!);
      callback(error, secure);
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
    const connection = new Connection(this, socket, options, this.#admitted.get(socket)!);
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
    const result = await session.logon(mechanism, username, password);
    if (result.kind === 'accepted') this.#sessions.get(id)?.trust();
    return result;
  }

  /** What a row says of a peer that has no session. */
  #unmet(peer: string, localAddress: string): SessionFacts {
    const none = { session: '', helo: '', tls: null, account: null, mechanism: null };
    return { peer, localAddress, listener: this.configured, ...none };
  }
}

/** The error through which the library answers: its text is the reply, its code the reply's. */
function refusal({ kind }: LogonResult): Error {
  const { code, enhanced, text } = LOGONS[kind].reply;
  return Object.assign(new Error(`${enhanced} ${text}`), { responseCode: code });
}
