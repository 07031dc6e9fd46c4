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
import { OctetClass } from './octet-class.js';

/** Gathered before it is written to the file (octets). */
const GATHERED = 256 * 1024;
const FIRST_BUFFER = 4096;

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
  /** Null when it is in a file. */
  readonly body: Buffer | null;
}

export class Intake {
  readonly queueId: string;
  readonly #bodies: BodyStore;
  readonly #accept: (content: Content, envelope: Envelope) => Promise<void>;
  readonly #octets = new OctetClass();
  #gathered: Buffer = Buffer.alloc(0);
  #used = 0;
  #size = 0;
  #file: FileHandle | null = null;
  #large = false;
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
   * Takes the next part of the final message; the chunk is free again when it returns. Where it
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
    const content = { queueId, size: this.#size, eightBit, headerEightBit, body };
    try {
      await this.#accept(content, envelope);
    } catch (error) {
      // Without a code it is not known whether it was committed: then the sweep at start decides.
      if ((error as { code?: string }).code !== undefined) await this.discard();
      throw error;
    }
  }

  /** Drops what was taken in. */
  async discard(): Promise<void> {
    this.#gathered = Buffer.alloc(0);
    this.#used = 0;
    if (!this.#large) return;
    await this.#writing;
    await this.#file?.close().catch(() => undefined);
    await this.#bodies.remove(this.queueId);
  }

  /** Copied: a chunk is a view of a larger buffer, and many small ones would keep many large ones. */
  #gather(chunk: Buffer): void {
    const needed = this.#used + chunk.length;
    if (needed > this.#gathered.length) {
      const larger = Buffer.allocUnsafeSlow(
        Math.max(needed, FIRST_BUFFER, 2 * this.#gathered.length),
      );
      this.#gathered.copy(larger, 0, 0, this.#used);
      this.#gathered = larger;
    }
    chunk.copy(this.#gathered, this.#used);
    this.#used = needed;
  }

  /** In exactly its own memory: what goes to another thread is the whole buffer behind a view. */
  #whole(): Buffer {
    const whole = Buffer.allocUnsafeSlow(this.#used);
    this.#gathered.copy(whole, 0, 0, this.#used);
    return whole;
  }

  async #keepFile(): Promise<null> {
    await this.#flush();
    if (this.#fault) throw this.#fault;
    await this.#bodies.keep(this.#file!);
    return null;
  }

  #flush(): Promise<void> {
    const chunk = this.#gathered.subarray(0, this.#used);
    this.#gathered = Buffer.alloc(0);
    this.#used = 0;
    this.#writing = this.#writing.then(() => this.#append(chunk));
    return this.#writing;
  }

  async #append(chunk: Buffer): Promise<void> {
    if (this.#fault) return;
    try {
      this.#file ??= await this.#bodies.create(this.queueId);
      // Writes from where the last write ended, until all is written.
      await this.#file.writeFile(chunk);
    } catch (error) {
      this.#fault = error as Error;
    }
  }
}
