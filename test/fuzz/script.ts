/**
 * What one side of a connection says, as an input that people can read: text with marks in double braces.
 * `{{next}}` waits for the other side to speak, `{{split}}` ends a segment, `{{bytes}}` sends what follows
 * octet by octet, `{{tls}}` begins TLS, `{{drop}}` hangs up, `{{silent}}` says nothing more, `{{flood}}` never ends.
 */
export const MARKS = ['next', 'split', 'bytes', 'tls', 'drop', 'silent', 'flood'] as const;
export type Mark = (typeof MARKS)[number];

export const MARK_WORDS: readonly string[] = MARKS.map((mark) => `{{${mark}}}`);

export interface Step {
  /** What comes before `say`; the first step has none. */
  readonly mark: Mark | null;
  readonly say: Buffer;
}

const MARK = new RegExp(`\\{\\{(${MARKS.join('|')})\\}\\}`);

export function stepsOf(input: Buffer): Step[] {
  const [first, ...rest] = input.toString('latin1').split(MARK);
  const steps: Step[] = [{ mark: null, say: Buffer.from(first!, 'latin1') }];
  for (let at = 0; at < rest.length; at += 2) {
    steps.push({ mark: rest[at] as Mark, say: Buffer.from(rest[at + 1]!, 'latin1') });
  }
  return steps;
}

/** An option at the beginning of an input: `{{peer 127.0.0.2}}`. Null when there is none; `rest` is what follows. */
export function optionOf(input: Buffer, name: string): { value: string | null; rest: Buffer } {
  const found = new RegExp(`^\\{\\{${name} ([^}]{1,40})\\}\\}`).exec(
    input.toString('latin1', 0, 80),
  );
  if (!found) return { value: null, rest: input };
  return { value: found[1]!, rest: input.subarray(found[0].length) };
}
