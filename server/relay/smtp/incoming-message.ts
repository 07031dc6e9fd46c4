/**
 * A message while it comes in: from the 354 to its answer.
 *
 * Promise: its 250 means that message and envelope are on the disk. A message that is refused is read to
 * its end, so that the reply comes where it is expected, and nothing of it is kept.
 */
import type { Reply } from '../../../shared/engine/decision.js';
import { queuedReply, REPLIES } from '../../../shared/smtp/replies.js';
import type { Envelope, Intake } from '../queue/intake.js';
import type { Front } from './front.js';
import { MessageReader, type ReaderLimits } from './message-reader.js';

export class IncomingMessage {
  readonly #front: Front;
  readonly #intake: Intake;
  readonly #envelope: () => Envelope;
  readonly #reader: MessageReader;
  #refusal: Reply | null = null;

  /** `received`: our Received field; `envelope`: asked when the message is here. */
  constructor(
    front: Front,
    intake: Intake,
    limits: ReaderLimits,
    received: string,
    envelope: () => Envelope,
  ) {
    this.#front = front;
    this.#intake = intake;
    this.#envelope = envelope;
    this.#reader = new MessageReader(limits);
    void intake.write(Buffer.from(received, 'utf8'));
  }

  /** What the peer sent after the end of the message; null until that is here. */
  get rest(): Buffer | null {
    return this.#reader.rest;
  }

  /** Takes the next octets. Where it returns a promise, wait for it before the next: the disk is behind. */
  take(chunk: Buffer): Promise<void> | undefined {
    const part = this.#reader.read(chunk);
    this.#refusal ??= this.#reader.problem ?? this.#roomProblem();
    return this.#refusal || part.length === 0 ? undefined : this.#intake.write(part);
  }

  /** Stores the message, now that its end is here. Never rejects. */
  async end(): Promise<Reply> {
    if (this.#refusal) return await this.#drop(this.#refusal);
    const { queueId } = this.#intake;
    try {
      await this.#intake.commit(this.#envelope());
    } catch (error) {
      const { message } = error as Error;
      this.#front.log.warn({ queueId }, `${queueId}: not stored: ${message}`);
      this.#front.storeFailed(error as Error);
      return await this.#drop(REPLIES.notStored);
    }
    return queuedReply(queueId);
  }

  /** The peer has gone before the end; what is being stored is left alone. */
  abandon(): void {
    if (this.rest === null) void this.#intake.discard();
  }

  /** A message of unsaid size may fill the disk while it comes. */
  #roomProblem(): Reply | null {
    return this.#front.hasRoomFor(0) ? null : REPLIES.noRoom;
  }

  async #drop(reply: Reply): Promise<Reply> {
    await this.#intake.discard();
    return reply;
  }
}
