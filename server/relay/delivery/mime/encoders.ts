/** Octets into seven bits, piece by piece (RFC 2045 6.7, 6.8). Lines have at most 76 characters. */
export interface Encoder {
  take(bytes: Buffer): Buffer;
  end(): Buffer;
}

const MOST_COLUMNS = 76;
/** What makes one line of base64. */
const GROUP = 57;
/** Content comes line by line: fewer, larger pieces are encoded faster. */
const AT_ONCE = 256 * GROUP;
const NOTHING = Buffer.alloc(0);
const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;
const EQUALS = 0x3d;
const DOT = 0x2e;
const HEX = Buffer.from('0123456789ABCDEF');

export class Base64 implements Encoder {
  #held: Buffer[] = [];
  #length = 0;

  take(bytes: Buffer): Buffer {
    this.#held.push(Buffer.from(bytes));
    this.#length += bytes.length;
    if (this.#length < AT_ONCE) return NOTHING;
    const all = Buffer.concat(this.#held);
    const end = all.length - (all.length % GROUP);
    this.#held = [all.subarray(end)];
    this.#length = all.length - end;
    return lines(all.subarray(0, end));
  }

  end(): Buffer {
    const last = lines(Buffer.concat(this.#held));
    // The line end before a boundary is the boundary's.
    return last.subarray(0, Math.max(0, last.length - 2));
  }
}

function lines(bytes: Buffer): Buffer {
  const encoded: string[] = [];
  for (let at = 0; at < bytes.length; at += GROUP) {
    encoded.push(bytes.toString('base64', at, Math.min(at + GROUP, bytes.length)), '\r\n');
  }
  return Buffer.from(encoded.join(''), 'latin1');
}

/** Text: its line ends stay line ends. */
export class QuotedPrintable implements Encoder {
  #column = 0;
  /** A blank that may turn out to stand at the end of its line, or a CR that may be half of a line end. */
  #held: number | null = null;
  #out: Buffer = Buffer.alloc(0);
  #length = 0;

  take(bytes: Buffer): Buffer {
    // Each octet becomes three at most, and a soft line end comes after 72 or more of them.
    this.#out = Buffer.allocUnsafe((bytes.length + 1) * 4 + 8);
    this.#length = 0;
    for (const octet of bytes) {
      const isEasy = this.#held === null && this.#column > 0 && this.#column < MOST_COLUMNS - 1;
      if (isEasy && isPlain(octet)) this.#put(octet);
      else this.#take(octet);
    }
    return this.#out.subarray(0, this.#length);
  }

  end(): Buffer {
    this.#out = Buffer.allocUnsafe(16);
    this.#length = 0;
    if (this.#held !== null) this.#quote(this.#held);
    this.#held = null;
    return this.#out.subarray(0, this.#length);
  }

  #take(octet: number): void {
    const held = this.#held;
    this.#held = null;
    if (held === CR) {
      if (octet === LF) return this.#lineEnd();
      this.#quote(CR);
    } else if (held !== null) {
      if (octet === CR) this.#quote(held);
      else this.#plain(held);
    }
    if (octet === CR || octet === SPACE || octet === TAB) this.#held = octet;
    else if (isPlain(octet)) this.#plain(octet);
    else this.#quote(octet);
  }

  #plain(octet: number): void {
    this.#makeRoom(1);
    // A dot at the beginning of a line is what transports get wrong.
    if (this.#column === 0 && octet === DOT) return this.#quote(octet);
    this.#put(octet);
  }

  #quote(octet: number): void {
    this.#makeRoom(3);
    this.#put(EQUALS);
    this.#put(HEX[octet >> 4]!);
    this.#put(HEX[octet & 15]!);
  }

  /** One column is kept for the `=` of a soft line end. */
  #makeRoom(columns: number): void {
    if (this.#column + columns < MOST_COLUMNS) return;
    this.#put(EQUALS);
    this.#lineEnd();
  }

  #lineEnd(): void {
    this.#put(CR);
    this.#put(LF);
    this.#column = 0;
  }

  #put(octet: number): void {
    this.#out[this.#length] = octet;
    this.#length += 1;
    this.#column += 1;
  }
}

function isPlain(octet: number): boolean {
  return octet > SPACE && octet < 0x7f && octet !== EQUALS;
}
