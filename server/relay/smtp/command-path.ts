/**
 * Reads the argument of MAIL FROM and RCPT TO: the path, with or without its angle brackets, and the
 * ESMTP parameters behind it (RFC 5321 4.1.2). What the path means is `shared/address`'s to say, so
 * that malformed ones, too, reach the engine as they were written.
 */
import { isUtf8 } from 'node:buffer';

export interface CommandPath {
  /** Between the angle brackets; "" for `<>`. */
  readonly path: string;
  /** Upper-case keywords; true for one without a value. */
  readonly parameters: ReadonlyMap<string, string | true>;
  /** A keyword that is there more than once. */
  readonly repeated: string | null;
}

const NO_PARAMETERS: Omit<CommandPath, 'path'> = { parameters: new Map(), repeated: null };

/** Null when the command is not `MAIL FROM:` or `RCPT TO:` at all. */
export function commandPath(verb: 'MAIL FROM' | 'RCPT TO', line: Buffer): CommandPath | null {
  // Octets that are not UTF-8 become U+FFFD, which no address may hold.
  const text = isUtf8(line) ? line.toString('utf8') : line.toString('utf8') + '\ufffd';
  const colon = text.indexOf(':');
  if (colon < 0 || text.slice(0, colon).trim().toUpperCase() !== verb) return null;
  const rest = text.slice(colon + 1).trim();
  const end = rest.startsWith('<') ? closingBracket(rest) : firstBlank(rest);
  if (end === rest.length) return { path: withoutBrackets(rest), ...NO_PARAMETERS };
  const words = rest.slice(end).trim().split(/\s+/).filter(Boolean);
  // What is no parameter belongs to the path, which is then refused for its blank.
  if (!words.every((word) => PARAMETER.test(word))) return { path: rest, ...NO_PARAMETERS };
  return { path: withoutBrackets(rest.slice(0, end)), ...parametersOf(words) };
}

/** `esmtp-param` of RFC 5321 4.1.2. */
const PARAMETER = /^[A-Za-z0-9][A-Za-z0-9-]*(?:=\S*)?$/;

/** Just behind the `>` that stands outside quotes, else the end: such a path is then refused whole. */
function closingBracket(text: string): number {
  const end = unquotedIndex(text, (character) => character === '>');
  return end < 0 ? text.length : end + 1;
}

function firstBlank(text: string): number {
  const end = unquotedIndex(text, (character) => character === ' ' || character === '\t');
  return end < 0 ? text.length : end;
}

function unquotedIndex(text: string, wanted: (character: string) => boolean): number {
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i]!;
    if (quoted && character === '\\') i += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && wanted(character)) return i;
  }
  return -1;
}

function withoutBrackets(path: string): string {
  return path.startsWith('<') && path.endsWith('>') ? path.slice(1, -1) : path;
}

function parametersOf(words: readonly string[]): Omit<CommandPath, 'path'> {
  const parameters = new Map<string, string | true>();
  let repeated: string | null = null;
  for (const word of words) {
    const equals = word.indexOf('=');
    const keyword = (equals < 0 ? word : word.slice(0, equals)).toUpperCase();
    if (parameters.has(keyword)) repeated = keyword;
    parameters.set(keyword, equals < 0 ? true : word.slice(equals + 1));
  }
  return { parameters, repeated };
}
