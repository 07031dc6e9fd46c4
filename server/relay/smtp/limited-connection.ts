/**
 * The limits of one connection: its time, its errors, and whether it waits for the greeting. Between the
 * smtp-server library and `Connection`, which says what is answered to each command.
 *
 * Promise: however a peer trickles its octets, each command, message and handshake ends in its time, with a
 * 421 where one can still be said. The library's own idle time-out is never armed: any octet prolongs it.
 */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js';
import { standardIpText } from '../../../shared/address/ip.js';
import type { LimitReason } from '../../../shared/api/decisions.js';
import type { Reply } from '../../../shared/engine/decision.js';
import { limitOfReply } from '../../../shared/smtp/replies.js';
import { printable } from '../../../shared/smtp/reply.js';
import type { Admitted } from './front.js';
import { ourReply } from './library-replies.js';
import type { Listener } from './listener.js';
import { SessionClock } from './session-clock.js';
import { Session } from './session.js';

export type Done = () => void;

/** What the library is told of a connection: the addresses are those behind a proxy, where there is one. */
export interface SessionOrigin {
  readonly id: string | undefined;
  readonly remoteAddress: string;
  readonly localAddress: string;
}

const ENHANCED = /^[245]\.\d{1,3}\.\d{1,3} /;

export abstract class LimitedConnection extends SMTPConnection {
  readonly peerSession: Session;
  protected readonly listener: Listener;
  protected readonly clock: SessionClock;
  readonly #admitted: Admitted;
  /** How the session is ended once no message is under way; null while it goes on. */
  #farewell: (() => void) | null = null;
  /** That it has ended has been told. */
  #ended = false;
  /** Replies 5xx to a stranger since its last message. */
  #errors = 0;
  /** While a stranger is kept waiting for the greeting. */
  #greeting: NodeJS.Timeout | null = null;
  /** While a TLS handshake is under way: what is destroyed when it takes too long. */
  #handshaking: Socket | null = null;

  constructor(
    listener: Listener,
    socket: Socket | TLSSocket,
    options: SessionOrigin,
    admitted: Admitted,
  ) {
    super(listener, socket, options);
    this.listener = listener;
    this.#admitted = admitted;
    const { guard } = listener.front;
    const limits = () => guard.limits();
    this.clock = new SessionClock(limits, (reason) => this.#timeIsUp(reason));
    const address = standardIpText(this.remoteAddress);
    // Elsewhere mail is taken from accounts alone.
    const isAsked = listener.kind === 'smtp' && !admitted.permitted;
    this.peerSession = new Session(listener.front, {
      address,
      localAddress: standardIpText(this.localAddress),
      listener: listener.configured,
      kind: listener.kind,
      session: this.id,
      permitted: admitted.permitted,
      listing: isAsked ? listener.front.dnsLists.ask(address, listener.address()) : null,
    });
    listener.front.watch.connected(this.peerSession.peer);
  }

  /** From the 354 to the answer. */
  abstract get isTakingMessage(): boolean;

  /** Greets at once, unless strangers are to wait: the library's fixed 100 ms would cap one-message peers. */
  override init(): void {
    this._setListeners(() => {
      const seconds = this.#admitted.permitted ? 0 : this.listener.greetingDelay();
      if (seconds === 0) return this.connectionReady();
      this.#greeting = setTimeout(() => {
        this.#greeting = null;
        if (this._parser && this._parser._remainder !== '') this.#end('early-talker');
        else this.connectionReady();
      }, seconds * 1000);
    });
  }

  override _createParser() {
    const parser = super._createParser();
    // Asked at each line; the library makes its first parser before this class has any field.
    const { guard } = (this._server as Listener).front;
    Object.defineProperty(parser, '_maxCommandLength', { get: () => guard.limits().commandLine });
    return parser;
  }

  override _onClose(): void {
    super._onClose();
    this.clock.stop();
    if (this.#greeting) clearTimeout(this.#greeting);
    this.#admitted.leave();
    if (!this.#ended) this.listener.front.watch.ended(this.peerSession.peer);
    this.#ended = true;
  }

  /** Told by the library which socket it would watch: during a handshake the one that is to be destroyed. */
  override _armTimeout(socket: Socket = this._socket): void {
    if (!this._upgrading) return;
    this.#handshaking = socket;
    this.clock.awaitHandshake();
  }

  override _onCommand(command: Buffer, callback?: Done): void {
    this.clock.pause();
    if (this.#greeting) return this.#end('early-talker');
    this._unrecognizedCommands = 0; // all errors are counted together
    super._onCommand(command, callback);
  }

  /** Called when a command has been answered. */
  override _whenWritable(next: Done): void {
    if (!this.isTakingMessage && !this._upgrading) this.clock.awaitCommand();
    super._whenWritable(next);
  }

  override _sendGreeting(): void {
    this.send(220, `${this.name} ESMTP Gatepost`, false);
    this.clock.awaitCommand();
  }

  /** Our replies bring their enhanced code along; the library's get theirs from its table. */
  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    const own = typeof data === 'string' ? ourReply(data) : null;
    const limit = own && limitOfReply(own);
    if (limit) return this.#end(limit);
    if (own) return this.reply(own);
    const ours = typeof data === 'string' && ENHANCED.test(data);
    super.send(code, data, ours ? false : context);
    if (code >= 500 && !this._closing) this.#countError();
  }

  reply({ code, enhanced, text }: Reply): void {
    this.send(code, `${enhanced} ${printable(text)}`, false);
  }

  /** The library's hook after the handshake. */
  secured(tls: string): void {
    this.peerSession.secured(tls);
    this.#handshaking = null;
    this.clock.awaitCommand();
  }

  /** It has logged on. */
  trust(): void {
    this.#admitted.trust();
  }

  /** Ends the session: at once, or when the message that is under way has its answer. */
  protected leave(say: () => void): void {
    this.#farewell = say;
    if (!this.isTakingMessage) say();
  }

  /** A message has its answer; false when the session ends with it. */
  protected goesOnAfter(reply: Reply): boolean {
    if (reply.code < 300) this.#errors = 0;
    this.#farewell?.();
    if (this.#farewell) return false;
    this.clock.awaitCommand();
    return true;
  }

  /** Says which limit was hit, and closes. */
  #end(reason: LimitReason): void {
    this.clock.pause();
    this.reply(this.listener.front.guard.hit(reason, this.peerSession.facts()));
    this.close();
  }

  #timeIsUp(reason: LimitReason): void {
    if (reason === 'limit-handshake-time') {
      this.listener.front.guard.hit(reason, this.peerSession.facts(), false);
      this.#handshaking?.destroy();
    } else if (this._closing || this._closed) return;
    else if (reason === 'limit-session-time') this.leave(() => this.#end(reason));
    else this.#end(reason);
  }

  #countError(): void {
    const { errors } = this.listener.front.guard.limits();
    if (errors === 0 || this.peerSession.isTrusted) return;
    this.#errors += 1;
    if (this.#errors < errors) return;
    this.listener.front.watch.tooManyErrors(this.peerSession.peer);
    this.#end('limit-errors');
  }
}
