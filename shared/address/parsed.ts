/**
 * The outcome of reading a text that a person or a peer wrote. Reading never throws: what is wrong
 * is a sentence, with the nearest valid forms where there are any.
 */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string; readonly suggestions: readonly string[] };

export function parsed<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function unreadable(message: string, ...suggestions: string[]): Parsed<never> {
  return { ok: false, message, suggestions };
}
