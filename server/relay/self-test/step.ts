/** One step of the self-test, and what it finds. */
import type { StepState } from '../../../shared/api/self-tests.js';
import type { Transcript } from './transcript.js';

export interface Finding {
  readonly state: StepState;
  readonly says: string;
  readonly todo: string;
}

export interface Step {
  readonly id: string;
  readonly title: string;
  /** Milliseconds; without: as for every step. */
  readonly within?: number;
  /** What it throws is a warning in one sentence. */
  run(transcript: Transcript, signal: AbortSignal): Promise<Finding> | Finding;
}

export function ok(says: string): Finding {
  return { state: 'ok', says, todo: '' };
}

export function warning(says: string, todo: string): Finding {
  return { state: 'warning', says, todo };
}

export function bad(says: string, todo: string): Finding {
  return { state: 'bad', says, todo };
}

export function skipped(says: string): Finding {
  return { state: 'skipped', says, todo: '' };
}
