/** What needs more than seven bits. */
import { isAscii } from 'node:buffer';

const HEADER_END = Buffer.from('\r\n\r\n');

/** Notes, chunk by chunk, whether a message or its header holds octets above 127. */
export class OctetClass {
  eightBit = false;
  headerEightBit = false;
  #inHeader = true;
  #tail: Buffer = Buffer.alloc(0);

  take(chunk: Buffer): void {
    if (this.#inHeader) this.#takeHeader(chunk);
    if (!this.eightBit && !isAscii(chunk)) this.eightBit = true;
  }

  #takeHeader(chunk: Buffer): void {
    const text = Buffer.concat([this.#tail, chunk]);
    const end = text.indexOf(HEADER_END);
    const header = end < 0 ? text : text.subarray(0, end);
    if (!isAscii(header)) this.headerEightBit = true;
    this.#inHeader = end < 0;
    this.#tail = Buffer.from(text.subarray(Math.max(0, text.length - HEADER_END.length + 1)));
  }
}

export function isAsciiText(text: string): boolean {
  return /^[\u0000-\u007f]*$/.test(text);
}
