/**
 * Whether more mail can be stored (the original's disk guard, KB Q189587): looked at again and again,
 * so that the answer is at hand when a peer asks. What refuses mail is said once in the log, and
 * stands in the status for as long as it lasts.
 *
 * Known weakness: between two looks as much may come in as the network brings. Then a write fails,
 * and what was promised to nobody is dropped.
 */
import { access, constants, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { octetsText, sizeText } from '../../shared/address/octets-text.js';

export interface DiskGuardOptions {
  readonly folder: string;
  /** Octets to be left free. */
  readonly minimumFree: () => number;
  /** Commits something to the queue, to see whether that is possible again after it was not. */
  readonly tryCommit: () => Promise<unknown>;
  /** One line when mail is refused from now on, and one when it is taken again. */
  readonly log: (line: string) => void;
}

/** Often enough that what is taken and logged until then fits into what is left. */
const LOOK_MS = 250;
/** What a trial writes (octets): about as much as a message, since a log of commits has room left longer. */
const TRIAL = 64 * 1024;

export class DiskGuard {
  readonly #options: DiskGuardOptions;
  #free = Infinity;
  #isReadOnly = false;
  /** What could not be stored last, until something could. */
  #fault: string | null = null;
  /** A damaged queue gets no better by itself. */
  #isDamaged = false;
  #timer: NodeJS.Timeout | null = null;
  #looking = false;
  #said: string | null = null;

  constructor(options: DiskGuardOptions) {
    this.#options = options;
  }

  /** Starts one that stops with the relay: `ends` is what is undone then. */
  static async begin(options: DiskGuardOptions, ends: (() => unknown)[]): Promise<DiskGuard> {
    const guard = new DiskGuard(options);
    await guard.start();
    ends.push(() => guard.stop());
    return guard;
  }

  async start(): Promise<void> {
    await this.#look();
    this.#timer = setInterval(() => void this.#look(), LOOK_MS);
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  hasRoomFor(octets: number): boolean {
    return (
      this.#free - octets >= this.#options.minimumFree() &&
      !this.#isReadOnly &&
      this.#fault === null
    );
  }

  /** Something could not be stored: no mail is taken until it is seen that it can be. */
  storeFailed({ message, code = '' }: Error & { code?: string }): void {
    this.#isDamaged ||= code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB';
    this.#fault = this.#isDamaged
      ? `The queue (spool.db) is damaged (${message}): no mail is taken.`
      : `The last message could not be stored (${message}): no mail is taken until that is possible again.`;
    this.#say();
  }

  /** Why no mail is taken; null when it is. */
  problem(): string | null {
    if (this.#isReadOnly) return 'The data folder can only be read: no mail is taken.';
    const least = this.#options.minimumFree();
    if (this.#free < least) {
      const left = sizeText(this.#free);
      return `The data folder has ${left} left, less than the ${octetsText(least)} that are kept free: no mail is taken.`;
    }
    return this.#fault;
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    const { folder } = this.#options;
    try {
      const { bavail, bsize } = await statfs(folder);
      this.#free = bavail * bsize;
      this.#isReadOnly = !(await isWritable(folder));
      await this.#tryAgain();
    } catch {
      // Not known is not full: a write that fails says what is wrong.
      this.#free = Infinity;
      this.#isReadOnly = false;
    }
    this.#looking = false;
    this.#say();
  }

  async #tryAgain(): Promise<void> {
    if (this.#fault === null || this.#isDamaged) return;
    try {
      await tryFile(this.#options.folder);
      await this.#options.tryCommit();
      this.#fault = null;
    } catch (error) {
      this.storeFailed(error as Error);
    }
  }

  #say(): void {
    const problem = this.problem();
    // One line for one trouble: the room that is left changes at each look.
    if ((problem === null) === (this.#said === null)) return;
    this.#said = problem;
    this.#options.log(problem ?? 'Mail can be stored again: it is taken.');
  }
}

/** Root may write where the file system as a whole can only be read: that is what is asked. */
async function isWritable(folder: string): Promise<boolean> {
  try {
    await access(folder, constants.W_OK);
    return true;
  } catch (error) {
    return (error as { code?: string }).code !== 'EROFS';
  }
}

async function tryFile(folder: string): Promise<void> {
  const path = join(folder, 'trial');
  try {
    const file = await open(path, 'w', 0o600);
    try {
      await file.writeFile(Buffer.alloc(TRIAL));
      await file.sync();
    } finally {
      await file.close();
    }
  } finally {
    await rm(path, { force: true });
  }
}
