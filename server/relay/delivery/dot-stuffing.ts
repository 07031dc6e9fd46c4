/**
 * Makes a message fit for DATA (RFC 5321 4.5.2).
 *
 * Promise: what comes out ends with CR LF and holds no line of only a dot, whatever a server takes for
 * the end of a line: a dot after a bare LF or a bare CR is doubled too, so nothing can be smuggled.
 */
const DOT = Buffer.from('.');
const CR = 0x0d;
const LF = 0x0a;

export class DotStuffing {
  #before = LF;
  #beforeThat = CR;

  take(chunk: Buffer): Buffer {
    const parts: Buffer[] = [];
    let from = 0;
    for (let at = chunk.indexOf(DOT); at >= 0; at = chunk.indexOf(DOT, at + 1)) {
      const before = at === 0 ? this.#before : chunk[at - 1]!;
      if (before !== LF && before !== CR) continue;
      parts.push(chunk.subarray(from, at), DOT);
      from = at;
    }
    if (chunk.length > 0) {
      this.#beforeThat = chunk.length > 1 ? chunk[chunk.length - 2]! : this.#before;
      this.#before = chunk[chunk.length - 1]!;
    }
    if (from === 0 && parts.length === 0) return chunk;
    parts.push(chunk.subarray(from));
    return Buffer.concat(parts);
  }

  /** The end of data, on a line of its own. */
  end(): Buffer {
    const onNewLine = this.#before === LF && this.#beforeThat === CR;
    return Buffer.from(onNewLine ? '.\r\n' : '\r\n.\r\n');
  }
}
