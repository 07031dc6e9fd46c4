/**
 * Whether there is room for more mail (the original's disk guard, KB Q189587): looked at again and
 * again, so that the answer is at hand when a peer asks.
 */
import { statfs } from 'node:fs/promises';

export interface DiskSpaceOptions {
  readonly folder: string;
  /** Octets to be left free. */
  readonly minimumFree: () => number;
  /** One line when mail is refused from now on, and one when it is taken again. */
  readonly log: (line: string) => void;
}

const LOOK_MS = 1000;

export class DiskSpace {
  readonly #options: DiskSpaceOptions;
  #free = Infinity;
  #timer: NodeJS.Timeout | null = null;
  #wasFull = false;

  constructor(options: DiskSpaceOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    await this.#look();
    this.#timer = setInterval(() => void this.#look(), LOOK_MS);
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  hasRoomFor(octets: number): boolean {
    return this.#free - octets >= this.#options.minimumFree();
  }

  /** Why no mail is taken; null when there is room. */
  problem(): string | null {
    if (this.hasRoomFor(0)) return null;
    const [free, least] = [this.#free, this.#options.minimumFree()].map(mebibytes);
    return `The data folder has ${free} MiB left, less than the ${least} MiB that are kept free: no mail is taken.`;
  }

  async #look(): Promise<void> {
    try {
      const { bavail, bsize } = await statfs(this.#options.folder);
      this.#free = bavail * bsize;
    } catch {
      // Not known is not full: a write that fails says what is wrong.
      this.#free = Infinity;
    }
    const problem = this.problem();
    if ((problem !== null) === this.#wasFull) return;
    this.#wasFull = problem !== null;
    this.#options.log(problem ?? 'The data folder has room again: mail is taken.');
  }
}

function mebibytes(octets: number): string {
  return (octets / 1024 / 1024).toFixed(1);
}
