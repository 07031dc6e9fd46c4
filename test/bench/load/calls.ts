/** Calls into a process of its own: the load must not share the event loop that measures it. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

interface Call {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}
type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };

/** What a process offers: each takes one argument and answers once. */
export type Handlers = Record<string, (argument: never) => unknown>;

/** The caller's side: a process that runs a script. */
export class Callee<H extends Handlers> {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #calls = 0;

  constructor(script: URL) {
    this.#child = fork(fileURLToPath(script), { execArgv: [], stdio: 'inherit' });
    this.#child.on('message', (answer: Answer) => {
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
    this.#child.on('exit', (code) => {
      for (const [id, answer] of this.#waiting) answer({ id, error: `it ended with ${code}` });
    });
  }

  get pid(): number {
    return this.#child.pid!;
  }

  async call<N extends keyof H & string>(
    name: N,
    argument: Parameters<H[N]>[0],
  ): Promise<Awaited<ReturnType<H[N]>>> {
    const id = (this.#calls += 1);
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#child.send({ id, name, argument } satisfies Call);
    });
    if ('error' in answer) throw new Error(`${name}: ${answer.error}`);
    return answer.value as Awaited<ReturnType<H[N]>>;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}

/** The other side: answers calls until the caller is gone. */
export function answerCalls(handlers: Handlers): void {
  process.on('disconnect', () => process.exit());
  process.on('message', ({ id, name, argument }: Call) => {
    Promise.resolve()
      .then(() => handlers[name]!(argument as never))
      .then((value) => process.send!({ id, value }))
      .catch((error: Error) => process.send!({ id, error: error.message }));
  });
}

/** Milliseconds on a clock that all processes of the machine share. */
export function sharedNow(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
