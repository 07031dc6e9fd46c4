/**
 * Whether a sender's domain vouches for the peer that gave it (SPF, RFC 7208): only then is a report
 * sent to an address that a stranger gave. What is not a plain pass is no.
 *
 * The library takes a third of a second to load and 20 MB, and what it reads comes from strangers: it
 * runs in a thread of its own, which begins at the first question and ends when none has come for a while.
 * Promise: never rejects, and answers within a bound, whatever DNS does.
 */
import { Worker } from 'node:worker_threads';
import { hostPort } from '../../../shared/rules/text.js';
import { builtUrl } from '../../store/writer.js';
import type { SpfAnswer, SpfData, SpfQuestion } from './spf-thread.js';

export interface SenderCheckOptions {
  /** How we call ourselves: part of the macros of SPF. */
  readonly hostname: string;
  /** Resolvers; empty: the system's. */
  readonly dns: readonly { readonly host: string; readonly port: number }[];
  readonly log: (line: string) => void;
  /** Milliseconds; for tests. */
  readonly within?: number;
  readonly idle?: number;
}

/** Milliseconds: for one answer, and until an idle thread ends. */
const WITHIN = 20_000;
const IDLE = 60_000;

export class SenderCheck {
  readonly #options: SenderCheckOptions;
  readonly #waiting = new Map<number, (isVouched: boolean) => void>();
  #thread: Worker | null = null;
  #idle: NodeJS.Timeout | null = null;
  #next = 0;

  constructor(options: SenderCheckOptions) {
    this.#options = options;
  }

  verify({ peer, helo, sender }: Omit<SpfQuestion, 'id'>): Promise<boolean> {
    const id = (this.#next += 1);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settle(id, false), this.#options.within ?? WITHIN);
      this.#waiting.set(id, (isVouched) => {
        clearTimeout(timer);
        resolve(isVouched);
      });
      this.#running().postMessage({ id, peer, helo, sender } satisfies SpfQuestion);
    });
  }

  /** Who still waits is told no. */
  stop(): void {
    this.#end();
    for (const id of this.#waiting.keys()) this.#settle(id, false);
  }

  #running(): Worker {
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = null;
    return (this.#thread ??= this.#begin());
  }

  #begin(): Worker {
    const { hostname, dns, log } = this.#options;
    const servers = dns.map(({ host, port }) => hostPort(host, port));
    const workerData: SpfData = { hostname, servers };
    const thread = new Worker(builtUrl(new URL('./spf-thread.js', import.meta.url)), {
      workerData,
    });
    thread.unref();
    thread.on('message', ({ id, isPass }: SpfAnswer) => this.#settle(id, isPass));
    thread.on('error', (error) => log(`the check of senders failed: ${error.message}`));
    thread.on('exit', () => {
      if (this.#thread === thread) this.stop();
    });
    return thread;
  }

  #settle(id: number, isVouched: boolean): void {
    this.#waiting.get(id)?.(isVouched);
    this.#waiting.delete(id);
    if (this.#waiting.size > 0 || !this.#thread || this.#idle) return;
    this.#idle = setTimeout(() => this.#end(), this.#options.idle ?? IDLE);
    this.#idle.unref();
  }

  #end(): void {
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = null;
    const thread = this.#thread;
    this.#thread = null;
    void thread?.terminate();
  }
}
