/**
 * One connection: the adapter between the smtp-server library and our session. It keeps the library's
 * line reading, STARTTLS and AUTH exchanges, and replaces what it says and decides (greeting, EHLO, MAIL,
 * RCPT, DATA and the closed list of commands), and how it reads a message: the library's way costs a copy
 * and a stream of its own for each.
 *
 * Known weakness: it overrides methods that the library calls private, so the exact version is pinned
 * and `test/server/relay/smtp/library.test.ts` notices when one of them goes.
 */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { SMTPStream } from 'smtp-server/lib/smtp-stream.js';
import type { Reply } from '../../../shared/engine/decision.js';
import { REPLIES } from '../../../shared/smtp/replies.js';
import { printable } from '../../../shared/smtp/reply.js';
import { commandPath } from './command-path.js';
import type { Admitted } from './front.js';
import type { IncomingMessage } from './incoming-message.js';
import { LimitedConnection, type Done, type SessionOrigin } from './limited-connection.js';
import type { Listener } from './listener.js';

/** What a peer may say. Everything else is "not recognized", the library's jokes among it. */
const COMMANDS = new Set(
  'EHLO HELO MAIL RCPT DATA RSET NOOP QUIT VRFY HELP STARTTLS AUTH'.split(' '),
);

/** Milliseconds for a peer to read the last reply and hang up. */
const FAREWELL_MS = 500;

export class Connection extends LimitedConnection {
  /** From its 354 to its answer. */
  #message: IncomingMessage | null = null;

  constructor(
    listener: Listener,
    socket: Socket | TLSSocket,
    options: SessionOrigin,
    admitted: Admitted,
  ) {
    super(listener, socket, options, admitted);
    if (this.secure) this.peerSession.secured(tlsText(socket as TLSSocket));
  }

  get isTakingMessage(): boolean {
    return this.#message !== null;
  }

  override _createParser() {
    const parser = super._createParser();
    parser._feedDataStream = (chunk, done) => this.#takeData(parser, chunk, done);
    return parser;
  }

  override _onClose(): void {
    super._onClose();
    this.#message?.abandon();
  }

  override _getHandler(command: string) {
    return COMMANDS.has(command) ? super._getHandler(command) : undefined;
  }

  /** Called by the library at every EHLO, HELO, RSET, STARTTLS and end of a message. */
  override _resetSession(): void {
    super._resetSession();
    this.peerSession?.reset();
  }

  override handler_EHLO(command: Buffer, done: Done): void {
    this.#greet(command, true, done);
  }

  override handler_HELO(command: Buffer, done: Done): void {
    this.#greet(command, false, done);
  }

  override handler_MAIL(command: Buffer, done: Done): void {
    const path = commandPath('MAIL FROM', command);
    this.reply(path ? this.peerSession.mail(path) : REPLIES.badSyntax);
    done();
  }

  override handler_RCPT(command: Buffer, done: Done): void {
    const path = commandPath('RCPT TO', command);
    const answer = path ? this.peerSession.recipient(path) : REPLIES.badSyntax;
    const conclude = (reply: Reply) => {
      this.reply(reply);
      done();
    };
    // What was sent ahead waits meanwhile, so that replies come in order.
    if (answer instanceof Promise) void answer.then(conclude);
    else conclude(answer);
  }

  override handler_DATA(_command: Buffer, done: Done): void {
    const { transaction } = this.peerSession;
    const parser = this._parser;
    const problem = transaction ? transaction.dataProblem() : REPLIES.needMail;
    if (!transaction || problem) {
      this.reply(problem!);
      return done();
    }
    if (!parser) return done();
    this.#message = transaction.message();
    parser._dataMode = true;
    this.clock.beginMessage();
    this.send(354, 'End data with <CR><LF>.<CR><LF>', false);
    done();
  }

  override handler_AUTH(command: Buffer, done: Done): void {
    if (!this.#takesPasswords) {
      this.reply(REPLIES.authNeedsTls);
      return done();
    }
    super.handler_AUTH(command, done);
  }

  override handler_VRFY(_command: Buffer, done: Done): void {
    this.send(252, '2.1.5 Send some mail, it will be tried', false);
    done();
  }

  override handler_HELP(_command: Buffer, done: Done): void {
    this.send(214, '2.0.0 RFC 5321', false);
    done();
  }

  override handler_RSET(_command: Buffer, done: Done): void {
    this._resetSession();
    this.send(250, '2.0.0 Ok', false);
    done();
  }

  override handler_NOOP(_command: Buffer, done: Done): void {
    this.send(250, '2.0.0 Ok', false);
    done();
  }

  /** The library's hook after the handshake. */
  securedBy(socket: TLSSocket): void {
    this.secured(tlsText(socket));
  }

  /** Says 421 as soon as no message is under way; a message that is, is finished first. */
  drain(): void {
    this.leave(() => this.#hangUp());
  }

  /** A message that is still coming in gets no more time; one that is here in full gets its answer. */
  endDrain(): void {
    if (this.#hasWholeMessage) return;
    this.#hangUp();
    // A peer that does not hang up after that is not waited for.
    setTimeout(() => this._socket.destroy(), FAREWELL_MS).unref();
  }

  destroy(): void {
    this._socket.destroy();
  }

  #hangUp(): void {
    this.reply(REPLIES.shuttingDown);
  }

  get #hasWholeMessage(): boolean {
    return this.#message !== null && this.#message.rest !== null;
  }

  #takeData(parser: SMTPStream, chunk: Buffer, done: Done): void {
    const message = this.#message!;
    const behind = message.take(chunk);
    const { rest } = message;
    this.clock.pause();
    const goOn = () => {
      this.clock.awaitPart();
      done();
    };
    if (rest !== null) {
      this.clock.endMessage();
      parser._dataMode = false;
      void message
        .end()
        .then((reply) => this.#endMessage(reply, () => parser._write(rest, 'buffer', done)));
    } else if (behind) void behind.then(goOn);
    else goOn();
  }

  #endMessage(reply: Reply, goOn: Done): void {
    this.#message = null;
    this.reply(this.peerSession.limited(reply));
    this._resetSession();
    // What was sent ahead of the end is not begun any more.
    if (this.goesOnAfter(reply)) goOn();
  }

  #greet(command: Buffer, extended: boolean, done: Done): void {
    const [, helo, ...more] = command.toString('utf8').trim().split(/\s+/);
    if (helo === undefined || more.length > 0 || helo.length > 300 || printable(helo) !== helo) {
      this.reply(REPLIES.badSyntax);
      return done();
    }
    this.hostNameAppearsAs = helo;
    this._resetSession();
    this.peerSession.helo = helo;
    this.peerSession.isExtended = extended;
    this.send(250, extended ? [this.name, ...this.#extensions()] : this.name, false);
    done();
  }

  get #takesPasswords(): boolean {
    return this.secure || this.listener.plainLogons;
  }

  /** AUTH is offered only where a password would not be read on the way, or where that is wanted. */
  #extensions(): string[] {
    const offered = ['PIPELINING', `SIZE ${this.listener.front.guard.limits().messageSize}`];
    if (!this.secure) offered.push('STARTTLS');
    if (this.#takesPasswords && this.peerSession.account === null) offered.push('AUTH PLAIN LOGIN');
    return [...offered, 'ENHANCEDSTATUSCODES', '8BITMIME', 'SMTPUTF8', 'DSN'];
  }
}

function tlsText(socket: TLSSocket): string {
  return `${socket.getProtocol?.() ?? 'TLS'} ${socket.getCipher?.()?.name ?? ''}`.trim();
}
