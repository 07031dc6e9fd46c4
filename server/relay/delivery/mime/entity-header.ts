/**
 * The header of a MIME entity (RFC 2045), read for its structure only, and relabelled.
 *
 * Promise: what it does not fully understand is `unknown`, never guessed: two readers may differ there.
 */
export interface EntityHeader {
  /** `text/plain`, in lower case; null where none is given. */
  readonly type: string | null;
  readonly boundary: string | null;
  /** `7bit`, `8bit`, `binary`, `quoted-printable`, `base64`, or whatever is said; null where none is. */
  readonly encoding: string | null;
  readonly isMime: boolean;
  readonly isUnknown: boolean;
}

const MOST_BOUNDARY = 200;
const BARE_LINE_END = /\r(?!\n)|(?<!\r)\n/;
const PARAMETER = /\s*;\s*([^\s=;"()]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"()]+))/y;

export function entityHeaderFrom(raw: Buffer): EntityHeader {
  const fields = fieldsOf(raw);
  const types = valuesOf(fields, 'content-type');
  const encodings = valuesOf(fields, 'content-transfer-encoding');
  const type = types[0] === undefined ? null : contentType(types[0]);
  return {
    type: type?.type ?? null,
    boundary: type?.boundary ?? null,
    encoding:
      encodings[0]
        ?.replace(/\([^()]*\)/g, '')
        .trim()
        .toLowerCase() ?? null,
    isMime: fields.some((field) => /^mime-version\s*:/i.test(field)),
    isUnknown:
      types.length > 1 ||
      encodings.length > 1 ||
      (type?.isUnknown ?? false) ||
      BARE_LINE_END.test(raw.toString('latin1')),
  };
}

/** The same header with other fields in place of the old ones of their names. */
export function relabelled(raw: Buffer, changes: ReadonlyMap<string, string>): Buffer {
  const fields = fieldsOf(raw);
  const hasEnd = fields.at(-1) === '';
  const kept = fields.filter((field) => field !== '' && !changes.has(nameOf(field)));
  const added = [...changes].map(([name, value]) => `${capitalized(name)}: ${value}`);
  const lines = [...kept, ...added].map((field) => `${field}\r\n`);
  return Buffer.from(lines.join('') + (hasEnd ? '\r\n' : ''), 'latin1');
}

/** Without their last line ends; the empty line at the end is an empty field. */
function fieldsOf(raw: Buffer): string[] {
  const text = raw.toString('latin1').replace(/\r\n$/, '');
  return text.split(/\r\n(?![ \t])/);
}

function valuesOf(fields: readonly string[], name: string): string[] {
  return fields
    .filter((field) => nameOf(field) === name)
    .map((field) =>
      field
        .slice(field.indexOf(':') + 1)
        .replace(/\r\n/g, '')
        .trim(),
    );
}

function nameOf(field: string): string {
  return (/^([!-9;-~]+)[ \t]*:/.exec(field)?.[1] ?? '').toLowerCase();
}

function capitalized(name: string): string {
  return name === 'mime-version'
    ? 'MIME-Version'
    : name.replace(/\b[a-z]/g, (c) => c.toUpperCase());
}

function contentType(value: string) {
  const type = /^[^\s;()/]+\/[^\s;()/]+/.exec(value)?.[0] ?? null;
  let boundary: string | null = null;
  let boundaries = 0;
  PARAMETER.lastIndex = type?.length ?? 0;
  let end = PARAMETER.lastIndex;
  for (let found = PARAMETER.exec(value); found; found = PARAMETER.exec(value)) {
    end = PARAMETER.lastIndex;
    const [, name = '', quoted, token] = found;
    if (!/^boundary(?:\*|$)/i.test(name)) continue;
    boundaries += 1;
    boundary = quoted?.replace(/\\(.)/g, '$1') ?? token ?? null;
    // Boundaries in pieces or in a charset (RFC 2231) are legal and met with nobody.
    if (name.includes('*') || boundary === '' || boundary!.length > MOST_BOUNDARY) boundaries += 1;
  }
  const isUnknown = type === null || boundaries > 1 || !/^[\s;]*$/.test(value.slice(end));
  return { type: type?.toLowerCase() ?? null, boundary, isUnknown };
}
