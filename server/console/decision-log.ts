/**
 * The relay's log as the console sees it: it may be missing yet, or be replaced by another file while
 * the console runs.
 */
import { statSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { AppError } from '../../shared/api/errors.js';
import { DecisionReader } from '../store/decisions/reader.js';
import { StoreError } from '../store/fault.js';

export class DecisionLog {
  readonly #path: string;
  #reader: DecisionReader | null = null;
  #inode = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Reads by `use`, or gives `empty` while there is no log. Throws `unavailable` when it cannot be read. */
  read<T>(empty: T, use: (reader: DecisionReader) => T): T {
    return this.#reading(empty, () => {
      const reader = this.#open();
      return reader ? use(reader) : empty;
    });
  }

  /** Reads in short steps, other work between them; each step is told whether `enough`. */
  async readInTurns<T>(
    empty: T,
    use: (reader: DecisionReader) => Generator<unknown, T, boolean | undefined>,
    enough: () => boolean = () => false,
  ): Promise<T> {
    const reader = this.read(null, (opened) => opened);
    if (!reader) return empty;
    const steps = use(reader);
    for (;;) {
      if (this.#reader !== reader) {
        throw new AppError('unavailable', 'The decision log was replaced: try again.');
      }
      const step = this.#reading<IteratorResult<unknown, T>>({ done: true, value: empty }, () =>
        steps.next(enough()),
      );
      if (step.done) return step.value;
      await turn();
    }
  }

  /** Octets on the disk, with what is not yet written back. */
  octets(): number {
    const sizes = [this.#path, `${this.#path}-wal`].map(
      (path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0,
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  #reading<T>(empty: T, read: () => T): T {
    try {
      return read();
    } catch (error) {
      this.close();
      const { code, message } = error as { code?: string; message: string };
      if (error instanceof StoreError) throw new AppError('unavailable', message);
      // The relay has made the file and not its tables yet.
      if (message.startsWith('no such table')) return empty;
      if (code?.startsWith('SQLITE_')) {
        throw new AppError('unavailable', `The decision log cannot be read now: ${message}.`);
      }
      throw error;
    }
  }

  close(): void {
    this.#reader?.close();
    this.#reader = null;
  }

  #open(): DecisionReader | null {
    const inode = statSync(this.#path, { throwIfNoEntry: false })?.ino ?? 0;
    if (inode !== this.#inode) this.close();
    this.#inode = inode;
    this.#reader ??= DecisionReader.open(this.#path);
    return this.#reader;
  }
}
