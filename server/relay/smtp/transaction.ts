/**
 * One transaction, from MAIL FROM to the end of the message or a reset. It is judged from beginning
 * to end by the rules that were in force at MAIL FROM: one message, one revision.
 */
import type { Readable } from 'node:stream';
import { decide } from '../../../shared/engine/decide.js';
import type { Decision, NextHop, Reply } from '../../../shared/engine/decision.js';
import { queuedReply, REPLIES } from '../../../shared/smtp/replies.js';
import { printable, replyToText, withReference } from '../../../shared/smtp/reply.js';
import type { StoredDecision } from '../../store/decisions/stored-decision.js';
import type { Intake } from '../queue/intake.js';
import type { Front, InForce } from './front.js';
import { MessageReader } from './message-reader.js';
import { receivedField } from './received-field.js';
import type { Session } from './session.js';

export interface Accepted {
  /** Exactly as it goes on the next hop's wire. */
  readonly address: string;
  readonly nextHop: NextHop;
}

export class Transaction {
  readonly queueId: string;
  readonly #front: Front;
  readonly #session: Session;
  readonly #inForce: InForce;
  readonly #sender: string;
  readonly #smtputf8: boolean;
  readonly #accepted = new Map<string, Accepted>();
  readonly #rows: StoredDecision[] = [];
  #intake: Intake | null = null;

  constructor(
    front: Front,
    session: Session,
    inForce: InForce,
    envelope: { readonly sender: string; readonly smtputf8: boolean },
  ) {
    this.#front = front;
    this.#session = session;
    this.#inForce = inForce;
    this.#sender = envelope.sender;
    this.#smtputf8 = envelope.smtputf8;
    this.queueId = front.queue.newQueueId();
  }

  get hasRecipients(): boolean {
    return this.#accepted.size > 0;
  }

  /** Decides on one recipient, logs the decision and answers. */
  recipient(path: string): Reply {
    const at = new Date();
    const { peer, helo, account } = this.#session;
    const decision = decide(this.#inForce.compiled, {
      peer: peer.address,
      localAddress: peer.localAddress,
      account,
      helo,
      sender: this.#sender,
      recipient: path,
      at: at.toISOString(),
      smtputf8: this.#smtputf8,
    });
    const full =
      decision.verdict !== 'reject' && this.#accepted.size >= this.#front.limits().recipients;
    const reply = this.#record(path, at, decision, full);
    if (full || decision.verdict === 'reject') this.#logRefusal(decision, reply);
    else this.#accept(decision);
    return reply;
  }

  /** Takes the message in; the 250 means that it and its envelope are on the disk. */
  async data(stream: Readable): Promise<Reply> {
    const { queue } = this.#front;
    const intake = queue.intake(this.queueId);
    this.#intake = intake;
    const reader = new MessageReader(this.#front.limits());
    let failed = await this.#write(intake, Buffer.from(this.#receivedField(), 'utf8'));
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        if (failed) continue; // read to the end, so that the reply comes where it is expected
        const message = reader.read(chunk);
        failed = reader.problem() ?? (await this.#write(intake, message));
      }
    } catch (error) {
      this.abandon(); // the peer went away in the middle
      throw error;
    }
    return failed ? await this.#refuse(failed) : await this.#commit(intake);
  }

  /** Ends the transaction without a message. */
  abandon(): void {
    void this.#intake?.discard();
    this.#intake = null;
  }

  async #write(intake: Intake, message: Buffer): Promise<Reply | null> {
    try {
      if (message.length > 0) await intake.write(message);
      return null;
    } catch (error) {
      return this.#notStored(error);
    }
  }

  #notStored(error: unknown): Reply {
    this.#front.log.warn({ queueId: this.queueId, error }, `${this.queueId}: not stored`);
    return REPLIES.notStored;
  }

  async #commit(intake: Intake): Promise<Reply> {
    try {
      await intake.commit({
        sender: this.#sender,
        recipients: [...this.#accepted.values()],
        smtputf8: this.#smtputf8,
        received: { peer: this.#session.peer.address, helo: this.#session.helo },
        decisions: this.#rows.map((row) => ({ number: row.number, json: JSON.stringify(row) })),
      });
    } catch (error) {
      return await this.#refuse(this.#notStored(error));
    }
    this.#intake = null;
    return queuedReply(this.queueId);
  }

  async #refuse(reply: Reply): Promise<Reply> {
    const intake = this.#intake;
    this.#intake = null;
    await intake?.discard();
    return reply;
  }

  #accept({ recipient, nextHop }: Decision): void {
    this.#accepted.set(recipient, { address: recipient, nextHop: nextHop! });
  }

  #record(path: string, at: Date, decision: Decision, full: boolean): Reply {
    const { number, ref } = this.#front.decisions.next();
    const reply = withReference(full ? REPLIES.tooManyRecipients : decision.reply, ref);
    const { recipient } = decision;
    const row: StoredDecision = {
      number,
      at: at.getTime(),
      kind: 'recipient',
      verdict: full ? 'reject' : decision.verdict,
      reason: full ? 'too-many-recipients' : decision.reason,
      decidedBy: full ? 'limit' : 'rules',
      rule: decision.rule ?? null,
      enforcement: this.#inForce.enforcement,
      ...this.#session.facts(),
      sender: this.#sender,
      recipient,
      given: path === recipient ? null : path,
      smtputf8: this.#smtputf8,
      queueId: full || decision.verdict === 'reject' ? null : this.queueId,
      reply: replyToText(reply),
    };
    if (row.queueId !== null) this.#rows.push(row);
    this.#front.decisions.record(row);
    return reply;
  }

  /** Postfix's shape, so that fail2ban, pflogsumm and logwatch read it. */
  #logRefusal({ recipient }: Decision, reply: Reply): void {
    const { peer, helo } = this.#session;
    const proto = this.#session.isExtended ? 'ESMTP' : 'SMTP';
    const line =
      `NOQUEUE: reject: RCPT from unknown[${peer.address}]: ${replyToText(reply)}; ` +
      `from=<${printable(this.#sender)}> to=<${printable(recipient)}> proto=${proto} helo=<${printable(helo)}>`;
    this.#front.log.info({ session: peer.session }, line);
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
      smtputf8: this.#smtputf8,
      at: new Date(),
    });
  }
}
