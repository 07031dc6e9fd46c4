/**
 * How long a peer may take: for a command, between two parts of a message, for the whole message, for a TLS
 * handshake and for the session. What is waited for here, a logon or the disk, does not count against it.
 *
 * Promise: the time for a command, a message or a handshake goes on however many octets trickle in; only a
 * whole command, or a part of the message, begins the next.
 */
import type { LimitReason } from '../../../shared/api/decisions.js';
import type { Limits } from './front.js';

export class SessionClock {
  readonly #limits: () => Limits;
  readonly #onEnd: (reason: LimitReason) => void;
  readonly #session: NodeJS.Timeout | null;
  #message: NodeJS.Timeout | null = null;
  /** What is waited for; null while the peer waits for us. */
  #awaited: LimitReason | null = null;
  #timer: NodeJS.Timeout | null = null;
  #seconds = 0;

  constructor(limits: () => Limits, onEnd: (reason: LimitReason) => void) {
    this.#limits = limits;
    this.#onEnd = onEnd;
    this.#session = this.#timeOut(limits().sessionTime, 'limit-session-time');
  }

  awaitCommand(): void {
    this.#await('limit-command-time', this.#limits().commandTime);
  }

  awaitHandshake(): void {
    this.#await('limit-handshake-time', this.#limits().handshakeTime);
  }

  beginMessage(): void {
    this.#message = this.#timeOut(this.#limits().messageTime, 'limit-message-time');
    this.awaitPart();
  }

  /** Of the message, the next. */
  awaitPart(): void {
    this.#await('limit-data-time', this.#limits().dataTime);
  }

  /** The message is here. */
  endMessage(): void {
    if (this.#message) clearTimeout(this.#message);
    this.#message = null;
    this.pause();
  }

  pause(): void {
    this.#awaited = null;
  }

  stop(): void {
    for (const timer of [this.#session, this.#message, this.#timer]) if (timer) clearTimeout(timer);
  }

  #timeOut(seconds: number, reason: LimitReason): NodeJS.Timeout | null {
    return seconds === 0 ? null : setTimeout(() => this.#onEnd(reason), seconds * 1000).unref();
  }

  /** One timer, begun anew: a session awaits thousands of commands. */
  #await(awaited: LimitReason, seconds: number): void {
    this.#awaited = awaited;
    if (this.#timer && this.#seconds === seconds) {
      this.#timer.refresh();
      return;
    }
    if (this.#timer) clearTimeout(this.#timer);
    this.#seconds = seconds;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#awaited) this.#onEnd(this.#awaited);
    }, seconds * 1000).unref();
  }
}
