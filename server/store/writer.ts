/**
 * A database's writer in a thread of its own, so that the thread that talks SMTP never waits for the
 * disk. Calls that arrive while a commit is under way share the next one (group commit); each is
 * answered when its transaction is committed, or alone refused when its own part failed.
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
    this.#worker.on('error', (error) => this.#end(error, onEnd));
    this.#worker.on('exit', () => this.#end(new Error(`The writer of ${path} has ended.`), onEnd));
  }

  /** Runs a command; resolves when it is committed. Buffers in `transfer` are handed over, not copied. */
  call<K extends keyof C & string>(
    name: K,
    argument: Parameters<C[K]>[0],
    transfer: ArrayBuffer[] = [],
  ): Promise<Awaited<ReturnType<C[K]>>> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = (this.#next += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      const call: Call = { id, name, argument };
      this.#worker.postMessage(call, transfer);
    });
  }

  /** Lets what was called finish, then closes the database. */
  async close(): Promise<void> {
    if (this.#ended) return;
    const exited = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    this.#worker.postMessage(null);
    await exited;
  }

  #settle(answers: Answer[]): void {
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
