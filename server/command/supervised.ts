/**
 * One process under the supervisor: started again when it ends, after a wait that grows while it keeps
 * ending soon.
 */
import { fork, type ChildProcess } from 'node:child_process';
import type { Log } from '../log.js';
import { EX_CONFIG } from '../start-fault.js';
import type { ChildMessage } from './fault.js';

export interface SupervisedOptions {
  readonly name: 'relay' | 'console';
  /** The program and its arguments. */
  readonly script: string;
  readonly args: readonly string[];
  readonly log: Log;
  /** It has said that it is up, in its own words. */
  readonly onReady: (text: string) => void;
  /** Its first start ended because of a setting; it is not tried again. */
  readonly onRefused: (fault: string) => void;
  /** Given for one that the others go on without while its database cannot be opened: told at its first start. */
  readonly onDatabaseFault?: (fault: string) => void;
}

type Fault = Extract<ChildMessage, { kind: 'fault' }>;

const FIRST_WAIT_MS = 250;
const MOST_WAIT_MS = 30_000;
/** One that ran so long starts afresh: the next wait is the first again. */
const RAN_WELL_MS = 60_000;
/** One that does not end by itself within this is killed. */
const STOP_MS = 15_000;

/** What mail and requests leave behind is little: V8 would else keep three times 16 MiB for it (MiB). */
const YOUNG_HEAP = '--max-semi-space-size=8';

export class Supervised {
  readonly #options: SupervisedOptions;
  #child: ChildProcess | null = null;
  #timer: NodeJS.Timeout | null = null;
  #starts = 0;
  #failures = 0;
  #stopping = false;

  constructor(options: SupervisedOptions) {
    this.#options = options;
  }

  get running(): boolean {
    return this.#child !== null;
  }

  start(): void {
    const { script, args, onReady } = this.#options;
    const startedAt = Date.now();
    let fault: Fault | null = null;
    this.#timer = null;
    this.#starts += 1;
    // In a process group of its own, so that Ctrl+C reaches it once: through the supervisor.
    const child = fork(script, args, {
      detached: true,
      execArgv: [...process.execArgv, YOUNG_HEAP],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child = child;
    child.on('message', (message: ChildMessage) => {
      if (message.kind === 'ready') onReady(message.text);
      else fault = message;
    });
    child.on('error', (error) => this.#options.log.error(error.message));
    child.on('exit', (code, signal) => this.#ended(Date.now() - startedAt, code, signal, fault));
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Resolves when it has ended. */
  async stop(signal: NodeJS.Signals): Promise<void> {
    this.#stopping = true;
    if (this.#timer) clearTimeout(this.#timer);
    const child = this.#child;
    if (!child) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(signal);
    const late = setTimeout(() => {
      this.#options.log.warn(`The ${this.#options.name} did not end in time and is killed.`);
      child.kill('SIGKILL');
    }, STOP_MS);
    await ended;
    clearTimeout(late);
  }

  #ended(
    ranMs: number,
    code: number | null,
    signal: NodeJS.Signals | null,
    fault: Fault | null,
  ): void {
    const { name, log, onRefused, onDatabaseFault } = this.#options;
    this.#child = null;
    if (this.#stopping) return;
    if (code === EX_CONFIG && this.#starts === 1) {
      const text = fault?.text ?? `The ${name} could not start.`;
      if (!fault?.isDatabase || !onDatabaseFault) return onRefused(text);
      onDatabaseFault(text);
    }
    if (ranMs >= RAN_WELL_MS) this.#failures = 0;
    const waitMs = Math.min(FIRST_WAIT_MS * 2 ** this.#failures, MOST_WAIT_MS);
    this.#failures += 1;
    const how = fault?.text ?? (signal ? `by ${signal}` : `with code ${code}`);
    log.warn(`The ${name} ended (${how}): it is started again in ${waitMs / 1000} s.`);
    this.#timer = setTimeout(() => this.start(), waitMs);
  }
}
