/**
 * Self-tests that an administrator asks for: one at a time, step after step, each told when it is done.
 *
 * Promise: a run ends within `WHOLE_MS`, each step within its own bound; it can be stopped; nothing that a step
 * throws ends the relay. The last run is kept.
 */
import { randomUUID } from 'node:crypto';
import type { SelfTest, SelfTestStep } from '../../../shared/api/self-tests.js';
import { skipped, warning, type Finding, type Step } from './step.js';
import { Transcript } from './transcript.js';

const WHOLE_MS = 120_000;
const STEP_MS = 20_000;

interface Run {
  readonly id: string;
  readonly startedAt: string;
  readonly stop: AbortController;
  readonly done: SelfTestStep[];
  readonly count: number;
  now: string | null;
  endedAt: string | null;
}

export class SelfTests {
  readonly #steps: () => readonly Step[];
  readonly #wholeMs: number;
  #last: Run | null = null;

  /** `steps` are asked for at the beginning of each run: listeners may have come or gone. */
  constructor(steps: () => readonly Step[], wholeMs = WHOLE_MS) {
    this.#steps = steps;
    this.#wholeMs = wholeMs;
  }

  /** Null while one is running. */
  begin(): SelfTest | null {
    if (this.#last && this.#last.endedAt === null) return null;
    const steps = this.#steps();
    const run: Run = {
      id: randomUUID(),
      startedAt: new Date().toISOString(),
      stop: new AbortController(),
      done: [],
      count: steps.length,
      now: null,
      endedAt: null,
    };
    this.#last = run;
    void this.#go(run, steps);
    return said(run);
  }

  last(): SelfTest | null {
    return this.#last && said(this.#last);
  }

  /** Null when there is no such one, or none any more. */
  read(id: string): SelfTest | null {
    return this.#last?.id === id ? said(this.#last) : null;
  }

  /** The step that is under way ends at once. */
  stop(id: string): SelfTest | null {
    if (this.#last?.id !== id) return null;
    const run = this.#last;
    if (run.endedAt === null) {
      run.stop.abort();
      run.endedAt = new Date().toISOString();
      run.now = null;
    }
    return said(run);
  }

  end(): void {
    if (this.#last) this.stop(this.#last.id);
  }

  async #go(run: Run, steps: readonly Step[]): Promise<void> {
    const whole = AbortSignal.timeout(this.#wholeMs);
    for (const step of steps) {
      run.now = step.title;
      const transcript = new Transcript();
      const found = whole.aborted
        ? skipped('The time was up before it was its turn.')
        : await bounded(step, transcript, [run.stop.signal, whole]);
      // Stopped: what was half looked at is no result.
      if (run.stop.signal.aborted) return;
      const { id, title } = step;
      run.done.push({ id, title, ...found, transcript: transcript.lines });
    }
    run.now = null;
    run.endedAt = new Date().toISOString();
  }
}

async function bounded(
  step: Step,
  transcript: Transcript,
  signals: readonly AbortSignal[],
): Promise<Finding> {
  const milliseconds = step.within ?? STEP_MS;
  const signal = AbortSignal.any([...signals, AbortSignal.timeout(milliseconds)]);
  const late = warning('It was not done in time.', 'See the transcript: who does not answer?');
  const isOver = new Promise<Finding>((resolve) => {
    // A step that ends by itself when its time is up has more to say.
    signal.addEventListener('abort', () => setTimeout(() => resolve(late), 1000).unref());
  });
  const done = (async () => {
    try {
      return await step.run(transcript, signal);
    } catch (error) {
      if (signal.aborted) return late;
      transcript.note((error as Error).message);
      return warning(`It could not be looked at: ${(error as Error).message}.`, 'See the log.');
    }
  })();
  return Promise.race([done, isOver]);
}

function said({ id, startedAt, endedAt, done, count, now, stop }: Run): SelfTest {
  const state = endedAt === null ? 'running' : stop.signal.aborted ? 'stopped' : 'ended';
  return { id, state, startedAt, endedAt, count, now, steps: [...done] };
}
