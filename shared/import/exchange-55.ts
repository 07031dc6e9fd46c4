/**
 * Exchange 5.5's Internet Mail Service as its registry has it (KB Q193922): `RelayFlags` and three lists, of
 * a `.reg` file (both versions) or the output of `reg query`.
 */
import { Sheet, type Imported } from './imported.js';

/** Bits of `RelayFlags`: which restrictions are in force. */
const FLAGS = { deny: 1, allow: 2, local: 4, authenticated: 8 } as const;

export function isExchange55(text: string): boolean {
  return /\bRelayFlags\b|\bRelay(?:Allow|Deny|LocalIP)List\b/.test(text);
}

export function readExchange55(text: string): Imported {
  const sheet = new Sheet();
  const values = valuesOf(text);
  const flags = numberOf(values.get('RelayFlags'));
  const inForce = (bit: number) => flags === null || (flags & bit) !== 0;
  if (flags !== null) readFlags(sheet, flags);
  const lists = [
    ['RelayAllowList', FLAGS.allow, (line: string, entry: string) => sheet.permit(line, entry)],
    ['RelayDenyList', FLAGS.deny, (line: string, entry: string) => sheet.refuse(line, entry)],
    ['RelayLocalIPList', FLAGS.local, (line: string, entry: string) => sheet.internal(line, entry)],
  ] as const;
  for (const [name, bit, take] of lists) {
    for (const entry of linesOf(values.get(name))) {
      const line = `${name}: ${entry}`;
      if (inForce(bit)) take(line, entryText(entry));
      else sheet.leave(line, 'The list was kept, but not in force (RelayFlags).');
    }
  }
  return sheet.done();
}

function readFlags(sheet: Sheet, flags: number): void {
  const line = `RelayFlags = ${flags}`;
  if (flags === 0) {
    sheet.leave(line, 'No restriction: everybody relayed there. Here nobody does.');
    return;
  }
  sheet.authenticated(line, (flags & FLAGS.authenticated) !== 0);
  if ((flags & ~FLAGS.deny) === 0) {
    sheet.leave(line, 'Everybody but the deny list relayed there. Here nobody does.');
  }
}

/** `net;mask`; without a mask one host. */
function entryText(entry: string): string {
  return entry.replace(';', ' ').trim();
}

/** By name, what stands behind it; lines that go on are joined. */
function valuesOf(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const joined = text.replace(/\\\r?\n\s*/g, '');
  for (const line of joined.split(/\r?\n/)) {
    const file = /^\s*"(\w+)"\s*=\s*(.*)$/.exec(line);
    const query = /^\s*(\w+)\s+(REG_\w+)\s+(.*)$/.exec(line);
    if (file) values.set(file[1]!, file[2]!.trim());
    else if (query) values.set(query[1]!, query[3]!.trim());
  }
  return values;
}

function numberOf(value: string | undefined): number | null {
  if (value === undefined) return null;
  const hexadecimal = /^(?:dword:|0x)([0-9a-f]+)$/i.exec(value)?.[1];
  const number = hexadecimal === undefined ? Number(value) : Number.parseInt(hexadecimal, 16);
  return Number.isInteger(number) ? number : null;
}

/** Lines of a REG_MULTI_SZ: octets (`hex(7):`, of one or two each) or, from `reg query`, with \0 between. */
function linesOf(value: string | undefined): readonly string[] {
  if (value === undefined) return [];
  const octets = /^hex\(7\):(.*)$/i.exec(value)?.[1];
  const text = octets === undefined ? value.replace(/^"|"$/g, '') : textOf(octets);
  return text
    .split(/\0|\\0/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function textOf(octets: string): string {
  const bytes = octets.split(',').map((each) => Number.parseInt(each, 16) || 0);
  // Two octets a character since Windows 2000: then every second one is 0.
  const wide = bytes.length > 2 && bytes.every((byte, i) => i % 2 === 0 || byte === 0);
  const characters = wide ? bytes.filter((_, i) => i % 2 === 0) : bytes;
  return String.fromCharCode(...characters);
}
