/**
 * One transaction, from MAIL FROM to the end of the message or a reset. It is judged from beginning
 * to end by the rules that were in force at MAIL FROM: one message, one revision.
 */
import { ipFromText } from '../../../shared/address/ip.js';
import { mailboxFromText, mailboxToText } from '../../../shared/address/mailbox.js';
import { decide } from '../../../shared/engine/decide.js';
import type { Reply } from '../../../shared/engine/decision.js';
import { isPostmaster } from '../../../shared/api/recipients.js';
import { isPermitted } from '../../../shared/engine/restrictions.js';
import { REPLIES } from '../../../shared/smtp/replies.js';
import type { StoredDecision } from '../../store/decisions/stored-decision.js';
import type { NewRecipient, ReceivedFrom } from '../../store/spool/spooled.js';
import type { Envelope } from '../queue/intake.js';
import {
  recipientParameters,
  type MailParameters,
  type RecipientParameters,
} from './command-parameters.js';
import type { CommandPath } from './command-path.js';
import { orcptOf } from './dsn-parameters.js';
import type { Front, InForce, PeerListed, RecipientAnswer } from './front.js';
import { IncomingMessage } from './incoming-message.js';
import { receivedField } from './received-field.js';
import {
  badParameter,
  listedBy,
  notTaken,
  overLimit,
  recordRecipient,
  SENDER_OF_ANOTHER,
  TOO_MANY_RECIPIENTS,
  type Asked,
  type Refusal,
  type RowFacts,
} from './recipient-record.js';
import { isSenderOf } from './sender-of-account.js';
import type { Session } from './session.js';

export class Transaction {
  readonly queueId: string;
  readonly #front: Front;
  readonly #session: Session;
  readonly #inForce: InForce;
  readonly #envelope: MailParameters & { readonly sender: string };
  readonly #facts: RowFacts;
  readonly #accepted = new Map<string, NewRecipient>();
  readonly #rows: StoredDecision[] = [];

  constructor(
    front: Front,
    session: Session,
    inForce: InForce,
    envelope: MailParameters & { readonly sender: string },
  ) {
    this.#front = front;
    this.#session = session;
    this.#inForce = inForce;
    this.#envelope = envelope;
    this.queueId = front.queue.newQueueId();
    const { sender, smtputf8 } = envelope;
    this.#facts = { sender, smtputf8, enforcement: inForce.enforcement, queueId: this.queueId };
  }

  /** Why no message may come now; null when it may. */
  dataProblem(): Reply | null {
    if (this.#accepted.size === 0) return REPLIES.needRecipient;
    return this.#front.hasRoomFor(this.#envelope.size) ? null : REPLIES.noRoom;
  }

  /**
   * Decides on one recipient, logs the decision and answers; later only where a DNS list has not answered yet or
   * the inbound host must be asked, and then nothing else may be said to this transaction before.
   */
  recipient(command: CommandPath): Reply | Promise<Reply> {
    const { path } = command;
    const at = new Date();
    const { peer, helo, account, isExtended } = this.#session;
    const { sender, smtputf8 } = this.#envelope;
    const decision = decide(this.#inForce.compiled, {
      peer: peer.address,
      localAddress: peer.localAddress,
      account,
      helo,
      sender,
      recipient: path,
      at: at.toISOString(),
      smtputf8,
    });
    const asked = { path, at, decision };
    if (decision.verdict === 'reject') return this.#record(asked, null);
    if (!this.#isSenderAllowed()) return this.#record(asked, SENDER_OF_ANOTHER);
    const parameters = recipientParameters(command, isExtended, smtputf8);
    if ('code' in parameters) return this.#record(asked, badParameter(parameters));
    if (this.#accepted.size >= this.#front.guard.limits().recipientsPerMessage) {
      return this.#record(asked, TOO_MANY_RECIPIENTS);
    }
    const found = peer.listing && !this.#isPermitted() ? peer.listing.found() : null;
    if (!(found instanceof Promise)) return this.#take(asked, parameters, found);
    return found.then((listed) => this.#take(asked, parameters, listed));
  }

  /** What the rules take is taken, unless a DNS list, a limit or the inbound host is against it. */
  #take(
    decided: Asked,
    parameters: RecipientParameters,
    listed: PeerListed | null,
  ): Reply | Promise<Reply> {
    const { peer, account } = this.#session;
    const { verdict, recipient, nextHop } = decided.decision;
    const { refusedBy = null, noted = [] } = listed ?? {};
    // Whoever is refused must be able to say so (RFC 5321 4.5.1).
    const isRefused = refusedBy && !(verdict === 'inbound' && isPostmaster(recipient));
    const names = refusedBy ? [refusedBy.name, ...noted] : noted;
    const asked = names.length === 0 ? decided : { ...decided, lists: names };
    if (isRefused) return this.#record(asked, listedBy(peer.address, refusedBy));
    const reached = this.#front.guard.recipient(this.#session.sender());
    if (reached) return this.#record(asked, overLimit(reached));
    if (verdict === 'relay') return this.#accept(asked, parameters);
    const who = { peer: peer.address, account };
    const answer = this.#front.checkRecipient(recipient, nextHop!, who);
    const conclude = (known: RecipientAnswer) =>
      known === 'exists'
        ? this.#accept(asked, parameters)
        : this.#record(asked, notTaken(known, recipient));
    return typeof answer === 'string' ? conclude(answer) : answer.then(conclude);
  }

  /** Begins to take the message in. */
  message(): IncomingMessage {
    const intake = this.#front.queue.intake(this.queueId);
    const envelope = () => this.#finalEnvelope();
    const limits = this.#front.guard.limits();
    const headerSize = this.#session.isTrusted ? limits.messageSize : limits.headerSize;
    const own = { ...limits, headerSize };
    return new IncomingMessage(this.#front, intake, own, this.#receivedField(), envelope);
  }

  #finalEnvelope(): Envelope {
    const { sender, smtputf8, ret, envid } = this.#envelope;
    return {
      sender,
      recipients: [...this.#accepted.values()],
      smtputf8,
      received: this.#received(),
      ret,
      envid,
      decisions: this.#rows.map((row) => ({ number: row.number, json: JSON.stringify(row) })),
    };
  }

  #accept(asked: Asked, parameters: RecipientParameters): Reply {
    const { recipient, nextHop } = asked.decision;
    const orcpt = parameters.orcpt ?? this.#rewrittenFrom(asked);
    const accepted = { ...parameters, ...(orcpt === undefined ? {} : { orcpt }) };
    this.#accepted.set(recipient, { address: recipient, nextHop: nextHop!, ...accepted });
    return this.#record(asked, null);
  }

  /** A report names a recipient as its sender knows it (RFC 3461 5.2.1). */
  #rewrittenFrom({ path, decision: { recipient } }: Asked): string | undefined {
    if (path === recipient) return undefined;
    const read = mailboxFromText(path, this.#inForce.compiled.host.siteDomain);
    const given = read.ok ? mailboxToText(read.value) : recipient;
    return given === recipient ? undefined : orcptOf(given);
  }

  #record(asked: Asked, refusal: Refusal | null): Reply {
    const { reply, row } = recordRecipient(this.#front, this.#session, this.#facts, asked, refusal);
    if (row.queueId !== null) this.#rows.push(row);
    return reply;
  }

  /** Asked of whoever has logged on, where the settings say so. */
  #isSenderAllowed(): boolean {
    const { account, senders } = this.#session;
    const check = account === null ? null : this.#front.senderCheck();
    return (
      !check || isSenderOf({ account: account!, senders }, this.#envelope.sender, check.siteDomain)
    );
  }

  #received(): ReceivedFrom {
    const { peer, helo, account, tls } = this.#session;
    const { address, session } = peer;
    return { peer: address, helo, account, tls, session, permitted: this.#isPermitted() };
  }

  /** Whether the peer is one that may relay, or has logged on: then its senders are taken to be known. */
  #isPermitted(): boolean {
    const { peer, account } = this.#session;
    if (account !== null) return true;
    const localAddress = ipFromText(peer.localAddress);
    const asker = { peer: ipFromText(peer.address)!, localAddress, account, at: Date.now() };
    return isPermitted(this.#inForce.compiled, asker);
  }

  #receivedField(): string {
    const { peer, helo, tls, account, isExtended } = this.#session;
    return receivedField({
      helo,
      peer: peer.address,
      by: this.#front.hostname,
      queueId: this.queueId,
      extended: isExtended,
      tls,
      authenticated: account !== null,
      smtputf8: this.#envelope.smtputf8,
      at: new Date(),
    });
  }
}
