/** Objects that PowerShell has written, as JSON or as CSV. */
import Papa from 'papaparse';

export type ExportedRecord = Readonly<Record<string, unknown>>;

/** Null when the text is neither. */
export function recordsOf(text: string): readonly ExportedRecord[] | null {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  return /^[[{]/.test(trimmed) ? fromJson(trimmed) : fromCsv(trimmed);
}

function fromJson(text: string): readonly ExportedRecord[] | null {
  try {
    const value: unknown = JSON.parse(text);
    const list = Array.isArray(value) ? value : [value];
    return list.filter((each): each is ExportedRecord => typeof each === 'object' && each !== null);
  } catch {
    return null;
  }
}

function fromCsv(text: string): readonly ExportedRecord[] | null {
  // `Export-Csv` of Windows PowerShell says the type first.
  const body = text.replace(/^#TYPE .*\r?\n/, '');
  const { data, meta } = Papa.parse<Record<string, string>>(body, {
    header: true,
    skipEmptyLines: true,
  });
  return (meta.fields?.length ?? 0) > 1 ? data : null;
}

/** A value as one text or several: arrays, `{a, b}`, and objects that say their text in `Expression`, `Domain` or `Address`. */
export function textsOf(value: unknown): readonly string[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value === 'object') {
    const { Expression, Domain, Address, value: inner } = value as Record<string, unknown>;
    return textsOf(Expression ?? Domain ?? Address ?? inner);
  }
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).trim();
  const listed = /^\{(.*)\}$/.exec(text)?.[1];
  return listed === undefined ? [text] : listed.split(/,\s*/);
}
