/**
 * Reads the message as it streams in. A bare LF counts as a line end and leaves as CRLF; a bare CR or
 * a NUL is refused, because mail systems disagree about where such a line ends (CVE-2023-51764 and its
 * kin); a message with too many Received fields goes round in a loop (RFC 5321 6.3).
 *
 * Promise: what it returns holds only CRLF line ends, whatever the size of the chunks it was given.
 */
import type { Reply } from '../../../shared/engine/decision.js';
import { REPLIES } from '../../../shared/smtp/replies.js';
import type { Limits } from './front.js';

const CR = 13;
const LF = 10;
const RECEIVED = 'received:';

export class MessageReader {
  readonly #limits: Limits;
  #octets = 0;
  #hops = 0;
  /** The last octet was a CR whose LF has not come yet. */
  #pendingCr = false;
  #inHeader = true;
  /** The beginning of the current line, as far as it takes to know a Received field. */
  #lineStart = '';
  #problem: Reply | null = null;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** The chunk with its line ends made CRLF. */
  read(chunk: Buffer): Buffer {
    this.#octets += chunk.length;
    if (this.#octets > this.#limits.messageSize) this.#problem ??= REPLIES.tooLarge;
    if (this.#problem) return EMPTY;
    if (chunk.length === 0) return EMPTY;
    if (this.#isPlain(chunk, 0)) return chunk;
    if (chunk.includes(0)) this.#problem ??= REPLIES.bareLineEnd;
    if (this.#problem) return EMPTY;
    const pieces: Buffer[] = [];
    let line = 0;
    let uncut = 0;
    for (let lf = chunk.indexOf(LF); lf >= 0; lf = chunk.indexOf(LF, line)) {
      const withCr = lf > 0 ? chunk[lf - 1] === CR : this.#pendingCr;
      this.#checkCrs(chunk, line, lf);
      this.#line(chunk, line, withCr && lf > 0 ? lf - 1 : lf, true);
      if (!withCr) {
        pieces.push(chunk.subarray(uncut, lf), CRLF);
        uncut = lf + 1;
      }
      line = lf + 1;
      if (pieces.length === 0 && this.#isPlain(chunk, line)) return chunk;
    }
    this.#checkCrs(chunk, line, chunk.length);
    this.#line(chunk, line, chunk.length, false);
    if (pieces.length === 0) return chunk;
    pieces.push(chunk.subarray(uncut));
    return Buffer.concat(pieces);
  }

  /** Why the message is refused; also to be asked at its end. */
  problem(): Reply | null {
    return this.#problem;
  }

  /** Body from here on, with nothing to mend or to refuse: nearly all of nearly every message. */
  #isPlain(chunk: Buffer, start: number): boolean {
    if (this.#inHeader || (start === 0 && this.#pendingCr)) return false;
    if (ODD.test(chunk.toString('latin1', start))) return false;
    this.#pendingCr = false;
    return true;
  }

  /** A CR counts only right before a LF. `end` is a LF, or the end of the chunk. */
  #checkCrs(chunk: Buffer, start: number, end: number): void {
    if (this.#pendingCr && start === 0 && end > 0 && chunk[0] !== LF)
      this.#problem ??= REPLIES.bareLineEnd;
    const cr = chunk.subarray(start, end).indexOf(CR);
    if (cr >= 0 && cr < end - start - 1) this.#problem ??= REPLIES.bareLineEnd;
    this.#pendingCr = end === chunk.length && end > start && chunk[end - 1] === CR;
  }

  #line(chunk: Buffer, start: number, end: number, ends: boolean): void {
    if (!this.#inHeader) return;
    const room = RECEIVED.length - this.#lineStart.length;
    if (room > 0) this.#lineStart += chunk.toString('latin1', start, Math.min(end, start + room));
    if (!ends) return;
    const text = this.#lineStart.replace(/\r$/, '');
    if (text === '') this.#inHeader = false;
    else if (text.toLowerCase() === RECEIVED && (this.#hops += 1) >= this.#limits.hops) {
      this.#problem ??= REPLIES.hopLimit;
    }
    this.#lineStart = '';
  }
}

/** A NUL, a CR without its LF, a LF without its CR. */
const ODD = /\0|\r(?!\n)|(?<!\r)\n/;
const CRLF = Buffer.from('\r\n');
const EMPTY = Buffer.alloc(0);
