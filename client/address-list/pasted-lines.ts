/** Pasted lines, each read on its own: good, repeated, or to correct. */
import { readEntry, shownValue, type EntryKind } from './entry.js';

export interface PastedLine {
  readonly number: number;
  readonly text: string;
  readonly state: 'good' | 'repeated' | 'wrong';
  /** Stored form of a good or repeated line. */
  readonly value: string;
  /** What is to be said about it. */
  readonly remark: string;
  readonly suggestions: readonly string[];
}

/** `known` are the entries that the list has. Empty lines and `# remarks` are left out. */
export function readLines(
  kind: EntryKind,
  texts: readonly string[],
  known: readonly string[],
): readonly PastedLine[] {
  const seen = new Set(known);
  return texts.flatMap((raw, number): PastedLine[] => {
    const text = raw.replace(/\s#.*$|^#.*$/, '').trim();
    if (text === '') return [];
    const read = readEntry(kind, text);
    if (!read.ok) {
      const { message, suggestions } = read;
      return [{ number, text, state: 'wrong', value: '', remark: message, suggestions }];
    }
    const { value } = read;
    const repeated = seen.has(value);
    seen.add(value);
    const shown = shownValue(kind, value);
    const remark = repeated ? 'repeated' : shown === text ? '' : `becomes ${shown}`;
    return [
      { number, text, state: repeated ? 'repeated' : 'good', value, remark, suggestions: [] },
    ];
  });
}
