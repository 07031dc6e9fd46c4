/**
 * Passwords as argon2id, hashed in threads of their own: two at a time, so that a flood of logons
 * costs neither the event loop nor the four threads that files and DNS share; bounded, so that it
 * does not grow memory either.
 */
import { Piscina } from 'piscina';
import type { PasswordTask } from './passwords-thread.js';
import { builtUrl } from './writer.js';

const THREADS = 2;
/** Some seconds of work: who comes later is told so. */
const MOST_WAITING = 32;
const IDLE_MS = 30_000;

/** More logons at once than can be judged. Try again, nothing is wrong with the password. */
export class TooBusy extends Error {
  override name = 'TooBusy';
}

export class Passwords {
  readonly #pool = new Piscina<PasswordTask, string | boolean>({
    filename: builtUrl(new URL('./passwords-thread.js', import.meta.url)).href,
    name: 'runPasswordTask',
    minThreads: 0,
    maxThreads: THREADS,
    idleTimeout: IDLE_MS,
    recordTiming: false,
  });
  #dummy: Promise<string> | null = null;

  /** The argon2id hash in PHC form, salt included. Throws TooBusy. */
  async hash(password: string): Promise<string> {
    return (await this.#run({ password })) as string;
  }

  /**
   * Whether the password belongs to the hash. A `hash` of null (no such name) is false and takes as
   * long as any other. Throws TooBusy.
   */
  async verify(hash: string | null, password: string): Promise<boolean> {
    const against = hash ?? (await (this.#dummy ??= this.hash('there is nobody of that name')));
    const same = (await this.#run({ password, hash: against })) as boolean;
    return same && hash !== null;
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  #run(task: PasswordTask): Promise<string | boolean> {
    if (this.#pool.queueSize >= MOST_WAITING) {
      return Promise.reject(new TooBusy('Too many logons at once, try again in a moment.'));
    }
    return this.#pool.run(task);
  }
}
