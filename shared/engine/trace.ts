/** Collects the answers to the engine's questions; what was not asked says so. */
import { STEPS, type Outcome, type Step, type TraceStep } from './decision.js';

export class Trace {
  readonly #steps: TraceStep[] = [];

  note(step: Step, outcome: Outcome, text: string, rule?: string): void {
    this.#steps.push(rule === undefined ? { step, outcome, text } : { step, outcome, text, rule });
  }

  /** The steps in the engine's order; a question that was never asked is `not-reached`. */
  finish(): readonly TraceStep[] {
    return STEPS.flatMap((step) => {
      const asked = this.#steps.filter((noted) => noted.step === step);
      return asked.length > 0
        ? asked
        : [{ step, outcome: 'not-reached', text: 'Not asked.' } as const];
    });
  }
}
