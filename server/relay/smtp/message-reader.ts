/**
 * Reads the octets after DATA as they come: finds the end of the message, undoes dot-stuffing, and makes
 * every line end CRLF, in one pass and without a copy where nothing has to change.
 *
 * Only CR LF . CR LF ends a message. A bare LF counts as a line end and leaves as CRLF, but ends nothing;
 * a bare CR or a NUL is refused, because mail systems disagree about where such a line ends
 * (CVE-2023-51764 and its kin); a message with too many Received fields goes round in a loop
 * (RFC 5321 4.5.2, 6.3).
 *
 * Promise: what it returns holds only CRLF line ends, whatever the size of the chunks it was given.
 */
import type { Reply } from '../../../shared/engine/decision.js';
import { LIMIT_REPLIES, REPLIES } from '../../../shared/smtp/replies.js';
import type { Limits } from './front.js';

const CR = 13;
const LF = 10;
const TAB = 9;
const BLANK = 32;
const DOT = 46;
const COLON = 58;
/** Octets of a line (RFC 5322 2.1.1): a field has its colon before that. */
const MOST_LINE = 998;
const RECEIVED = 'received:';
const CRLF = Buffer.from('\r\n');
const EMPTY = Buffer.alloc(0);

/** What came right before the next octet. */
type Place = 'inside a line' | 'after CRLF' | 'after bare LF';

/** What is looked at here. */
export type ReaderLimits = Pick<Limits, 'messageSize' | 'headerSize' | 'hops'>;

/** What a dot at the beginning of a line is; `unsaid`: the octets that say it have not come. */
type Dot = 'unsaid' | 'end' | 'stuffing' | 'content';

export class MessageReader {
  readonly #limits: ReaderLimits;
  #octets = 0;
  /** Of the header; null once it has ended, be it by a line that is no field. */
  #headerOctets: number | null = 0;
  /** Of the current line, as long as no colon has come in it. */
  #withoutColon: number | null = 0;
  #hops = 0;
  #place: Place = 'after CRLF';
  /** The beginning of a line end or of the end of data, at most two octets: what it is will be seen. */
  #carried: Buffer = EMPTY;
  #inHeader = true;
  /** The beginning of the current line, as far as it takes to know a Received field. */
  #lineStart = '';
  #problem: Reply | null = null;
  #rest: Buffer | null = null;

  constructor(limits: ReaderLimits) {
    this.#limits = limits;
  }

  /** What came after the end of the message; null while that has not been found. */
  get rest(): Buffer | null {
    return this.#rest;
  }

  /** Why the message is refused; also to be asked at its end. */
  get problem(): Reply | null {
    return this.#problem;
  }

  /** The next part of the message; empty once there is a problem. Not to be called after the end. */
  read(chunk: Buffer): Buffer {
    const data = this.#carried.length > 0 ? Buffer.concat([this.#carried, chunk]) : chunk;
    this.#carried = EMPTY;
    const pieces: Buffer[] = [];
    const end = data.length;
    let at = 0;
    let from = 0; // the first octet that is not in `pieces`
    let line = 0; // where the current line begins in `data`
    while (at < end) {
      if (this.#place !== 'inside a line' && data[at] === DOT) {
        const dot = this.#dot(data, at);
        if (dot === 'unsaid') break;
        if (dot === 'end') {
          this.#rest = data.subarray(at + 3);
          return this.#give(data, pieces, from, at);
        }
        if (dot === 'stuffing') {
          if (at > from) pieces.push(data.subarray(from, at));
          from = at + 1;
          line = from;
        }
        at += 1;
      }
      this.#place = 'inside a line';
      while (at < end && data[at]! > CR) at += 1;
      if (at === end) break;
      const octet = data[at];
      if (octet === LF) {
        this.#endLine(data, line, at, 'after bare LF');
        pieces.push(data.subarray(from, at), CRLF);
        from = line = at += 1;
      } else if (octet !== CR) {
        if (octet === 0) this.#problem ??= REPLIES.bareLineEnd;
        at += 1;
      } else if (at + 1 === end) {
        break;
      } else if (data[at + 1] === LF) {
        this.#endLine(data, line, at, 'after CRLF');
        line = at += 2;
      } else {
        this.#problem ??= REPLIES.bareLineEnd;
        at += 1;
      }
    }
    if (this.#inHeader) this.#noteLineStart(data, line, at);
    if (at < end) this.#carried = Buffer.from(data.subarray(at));
    return this.#give(data, pieces, from, at);
  }

  #dot(data: Buffer, at: number): Dot {
    const [next, afterNext] = [data[at + 1], data[at + 2]];
    if (next === undefined) return 'unsaid';
    if (next === LF) return 'content';
    if (next !== CR) return 'stuffing';
    if (afterNext === undefined) return 'unsaid';
    return this.#place === 'after CRLF' && afterNext === LF ? 'end' : 'content';
  }

  /** `data` from `from` to `to`, after what had to be mended before it. */
  #give(data: Buffer, pieces: Buffer[], from: number, to: number): Buffer {
    const last = data.subarray(from, to);
    this.#octets += pieces.reduce((sum, { length }) => sum + length, last.length);
    if (this.#octets > this.#limits.messageSize)
      this.#problem ??= LIMIT_REPLIES['limit-message-size'];
    if (this.#problem) return EMPTY;
    return pieces.length === 0 ? last : Buffer.concat([...pieces, last]);
  }

  #endLine(data: Buffer, line: number, end: number, place: Place): void {
    this.#place = place;
    if (!this.#inHeader) return;
    this.#noteLineStart(data, line, end);
    if (this.#lineStart === '') this.#inHeader = false;
    else if (this.#lineStart.toLowerCase() === RECEIVED && ++this.#hops >= this.#limits.hops) {
      this.#problem ??= REPLIES.hopLimit;
    }
    if (this.#withoutColon !== null) this.#headerOctets = null;
    this.#countHeader(CRLF.length);
    this.#lineStart = '';
    this.#withoutColon = 0;
  }

  /** Every octet of the header passes here once. */
  #noteLineStart(data: Buffer, line: number, end: number): void {
    if (this.#withoutColon !== null) this.#lookForColon(data.subarray(line, end));
    this.#countHeader(end - line);
    const room = RECEIVED.length - this.#lineStart.length;
    if (room > 0) this.#lineStart += data.toString('latin1', line, Math.min(end, line + room));
  }

  /** A line that is neither a field nor goes on with one ends the header, or there was none. */
  #lookForColon(part: Buffer): void {
    const before = this.#withoutColon!;
    const colon = part.indexOf(COLON);
    const end = before + (colon < 0 ? part.length : colon);
    const goesOn = before === 0 && (part[0] === BLANK || part[0] === TAB);
    if (end > MOST_LINE && !goesOn) this.#headerOctets = null;
    this.#withoutColon = colon < 0 && !goesOn ? end : null;
  }

  #countHeader(octets: number): void {
    if (this.#headerOctets === null) return;
    this.#headerOctets += octets;
    if (this.#headerOctets > this.#limits.headerSize) {
      this.#problem ??= LIMIT_REPLIES['limit-header'];
    }
  }
}
