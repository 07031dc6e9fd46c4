/**
 * Cuts a stream into lines. A line comes whole, with its CR LF; a long one comes in pieces, so that a
 * line of any length costs no memory. No I/O.
 */
export interface Piece {
  readonly bytes: Buffer;
  /** It begins a line. */
  readonly isStart: boolean;
  /** It ends with the line's LF, or with the stream. */
  readonly isEnd: boolean;
}

/** A longer line may come in pieces. */
const LONG = 2048;
const LF = 0x0a;

export class LinePieces {
  #held: Buffer = Buffer.alloc(0);
  #isStart = true;

  *take(chunk: Buffer): Generator<Piece> {
    const bytes = this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : chunk;
    let from = 0;
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, from)) {
      yield { bytes: bytes.subarray(from, end + 1), isStart: this.#isStart, isEnd: true };
      this.#isStart = true;
      from = end + 1;
    }
    const rest = bytes.subarray(from);
    if (rest.length <= LONG) {
      this.#held = Buffer.from(rest);
      return;
    }
    // A CR at the end may be half of a line's end: it stays with what follows.
    const cut = rest.length - 1;
    this.#held = Buffer.from(rest.subarray(cut));
    const isStart = this.#isStart;
    this.#isStart = false;
    yield { bytes: rest.subarray(0, cut), isStart, isEnd: false };
  }

  *end(): Generator<Piece> {
    if (this.#held.length > 0) yield { bytes: this.#held, isStart: this.#isStart, isEnd: true };
  }
}
