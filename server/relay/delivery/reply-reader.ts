/**
 * Reads the replies of a next hop out of whatever pieces they come in (RFC 5321 4.2). No I/O.
 *
 * Promise: a hostile next hop can make it throw, never grow: lines, lines of a reply and replies
 * that nobody has asked for yet are bounded.
 */
export interface HopReply {
  readonly code: number;
  /** Without code; one for each line. */
  readonly lines: readonly string[];
}

/** A next hop that does not speak SMTP. */
export class ProtocolFault extends Error {
  override name = 'ProtocolFault';
}

const MOST_LINE = 2048;
const MOST_LINES = 128;
const MOST_UNREAD = 256;
const LF = 0x0a;

export class ReplyReader {
  #line: Buffer[] = [];
  #lineLength = 0;
  #lines: string[] = [];
  readonly #replies: HopReply[] = [];

  /** Whether there is anything that has not been taken: a reply or a piece of one. */
  get isEmpty(): boolean {
    return this.#replies.length === 0 && this.#lines.length === 0 && this.#lineLength === 0;
  }

  get hasReply(): boolean {
    return this.#replies.length > 0;
  }

  take(): HopReply | undefined {
    return this.#replies.shift();
  }

  /** Throws a `ProtocolFault` at the first thing that is no reply. */
  push(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, from)) {
      this.#gather(chunk.subarray(from, end));
      from = end + 1;
      const line = Buffer.concat(this.#line).toString('utf8').replace(/\r$/, '');
      this.#line = [];
      this.#lineLength = 0;
      this.#takeLine(line);
    }
    if (from < chunk.length) this.#gather(Buffer.from(chunk.subarray(from)));
  }

  #gather(piece: Buffer): void {
    this.#lineLength += piece.length;
    if (this.#lineLength > MOST_LINE) throw new ProtocolFault('a reply line is too long');
    this.#line.push(piece);
  }

  #takeLine(line: string): void {
    const parts = /^([2-5]\d\d)(?:([ -])(.*))?$/s.exec(line);
    if (!parts) throw new ProtocolFault('a line is not an SMTP reply');
    this.#lines.push(parts[3] ?? '');
    if (this.#lines.length > MOST_LINES) throw new ProtocolFault('a reply has too many lines');
    if (parts[2] === '-') return;
    this.#replies.push({ code: Number(parts[1]), lines: this.#lines });
    this.#lines = [];
    if (this.#replies.length > MOST_UNREAD) throw new ProtocolFault('too many replies');
  }
}

/** `550 5.1.1 first line second line`. */
export function hopReplyToText({ code, lines }: HopReply): string {
  return `${code} ${lines.join(' ')}`;
}

/** As it came, `250-first line` and `250 last line`, with line ends between. */
export function hopReplyLines({ code, lines }: HopReply): string {
  return lines.map((line, i) => `${code}${i < lines.length - 1 ? '-' : ' '}${line}`).join('\n');
}
