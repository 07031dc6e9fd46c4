/**
 * Takes in one message: holds a small one in memory, streams a large one to a file as it comes, so
 * that memory does not grow with size.
 *
 * Promise: `commit` resolves only when message, envelope and decisions are flushed. When it rejects,
 * and after `discard`, nothing of the message is left; only when the spool's writer dies with the
 * commit in its hands may the message be there after all, to be delivered once more than promised.
 */
import type { FileHandle } from 'node:fs/promises';
import type {
  NewRecipient,
  ReceivedFrom,
  RidingDecision,
  SpooledMessage,
} from '../../store/spool/spooled.js';
import { MOST_IN_ROW, type BodyStore } from './body-store.js';
import { messageIdIn, MOST_LOOKED_AT } from './message-id.js';
import { OctetClass } from './octet-class.js';

/** Gathered before it is written to the file (octets). */
const GATHERED = 256 * 1024;
/** A peer may bring a message octet by octet: then the pieces would weigh more than what they hold. */
const MOST_PIECES = 64;

export interface Envelope {
  /** As it goes on the wire; '' is the null sender. */
  readonly sender: string;
  readonly recipients: readonly NewRecipient[];
  /** Whether the peer asked for SMTPUTF8. */
  readonly smtputf8: boolean;
  readonly received: ReceivedFrom;
  readonly ret?: SpooledMessage['ret'];
  readonly envid?: SpooledMessage['envid'];
  readonly decisions: readonly RidingDecision[];
}

/** What an intake has gathered. */
export interface Content {
  readonly queueId: string;
  readonly size: number;
  readonly eightBit: boolean;
  readonly headerEightBit: boolean;
  /** Of the header, for the log; null where there is none. */
  readonly messageId: string | null;
  /** Null when it is in a file. */
  readonly body: Buffer | null;
}

export class Intake {
  readonly queueId: string;
  readonly #bodies: BodyStore;
  readonly #accept: (content: Content, envelope: Envelope) => Promise<void>;
  readonly #octets = new OctetClass();
  #gathered: Buffer[] = [];
  #used = 0;
  #size = 0;
  #file: FileHandle | null = null;
  #large = false;
  /** The first octets of a large message. */
  #head: Buffer | null = null;
  #writing: Promise<void> = Promise.resolve();
  #fault: Error | null = null;

  constructor(
    queueId: string,
    bodies: BodyStore,
    accept: (content: Content, envelope: Envelope) => Promise<void>,
  ) {
    this.queueId = queueId;
    this.#bodies = bodies;
    this.#accept = accept;
  }

  /** Octets so far. */
  get size(): number {
    return this.#size;
  }

  /**
   * Takes the next part of the final message and keeps it as it is: nobody may change it. Where it
   * returns a promise, wait for it before the next part: the disk is behind. It never rejects: a
   * fault comes out of `commit`.
   */
  write(chunk: Buffer): Promise<void> | undefined {
    this.#octets.take(chunk);
    this.#size += chunk.length;
    if (!this.#large && this.#used + chunk.length > MOST_IN_ROW) this.#large = true;
    this.#gather(chunk);
    return this.#large && this.#used >= GATHERED ? this.#flush() : undefined;
  }

  async commit(envelope: Envelope): Promise<void> {
    const { queueId } = this;
    const { eightBit, headerEightBit } = this.#octets;
    let body: Buffer | null;
    try {
      body = this.#large ? await this.#keepFile() : this.#whole();
    } catch (error) {
      await this.discard();
      throw error;
    }
    const messageId = messageIdIn(body ?? this.#head!);
    const content = { queueId, size: this.#size, eightBit, headerEightBit, messageId, body };
    try {
      await this.#accept(content, envelope);
    } catch (error) {
      // Without a code it is not known whether it was committed: then the sweep at start decides.
      if ((error as { code?: string }).code !== undefined) await this.discard();
      throw error;
    }
  }

  /** Drops what was taken in. Never rejects: a file that cannot be removed is swept at the next start. */
  async discard(): Promise<void> {
    this.#gathered = [];
    this.#used = 0;
    if (!this.#large) return;
    await this.#writing;
    await this.#file?.close().catch(() => undefined);
    await this.#bodies.remove(this.queueId).catch(() => undefined);
  }

  #gather(chunk: Buffer): void {
    this.#gathered.push(chunk);
    this.#used += chunk.length;
    if (this.#gathered.length >= MOST_PIECES) this.#gathered = [Buffer.concat(this.#gathered)];
  }

  /** In exactly its own memory: what goes to another thread is the whole buffer behind a view. */
  #whole(): Buffer {
    const whole = Buffer.allocUnsafeSlow(this.#used);
    let end = 0;
    for (const piece of this.#gathered) end += piece.copy(whole, end);
    return whole;
  }

  async #keepFile(): Promise<null> {
    await this.#flush();
    if (this.#fault) throw this.#fault;
    await this.#bodies.keep(this.#file!);
    return null;
  }

  #flush(): Promise<void> {
    const pieces = this.#gathered;
    this.#head ??= Buffer.concat(pieces).subarray(0, MOST_LOOKED_AT);
    this.#gathered = [];
    this.#used = 0;
    this.#writing = this.#writing.then(() => this.#append(pieces));
    return this.#writing;
  }

  async #append(pieces: readonly Buffer[]): Promise<void> {
    if (this.#fault) return;
    try {
      this.#file ??= await this.#bodies.create(this.queueId);
      await writeAll(this.#file, pieces);
    } catch (error) {
      this.#fault = error as Error;
    }
  }
}

/** Writes on from where the last write ended; a disk that is full takes a part only. */
async function writeAll(file: FileHandle, pieces: readonly Buffer[]): Promise<void> {
  const wanted = pieces.reduce((sum, { length }) => sum + length, 0);
  const { bytesWritten } = await file.writev(pieces);
  if (bytesWritten < wanted) await file.writeFile(Buffer.concat(pieces).subarray(bytesWritten));
}
