/**
 * Why one server could not be used. Inside this folder only: the courier turns it into outcomes.
 */
export class HopFault extends Error {
  override name = 'HopFault';
  readonly kind: 'deferred' | 'failed';
  /** False when the message may have been taken already: then no other server gets it now. */
  readonly mayTryNext: boolean;
  /** It came before the server had said anything to this message: no fault of the message. */
  isUnreachable = false;

  /** `reply` is the server's, or our own finding beginning with a status such as `4.4.2 …`. */
  constructor(reply: string, kind: 'deferred' | 'failed' = 'deferred', mayTryNext = true) {
    super(reply);
    this.kind = kind;
    this.mayTryNext = mayTryNext;
  }

  /** Our finding that nobody answered or that the connection broke (RFC 3463 X.4.1, X.4.2). */
  get isSilence(): boolean {
    return /^4\.4\.[12] /.test(this.message);
  }

  unreachable(): this {
    this.isUnreachable = true;
    return this;
  }
}

/** Nobody was there. */
export class ConnectFault extends HopFault {
  override name = 'ConnectFault';
}

/** TLS could not be agreed on; where it is not a must, plain text is tried. */
export class TlsFault extends HopFault {
  override name = 'TlsFault';
}

/** Our account was refused. */
export class LogonFault extends HopFault {
  override name = 'LogonFault';
}
