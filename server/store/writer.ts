/**
 * A database's writer in a thread of its own, so that the thread that talks SMTP never waits for the
 * disk. Calls that are made while a commit is under way share the next one (group commit), and go over
 * in one piece: handing over costs more than most calls. Each is answered when its transaction is
 * committed, or alone refused when its own part failed.
 */
import { Worker } from 'node:worker_threads';
import { StoreError } from './fault.js';
import type { Answer, Call, Refused, WriterData } from './writer-thread.js';

/** The commands of a writer: what its thread's module exports as handlers, seen from outside. */
export type Commands = Record<string, (argument: never) => unknown>;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export class Writer<C extends Commands> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  /** Not yet handed over. */
  #calls: Call[] = [];
  /** A batch is with the thread. */
  #busy = false;
  #ended: Error | null = null;

  /** `module` exports `openCommands(path)` (see writer-thread.ts); `path` is the database. */
  constructor(module: URL, path: string, onEnd: (error: Error) => void) {
    const workerData: WriterData = { module: builtUrl(module).href, path };
    this.#worker = new Worker(builtUrl(new URL('./writer-thread.js', import.meta.url)), {
      workerData,
    });
    this.#worker.on('message', (answers: Answer[] | Refused) => {
      if ('refused' in answers) this.#end(new StoreError(answers.refused), onEnd);
      else this.#settle(answers);
    });
    // An error of SQLite comes over as a plain object.
    this.#worker.on('error', ({ message }) => this.#end(new Error(message), onEnd));
    this.#worker.on('exit', () => this.#end(new Error(`The writer of ${path} has ended.`), onEnd));
  }

  /** Runs a command; resolves when it is committed. */
  call<K extends keyof C & string>(
    name: K,
    argument: Parameters<C[K]>[0],
  ): Promise<Awaited<ReturnType<C[K]>>> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = (this.#next += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#calls.push({ id, name, argument });
      // What the peers' other sockets bring in this turn goes along.
      if (!this.#busy && this.#calls.length === 1) setImmediate(() => this.#handOver());
    });
  }

  /** Lets what was called finish, then closes the database. */
  async close(): Promise<void> {
    if (this.#ended) return;
    const exited = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    this.#handOver();
    this.#worker.postMessage(null);
    await exited;
  }

  #handOver(): void {
    if (this.#calls.length === 0 || this.#ended) return;
    this.#worker.postMessage(this.#calls);
    this.#calls = [];
    this.#busy = true;
  }

  #settle(answers: Answer[]): void {
    this.#busy = false;
    this.#handOver();
    for (const answer of answers) {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ('error' in answer)
        waiting?.reject(Object.assign(new Error(answer.error), { code: answer.code }));
      else waiting?.resolve(answer.value);
    }
  }

  #end(error: Error, onEnd: (error: Error) => void): void {
    if (this.#ended) return;
    this.#ended = error;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
    onEnd(error);
  }
}

/** Threads run built code only; seen from the sources (a test), the module is the built one. */
export function builtUrl(module: URL): URL {
  if (module.pathname.includes('/dist/server/')) return module;
  return new URL(module.href.replace(/\/server\/(?!.*\/server\/)/, '/dist/server/'));
}
