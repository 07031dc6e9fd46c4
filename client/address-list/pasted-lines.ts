/** Pasted lines, each read on its own: good, repeated, or to correct. */
import { readEntry, shownValue, type EntryKind } from './entry.js';

export interface PastedLine {
  readonly number: number;
  readonly text: string;
  readonly state: 'good' | 'repeated' | 'wrong';
  /** Stored form of a good or repeated line. */
  readonly value: string;
  /** What stands behind the address in a line of CSV. */
  readonly note: string;
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
    const { read, note } = readFields(kind, text);
    if (!read.ok) {
      const { message, suggestions } = read;
      return [{ number, text, state: 'wrong', value: '', note, remark: message, suggestions }];
    }
    const { value } = read;
    const repeated = seen.has(value);
    seen.add(value);
    const shown = shownValue(kind, value);
    const becomes = shown === text ? '' : `becomes ${shown}${note === '' ? '' : `, ${note}`}`;
    const remark = repeated ? 'repeated' : becomes;
    const state = repeated ? 'repeated' : 'good';
    return [{ number, text, state, value, note, remark, suggestions: [] }];
  });
}

/** The whole line, or else its first two fields, or its first one, with a note behind: `10.1.0.0/16,printers`. */
function readFields(kind: EntryKind, text: string) {
  const whole = readEntry(kind, text);
  if (whole.ok) return { read: whole, note: '' };
  const fields = text.split(/[,;\t]/).map((field) => field.trim().replace(/^"(.*)"$/, '$1'));
  for (const count of [2, 1]) {
    const read = readEntry(kind, fields.slice(0, count).join(','));
    const note = fields
      .slice(count)
      .filter((field) => field !== '')
      .join(', ');
    if (read.ok && fields.length > count) return { read, note };
  }
  return { read: whole, note: '' };
}
