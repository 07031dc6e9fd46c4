/** What one check of `gatepost doctor` has found. */
export type State = 'ok' | 'warn' | 'bad';

export interface Finding {
  /** What was looked at: `data folder`. */
  readonly check: string;
  readonly state: State;
  readonly text: string;
  /** What to do, as a command to the reader. */
  readonly todo?: string;
}

export function ok(check: string, text: string): Finding {
  return { check, state: 'ok', text };
}

export function warn(check: string, text: string, todo: string): Finding {
  return { check, state: 'warn', text, todo };
}

export function bad(check: string, text: string, todo: string): Finding {
  return { check, state: 'bad', text, todo };
}
