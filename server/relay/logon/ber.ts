/** Elements of BER (X.690 8.1), as far as LDAP uses them: tags of one octet, definite lengths. */
export interface BerElement {
  readonly tag: number;
  /** Where the content begins and ends. */
  readonly from: number;
  readonly to: number;
}

/**
 * The head of the element at `at`: the element, which may end behind the octets that are there; `more`
 * where the head itself is not all there; null where it is none.
 */
export function headAt(bytes: Buffer, at: number): BerElement | 'more' | null {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag !== undefined && (tag & 0x1f) === 0x1f) return null;
  if (tag === undefined || first === undefined) return 'more';
  if (first < 0x80) return { tag, from: at + 2, to: at + 2 + first };
  const octets = first - 0x80;
  if (octets === 0 || octets > 4) return null;
  const from = at + 2 + octets;
  if (bytes.length < from) return 'more';
  return { tag, from, to: from + bytes.readUIntBE(at + 2, octets) };
}

/** The elements that fill the octets from `from` to `to`; null where they do not. */
export function elementsIn(
  bytes: Buffer,
  { from, to }: Pick<BerElement, 'from' | 'to'>,
): BerElement[] | null {
  const elements: BerElement[] = [];
  for (let at = from; at < to;) {
    const element = headAt(bytes, at);
    if (element === null || element === 'more' || element.to > to) return null;
    elements.push(element);
    at = element.to;
  }
  return elements;
}

/** An element with the long form of lengths. */
export function berElement(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const head = Buffer.alloc(6);
  head.writeUInt8(tag, 0);
  head.writeUInt8(0x84, 1);
  head.writeUInt32BE(content.length, 2);
  return Buffer.concat([head, content]);
}
