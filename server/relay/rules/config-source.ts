/** Asks the thread that reads config.db (config-thread.ts). */
import { Worker } from 'node:worker_threads';
import type { CompiledNetworks } from '../../../shared/engine/compile.js';
import type { Rules } from '../../../shared/rules/schema.js';
import { builtUrl } from '../../store/writer.js';
import type { ConfigQuestions, ConfigThreadData, RulesPart } from './config-thread.js';

/** Rules as they came; their lists of networks are in `networks` alone. */
export interface ReadRules {
  readonly rules: Rules;
  readonly networks: CompiledNetworks;
}

interface Waiting {
  resolve(value: never): void;
  reject(error: Error): void;
}

export class ConfigSource {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  #ended: Error | null = null;

  /** `onEnd`: the thread has ended, and nothing can be asked any more. */
  constructor(path: string, keyFile: string, onEnd: (error: Error) => void) {
    const workerData: ConfigThreadData = { path, keyFile };
    const thread = builtUrl(new URL('./config-thread.js', import.meta.url));
    this.#worker = new Worker(thread, { workerData });
    this.#worker.on('message', ({ id, value, error }) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(value as never);
      else waiting?.reject(new Error(error));
    });
    this.#worker.on('error', (error) => this.#end(error, onEnd));
    this.#worker.on('exit', () =>
      this.#end(new Error('The reader of config.db has ended.'), onEnd),
    );
  }

  ask<K extends keyof ConfigQuestions>(
    name: K,
    argument: Parameters<ConfigQuestions[K]>[0],
  ): Promise<ReturnType<ConfigQuestions[K]>> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = (this.#next += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: never) => void, reject });
      this.#worker.postMessage({ id, name, argument });
    });
  }

  /** Brings a whole set of rules over: the lists of networks compiled, the others in parts. */
  async rules(from: Parameters<ConfigQuestions['rules']>[0]): Promise<ReadRules> {
    const { head, networks } = await this.ask('rules', from);
    const lists: Record<RulesPart['list'], unknown[]> = {
      routes: head.routes,
      internalAddresses: head.restrictions.internalAddresses.entries,
    };
    for (let part = await this.ask('part', null); part; part = await this.ask('part', null)) {
      lists[part.list].push(...part.entries);
    }
    return { rules: head, networks };
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #end(error: Error, onEnd: (error: Error) => void): void {
    if (this.#ended) return;
    this.#ended = error;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
    onEnd(error);
  }
}
