/**
 * The relay list of IIS SMTP and of Exchange 2000 and 2003: the octets of `RelayIpList` as scripts print
 * them (numbers, hexadecimal, or quads), or its entries as text, `address, mask` each.
 *
 * The octets: a header of six numbers (where the deny list, the grant list and the two lists of names
 * begin, flags, size), then each list: how many masks, how many addresses, and for each mask where its
 * addresses lie; these begin with the mask itself. Numbers are 32 bits, least significant octet first.
 *
 * The list has two meanings: "Only the list below" permits, "All except the list below" refuses.
 */
import { Sheet, type Imported } from './imported.js';

const HEADER = 24;
const ENTRY = 20;
const OFFSET = 0x7fff_ffff;
/** An offset carries this bit. */
const FIRST_WORD = 0x8000_0018;

export function readRelayList(text: string): Imported {
  const octets = octetsOf(text);
  return octets ? fromOctets(octets) : fromLines(text);
}

/** True for what can only be such a list. */
export function isRelayList(text: string): boolean {
  return octetsOf(text) !== null || /(?:only|all except) the list below/i.test(text);
}

function fromOctets(octets: Uint8Array): Imported {
  const sheet = new Sheet();
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const word = (at: number) => (at + 4 <= octets.length ? view.getUint32(at, true) : 0);
  const most = Math.floor(octets.length / 4);
  const denied = networksAt(word, word(0) & OFFSET, most);
  const granted = networksAt(word, word(4) & OFFSET, most);
  const names = word(word(8) & OFFSET) + word(word(12) & OFFSET);
  for (const network of granted) sheet.permit(`Only the list below: ${network}`, network);
  for (const network of denied) sheet.refuse(`All except the list below: ${network}`, network);
  if (denied.length > 0) sheet.leave('All except the list below', EVERYBODY_ELSE);
  if (names > 0) {
    sheet.leave(
      `${names} ${names === 1 ? 'entry' : 'entries'} by domain name`,
      'Gatepost permits by address: a name is only what the peer’s own DNS says.',
    );
  }
  if (granted.length + denied.length + names === 0) {
    sheet.note('Only the list below, without entries', 'nobody relays by address');
  }
  return sheet.done();
}

const EVERYBODY_ELSE =
  'Everybody else could relay there: an open relay. Here nobody does until an address is permitted.';

/** Addresses of one list, with their masks: at most `most`, whatever the counts in it say. */
function networksAt(word: (at: number) => number, list: number, most: number): readonly string[] {
  const networks: string[] = [];
  if (list < HEADER) return networks;
  const masks = Math.min(word(list), most);
  for (let i = 0; i < masks; i += 1) {
    const entry = list + 8 + i * ENTRY;
    const count = Math.min(word(entry + 4), most - networks.length);
    const at = word(entry + 16) & OFFSET;
    const mask = quad(word(at));
    for (let n = 1; n < count; n += 1) networks.push(`${quad(word(at + 4 * n))}/${mask}`);
  }
  return networks.map((text) => text.replace('/', ' '));
}

/** Least significant octet first, as it lies in memory. */
function quad(word: number): string {
  return [0, 8, 16, 24].map((shift) => (word >>> shift) & 255).join('.');
}

function fromLines(text: string): Imported {
  const sheet = new Sheet();
  const exceptList = /all except the list below/i.test(text);
  const onlyList = /only the list below/i.test(text);
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim().replace(/^["']|["']$/g, '');
    if (
      trimmed === '' ||
      /^(?:=+|-+|#.*|.*the list below.*|current settings|computer\(s\).*)$/i.test(trimmed)
    )
      continue;
    if (!/^\d/.test(trimmed)) {
      sheet.leave(line, 'It is not an address: Gatepost permits by address.');
    } else if (exceptList && !onlyList) {
      sheet.refuse(line, trimmed);
    } else {
      sheet.permit(line, trimmed);
    }
  }
  if (exceptList && !onlyList) sheet.leave('All except the list below', EVERYBODY_ELSE);
  return sheet.done();
}

/** Null when the text is not the octets of a list. */
function octetsOf(text: string): Uint8Array | null {
  const hexadecimal = text.replace(/\s|0x|,/gi, '');
  const octets = /^18000080[0-9a-f]+$/i.test(hexadecimal)
    ? hexadecimal.match(/../g)!.map((pair) => Number.parseInt(pair, 16))
    : (text.match(/\d+/g) ?? []).map(Number);
  if (octets.length < HEADER || octets.some((octet) => octet > 255)) return null;
  const bytes = Uint8Array.from(octets);
  const first = new DataView(bytes.buffer).getUint32(0, true);
  return first === FIRST_WORD ? bytes : null;
}
