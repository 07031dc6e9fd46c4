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
import { hostPort } from '../../../shared/rules/text.js';
import type { Endpoint } from '../../endpoint.js';
import type { InheritedSocket } from '../../inherited-sockets.js';
import { listen } from '../../listen.js';
import { Connection } from './connection.js';
import type { Admitted, Front, LogonResult, SessionFacts } from './front.js';
import { readProxyHeader } from './proxy-reader.js';
import { LOGONS, type ListenerKind } from './session.js';

/** OpenSSL takes TLS 1.0 and its signatures only at its lowest level. */
const OLD_TLS = { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;

/** Milliseconds without an octet in a TLS handshake: longer than any limit that may be set for all of it. */
const SOCKET_MS = 300_000;

/** Milliseconds for a PROXY header: the proxy sends it before anything else. */
const PROXY_HEADER_MS = 5000;

/** Milliseconds for a message that has come in full to be stored. */
const STORING_MS = 2000;

export interface ListenerOptions {
  readonly kind: ListenerKind;
  readonly where: Endpoint | InheritedSocket;
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

/** Who connects to which address: as the proxy says, where the connection came through one. */
interface Origin {
  readonly peer: string;
  readonly localAddress: string;
  readonly proxy: string | null;
}

export class Listener extends SMTPServer {
  readonly front: Front;
  readonly kind: ListenerKind;
  readonly plainLogons: boolean;
  readonly #legacy: LegacyOptions | null;
  readonly #sessions = new Map<string, Connection>();
  /** Sockets that were let in, until they have a session. */
  readonly #admitted = new WeakMap<Socket, Origin & { readonly place: Admitted }>();
  /** Sockets of proxies. */
  readonly #proxied = new WeakSet<Socket>();
  readonly #where: Endpoint | InheritedSocket;
  #bound: AddressInfo | null = null;

  constructor(front: Front, { kind, where, key, cert, legacy }: ListenerOptions) {
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
    this.#where = where;
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
    const origin = directOrigin(socket);
    if (this.front.isProxy(origin.peer)) this.#proxied.add(socket);
    else if (!this.#admit(socket, origin)) return false;
    return super._acceptSocket(socket, handshake);
  }

  override _expectsProxyHeader(socket: Socket): boolean {
    return this.#proxied.has(socket);
  }

  /** The PROXY header of a listed address; the library's own reader knows version 1 alone, and half of that. */
  override _handleProxy(socket: Socket, callback: Parameters<SMTPServer['_handleProxy']>[1]): void {
    if (!this.#proxied.has(socket)) return super._handleProxy(socket, callback);
    void this.#originBehind(socket).then((origin) => {
      const waits = origin !== null && this.server.listening && !socket.destroyed;
      if (waits && this.#admit(socket, origin)) return callback(null, { id: '' }); // the session makes one
      // Where it was refused its reply is on the way, and then it is destroyed.
      socket.on('error', () => undefined);
      if (!socket.writableEnded) socket.destroy();
      callback(new Error('not let in'));
    });
  }

  /** The handshake of implicit TLS, in its time however the octets trickle in. */
  override _upgrade(socket: Socket, callback: Parameters<SMTPServer['_upgrade']>[1]): void {
    const { guard } = this.front;
    const admitted = this.#admitted.get(socket)!;
    const timer = setTimeout(() => {
      guard.hit('limit-handshake-time', this.#unmet(admitted), false);
      // The topmost socket: to tear one down beneath a handshake crashes Node.
      (this._pendingSockets.get(socket) ?? socket).destroy();
    }, guard.limits().handshakeTime * 1000);
    super._upgrade(socket, (error, secure) => {
      clearTimeout(timer);
      if (secure) this.#admitted.set(secure, admitted);
      callback(error, secure);
    });
  }

  override connect(socket: Socket | TLSSocket, { id }: { id?: string | undefined }): void {
    const { peer, localAddress, proxy, place } = this.#admitted.get(socket)!;
    if (this.#legacy && !this.#legacy.isServed(peer)) {
      this.front.log.info({ peer }, 'legacy lane: not for this address');
      socket.on('error', () => undefined);
      socket.end(`${replyToText(REPLIES.notServed)}\r\n`, () => socket.destroy());
      return;
    }
    const from = { id, remoteAddress: peer, localAddress };
    const connection = new Connection(this, socket, from, place);
    if (proxy !== null) {
      const line = `from ${peer} to ${localAddress} through the proxy ${proxy}`;
      this.front.log.info({ session: connection.id }, line);
    }
    this.connections.add(connection);
    this.#sessions.set(connection.id, connection);
    connection.on('error', (error) => this._onError(error));
    connection.init();
  }

  /** Resolves when it listens; rejects when the address cannot be had. */
  async start(): Promise<void> {
    await listen(this.server, this.#where, `GATEPOST_${this.kind.toUpperCase()}`);
    this.#bound = this.server.address() as AddressInfo;
  }

  /** As configured, for the log: a socket that was handed over is known by its address. */
  get configured(): string {
    return 'fd' in this.#where ? this.address() : this.#where.text;
  }

  /** As it is bound: `0.0.0.0:25`. */
  address(): string {
    const { address, port } = this.bound();
    return hostPort(address, port);
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
    // Behind a proxy that has not said who it is, nobody waits for an answer.
    for (const [socket, topmost] of this._pendingSockets) {
      if (this.#proxied.has(socket)) topmost.destroy();
    }
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

  /** Gives it a place, or says why there is none. */
  #admit(socket: Socket, origin: Origin): boolean {
    const { guard } = this.front;
    const place = guard.enter(origin.peer, origin.localAddress);
    if (typeof place !== 'string') {
      socket.once('close', () => place.leave());
      this.#admitted.set(socket, { ...origin, place });
      return true;
    }
    // Before a handshake nothing can be said that the peer would understand.
    const isSaid = this.kind !== 'smtps';
    const reply = guard.hit(place, this.#unmet(origin), isSaid);
    socket.on('error', () => undefined);
    if (isSaid) socket.end(`${replyToText(reply)}\r\n`, () => socket.destroy());
    else socket.destroy();
    return false;
  }

  /** Who is behind a proxy: itself, where it says so or does not know. Null where it says nothing that can be read. */
  async #originBehind(socket: Socket): Promise<Origin | null> {
    const direct = directOrigin(socket);
    const answer = await readProxyHeader(socket, PROXY_HEADER_MS);
    if (answer.kind === 'bad') {
      this.front.guard.hit('proxy-header', this.#unmet(direct), false, answer.why);
    }
    if (answer.kind !== 'read') return null;
    if (answer.addresses === null) return direct;
    const { peer, localAddress } = answer.addresses;
    return { peer, localAddress, proxy: direct.peer };
  }

  /** What a row says of a peer that has no session. */
  #unmet({ peer, localAddress }: Origin): SessionFacts {
    const none = { session: '', helo: '', tls: null, account: null, mechanism: null };
    return { peer, localAddress, listener: this.configured, ...none };
  }
}

function directOrigin({ remoteAddress = '', localAddress = '' }: Socket): Origin {
  return {
    peer: standardIpText(remoteAddress),
    localAddress: standardIpText(localAddress),
    proxy: null,
  };
}

/** The error through which the library answers: its text is the reply, its code the reply's. */
function refusal({ kind }: LogonResult): Error {
  const { code, enhanced, text } = LOGONS[kind].reply;
  return Object.assign(new Error(`${enhanced} ${text}`), { responseCode: code });
}
