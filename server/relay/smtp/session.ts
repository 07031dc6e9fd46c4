/**
 * One SMTP session: who the peer is and what it has said, and at most one transaction. It speaks in
 * the protocol's verbs and answers with replies, so that policy can be tested without a socket.
 */
import { mailboxFromText, mailboxToText } from '../../../shared/address/mailbox.js';
import type { Reply } from '../../../shared/engine/decision.js';
import { LIMIT_REPLIES, limitOfReply, REPLIES } from '../../../shared/smtp/replies.js';
import { printable, replyToText, withReference } from '../../../shared/smtp/reply.js';
import { mailParameters } from './command-parameters.js';
import type { CommandPath } from './command-path.js';
import type { Front, Listing, LogonResult, Sender, SessionFacts } from './front.js';
import { Transaction } from './transaction.js';

/** What kind of listener the peer reached: `submission` and `smtps` take mail only from accounts. */
export type ListenerKind = 'smtp' | 'submission' | 'smtps';

/** What the connection knows about the peer. Addresses are in standard form, IPv4 unmapped. */
export interface Peer {
  readonly address: string;
  readonly localAddress: string;
  /** As configured: `0.0.0.0:25`. */
  readonly listener: string;
  readonly kind: ListenerKind;
  readonly session: string;
  /** The rules in force when it connected permit it by its address. */
  readonly permitted: boolean;
  /** What DNS lists say of it; null for whom they are not asked about. */
  readonly listing: Listing | null;
}

export class Session {
  readonly peer: Peer;
  readonly #front: Front;
  helo = '';
  /** EHLO rather than HELO. */
  isExtended = false;
  /** Protocol and cipher of the TLS in use; null in the clear. */
  tls: string | null = null;
  account: string | null = null;
  /** Of the logon. */
  mechanism: string | null = null;
  /** Senders that the account may use besides its own name. */
  senders: readonly string[] = [];
  transaction: Transaction | null = null;

  constructor(front: Front, peer: Peer) {
    this.#front = front;
    this.peer = peer;
  }

  /** MAIL FROM: pins the rules in force for the whole transaction. */
  mail(command: CommandPath): Reply {
    const outOfOrder = this.#mayMail();
    if (outOfOrder) return outOfOrder;
    const inForce = this.#front.rulesInForce();
    if (!inForce) return REPLIES.noRules;
    const asked = mailParameters(command, this.isExtended);
    if ('code' in asked) return asked;
    if (asked.size > this.#front.guard.limits().messageSize) {
      return this.limited(LIMIT_REPLIES['limit-message-size']);
    }
    if (!this.#front.hasRoomFor(asked.size)) return REPLIES.noRoom;
    const { path } = command;
    let sender = '';
    if (path !== '') {
      const read = mailboxFromText(path, inForce.compiled.host.siteDomain);
      if (!read.ok) return REPLIES.badSender;
      if (read.value.needsUtf8 && !asked.smtputf8) return REPLIES.senderNeedsUtf8;
      sender = mailboxToText(read.value);
    }
    const reached = this.#front.guard.message(this.sender());
    if (reached) return this.#front.guard.hit(reached, this.facts());
    this.transaction = new Transaction(this.#front, this, inForce, { sender, ...asked });
    return REPLIES.senderOk;
  }

  /** RCPT TO: every one gets a decision, a row and a reference. */
  recipient(command: CommandPath): Reply | Promise<Reply> {
    return this.transaction?.recipient(command) ?? REPLIES.needMail;
  }

  /** RSET, EHLO, STARTTLS, or the end of a message. */
  reset(): void {
    this.transaction = null;
  }

  /** After STARTTLS nothing the peer said before counts (RFC 3207 4.2). */
  secured(tls: string): void {
    this.reset();
    this.helo = '';
    this.account = this.mechanism = null;
    this.senders = [];
    this.tls = tls;
    this.#front.watch.secured(this.peer, tls);
  }

  /** AUTH, once the mechanism has brought name and password. */
  async logon(mechanism: string, username: string, password: string): Promise<LogonResult> {
    const { address, localAddress } = this.peer;
    const peer = { address, localAddress, tls: this.tls !== null };
    const result = await this.#front.logon(username, password, peer);
    if (result.kind === 'accepted') {
      this.account = result.account;
      this.senders = result.senders;
      this.mechanism = mechanism;
    }
    this.#recordLogon(mechanism, username, result);
    if (result.kind !== 'accepted') {
      this.#front.watch.logonFailed(this.peer, mechanism, result.kind);
    }
    return result;
  }

  #mayMail(): Reply | null {
    const { kind } = this.peer;
    if (this.transaction) return REPLIES.nestedMail;
    if (kind === 'smtp') return null;
    if (this.tls === null) return REPLIES.tlsRequired;
    return this.account === null ? REPLIES.authRequired : null;
  }

  #recordLogon(mechanism: string, username: string, result: LogonResult): void {
    const { number, ref } = this.#front.decisions.next();
    const { verdict, reason, reply } = LOGONS[result.kind];
    this.#front.decisions.record({
      number,
      at: Date.now(),
      kind: 'logon',
      verdict,
      reason,
      decidedBy: 'sender',
      rule: result.kind === 'accepted' ? null : printable(result.why).slice(0, 400),
      enforcement: this.#front.rulesInForce()?.enforcement ?? 0,
      ...this.facts(),
      account: printable(username).slice(0, 200),
      mechanism,
      sender: '',
      recipient: '',
      given: null,
      smtputf8: false,
      queueId: null,
      reply: replyToText(withReference(reply, ref)),
    });
  }

  /** A reply that names a limit is written down; others are left as they are. */
  limited(reply: Reply): Reply {
    const reached = limitOfReply(reply);
    return reached ? this.#front.guard.hit(reached, this.facts()) : reply;
  }

  /** Who sends, for limits. */
  sender(): Sender {
    const { address, permitted } = this.peer;
    return { address, permitted, account: this.account };
  }

  /** Permitted by its address, or logged on: its errors are not counted. */
  get isTrusted(): boolean {
    return this.peer.permitted || this.account !== null;
  }

  /** What every row of this session says about it. */
  facts(): SessionFacts {
    const { address, localAddress, listener, session } = this.peer;
    const { helo, tls, account, mechanism } = this;
    return { peer: address, localAddress, listener, session, helo, tls, account, mechanism };
  }
}

/** The reply to a logon, and what stands of it in the log. */
export const LOGONS = {
  accepted: { verdict: 'relay', reason: 'logon-accepted', reply: REPLIES.authAccepted },
  refused: { verdict: 'reject', reason: 'logon-refused', reply: REPLIES.authFailed },
  unavailable: { verdict: 'reject', reason: 'logon-unavailable', reply: REPLIES.authUnavailable },
  held: { verdict: 'reject', reason: 'logon-held', reply: REPLIES.authHeld },
} as const;
