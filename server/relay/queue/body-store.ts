/**
 * Where bodies are while they are queued: small ones in the message's row, large ones in a file each.
 *
 * Promise: a file is flushed, and so is its folder, before the row that stands for it is committed; it
 * is removed only after the row has gone, and not while a backup takes bodies. What a crash leaves in between is
 * an orphan, swept at start.
 */
import { mkdir, open, readdir, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { flushFolder } from '../../store/flush-folder.js';

/** Up to here a body stands in the row (octets): a file costs two flushes of its own, a row is written twice. */
export const MOST_IN_ROW = 64 * 1024;

/** Read at once (octets). */
const PIECE = 256 * 1024;

export class BodyStore {
  readonly #folder: string;
  /** Of the folder: under way or done, and the one that is to come. */
  #flush: Promise<unknown> = Promise.resolve();
  #nextFlush: Promise<void> | null = null;
  /** Backups under way, and what is removed after them. */
  #pins = 0;
  readonly #removedLater = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes the folder and removes files that no message stands for. */
  async start(isQueued: (queueId: string) => boolean): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await flushFolder(dirname(this.#folder));
    for (const name of await readdir(this.#folder)) {
      if (!isQueued(name)) await this.remove(name);
    }
  }

  /** A new file, for writing. */
  create(queueId: string): Promise<FileHandle> {
    return open(this.#path(queueId), 'wx', 0o600);
  }

  /** Flushes what was written, and that there is such a file. */
  async keep(file: FileHandle): Promise<void> {
    await Promise.all([file.sync(), this.#flushFolder()]);
    await file.close();
  }

  /** Into the same memory again and again: what is thrown away for each piece costs more than the reading. */
  async *read(queueId: string): AsyncGenerator<Buffer> {
    const file = await open(this.#path(queueId), 'r');
    try {
      const buffer = Buffer.allocUnsafeSlow(PIECE);
      for (let length = PIECE; length === PIECE;) {
        length = await fill(file, buffer);
        if (length > 0) yield buffer.subarray(0, length);
      }
    } finally {
      await file.close();
    }
  }

  /** The first octets of a body, at most `most`. */
  async beginning(queueId: string, most: number): Promise<Buffer> {
    const file = await open(this.#path(queueId), 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(most), 0, most, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }

  async remove(queueId: string): Promise<void> {
    if (this.#pins > 0) this.#removedLater.add(queueId);
    else await this.#delete(queueId);
  }

  /** From now on no body goes, until the answer is called. */
  pin(): () => Promise<void> {
    this.#pins += 1;
    return async () => {
      this.#pins -= 1;
      if (this.#pins > 0) return;
      const ended = [...this.#removedLater];
      this.#removedLater.clear();
      for (const queueId of ended) await this.#delete(queueId);
    };
  }

  async #delete(queueId: string): Promise<void> {
    await rm(this.#path(queueId), { force: true });
  }

  /** Messages that come in together share a flush. */
  #flushFolder(): Promise<void> {
    this.#nextFlush ??= this.#flush.then(() => {
      this.#nextFlush = null;
      return flushFolder(this.#folder);
    });
    this.#flush = this.#nextFlush.catch(() => undefined);
    return this.#nextFlush;
  }

  #path(queueId: string): string {
    return join(this.#folder, queueId);
  }
}

/** Reads on until the buffer is full or the file ends; how many octets that were. */
async function fill(file: FileHandle, buffer: Buffer): Promise<number> {
  let filled = 0;
  for (let read = -1; read !== 0 && filled < buffer.length; filled += read) {
    read = (await file.read(buffer, filled, buffer.length - filled)).bytesRead;
  }
  return filled;
}
