/** Collects the answers to the engine's questions; what was not asked says so. */
import { STEPS, type Decision, type Outcome, type Step, type TraceStep } from './decision.js';

export class Trace {
  readonly #steps: TraceStep[] = [];

  note(step: Step, outcome: Outcome, text: string, rule?: string): void {
    this.#steps.push(rule === undefined ? { step, outcome, text } : { step, outcome, text, rule });
  }

  /** The steps in the engine's order; a question that was never asked is `not-reached`. */
  finish(): readonly TraceStep[] {
    const trace: TraceStep[] = [];
    for (const step of STEPS) {
      const before = trace.length;
      for (const noted of this.#steps) if (noted.step === step) trace.push(noted);
      if (trace.length === before) trace.push(NOT_ASKED[step]);
    }
    return trace;
  }
}

/** Every rule that matched, in text form, the one that decided first. */
export function rulesMatched({ rule, trace }: Decision): readonly string[] {
  const matched = trace.filter(({ outcome }) => outcome === 'matched').map((step) => step.rule);
  return [...new Set([rule, ...matched])].filter((each) => each !== undefined);
}

const NOT_ASKED = Object.fromEntries(
  STEPS.map((step) => [step, { step, outcome: 'not-reached', text: 'Not asked.' }]),
) as unknown as Readonly<Record<Step, TraceStep>>;
