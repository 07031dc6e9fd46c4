/**
 * Reads the structure of a message (RFC 2045, 2046) as it comes by. No I/O.
 *
 * Promise: what it hands on, put together, is the message byte for byte; it keeps one header and one
 * line at a time, and gives up where a message has more parts or deeper nesting than any mail.
 */
import { entityHeaderFrom, type EntityHeader } from './entity-header.js';
import { LinePieces, type Piece } from './line-pieces.js';

export interface Entity extends EntityHeader {
  /** In the order of the message, from 0, which is the message itself. */
  readonly index: number;
  readonly kind: 'leaf' | 'multipart' | 'message';
  /** It is a message of its own, not a part. */
  readonly isMessage: boolean;
  /** Inside multipart/signed or multipart/encrypted: no octet of it may change. */
  readonly isSealed: boolean;
}

export interface StructureReader {
  /** The header with the empty line after it. */
  header(entity: Entity, raw: Buffer): void;
  /** A piece of a leaf's content. */
  content(entity: Entity, bytes: Buffer): void;
  /** The leaf's content has ended. */
  contentEnd(entity: Entity): void;
  /** A boundary, with the line end before it. */
  boundary(bytes: Buffer): void;
  /** What stands before the first part of a multipart and after the last: read by nobody. */
  filler(entity: Entity, bytes: Buffer): void;
}

/** The message cannot be read with certainty. */
export class StructureFault extends Error {
  override name = 'StructureFault';
}

const MOST_HEADER = 1024 * 1024;
const MOST_ENTITIES = 10_000;
const MOST_DEPTH = 100;
const MOST_BOUNDARY_LINE = 300;
const LINE_ENDS = ['', '\n', '\r\n'].map((text) => Buffer.from(text));
const NOTHING = LINE_ENDS[0]!;
const DASH = 0x2d;
const BLANK = new Set(Buffer.from(' \t\r\n'));

interface Frame {
  readonly entity: Entity;
  readonly boundary: string;
}

type Place = 'header' | 'content' | 'filler';

export class Structure {
  readonly #reader: StructureReader;
  readonly #pieces = new LinePieces();
  readonly #frames: Frame[] = [];
  /** Of each boundary, how deep the innermost frame is that has it. */
  #depths: ReadonlyMap<string, number> = new Map();
  #place: Place = 'header';
  #header: Buffer[] = [];
  #headerLength = 0;
  #count = 0;
  #entity: Entity | null = null;
  /** What the entity to come stands in. */
  #parent: Entity | null = null;
  /** The end of the last line: a boundary's, if one follows. */
  #lineEnd = NOTHING;

  constructor(reader: StructureReader) {
    this.#reader = reader;
  }

  take(chunk: Buffer): void {
    for (const piece of this.#pieces.take(chunk)) this.#takePiece(piece);
  }

  end(): void {
    for (const piece of this.#pieces.end()) this.#takePiece(piece);
    if (this.#place === 'header') this.#endHeader();
    this.#hand(this.#takeLineEnd());
    this.#endContent();
  }

  #takePiece(piece: Piece): void {
    const { bytes, isStart, isEnd } = piece;
    if (isStart && isEnd && bytes[0] === DASH && bytes[1] === DASH) {
      const found = this.#boundaryIn(bytes);
      if (found) return this.#takeBoundary(bytes, found);
    }
    if (this.#place === 'header') return this.#takeHeader(piece);
    this.#hand(this.#takeLineEnd());
    const end = isEnd ? lineEndOf(bytes) : 0;
    this.#lineEnd = LINE_ENDS[end]!;
    this.#hand(bytes.subarray(0, bytes.length - end));
  }

  #takeHeader({ bytes, isStart, isEnd }: Piece): void {
    this.#header.push(Buffer.from(bytes));
    this.#headerLength += bytes.length;
    if (this.#headerLength > MOST_HEADER) throw new StructureFault('a header is too long');
    if (isStart && isEnd && bytes.length === lineEndOf(bytes)) this.#endHeader();
  }

  #endHeader(): void {
    const raw = Buffer.concat(this.#header);
    this.#header = [];
    this.#headerLength = 0;
    const entity = this.#entityOf(entityHeaderFrom(raw));
    this.#reader.header(entity, raw);
    this.#entity = entity;
    if (entity.kind === 'message') {
      this.#parent = entity;
    } else if (entity.kind === 'multipart') {
      if (this.#frames.length >= MOST_DEPTH) throw new StructureFault('it is nested too deeply');
      this.#cutFrames(this.#frames.push({ entity, boundary: entity.boundary! }));
      this.#place = 'filler';
    } else {
      this.#place = 'content';
    }
  }

  #entityOf(header: EntityHeader): Entity {
    const index = this.#count;
    this.#count += 1;
    if (this.#count > MOST_ENTITIES) throw new StructureFault('it has too many parts');
    const parent = this.#parent;
    const type = header.type ?? (parent?.type === 'multipart/digest' ? 'message/rfc822' : null);
    const isPlain = header.encoding === null || /^(?:7bit|8bit|binary)$/.test(header.encoding);
    let kind: Entity['kind'] = 'leaf';
    if (isPlain && !header.isUnknown) {
      if (type === 'message/rfc822') kind = 'message';
      else if (type?.startsWith('multipart/') && header.boundary !== null) kind = 'multipart';
    }
    const isMessage = parent === null || parent.kind === 'message';
    const isSealed =
      (parent?.isSealed ?? false) || /^multipart\/(?:signed|encrypted)$/.test(type ?? '');
    return { ...header, type, index, kind, isMessage, isSealed };
  }

  #boundaryIn(line: Buffer): { depth: number; isClosing: boolean } | null {
    if (this.#frames.length === 0 || line.length > MOST_BOUNDARY_LINE) return null;
    let end = line.length;
    // RFC 2046 5.1.1: blanks may have been added on the way.
    while (BLANK.has(line[end - 1]!)) end -= 1;
    const text = line.toString('latin1', 2, end);
    const opening = this.#depths.get(text);
    if (opening !== undefined) return { depth: opening, isClosing: false };
    const closing = text.endsWith('--') ? this.#depths.get(text.slice(0, -2)) : undefined;
    return closing === undefined ? null : { depth: closing, isClosing: true };
  }

  #cutFrames(length: number): void {
    this.#frames.length = length;
    this.#depths = new Map(this.#frames.map(({ boundary }, depth) => [boundary, depth]));
  }

  #takeBoundary(line: Buffer, { depth, isClosing }: { depth: number; isClosing: boolean }): void {
    // A header that a boundary ends has no content.
    if (this.#place === 'header') this.#endHeader();
    this.#endContent();
    this.#reader.boundary(Buffer.concat([this.#takeLineEnd(), line]));
    const { entity } = this.#frames[depth]!;
    this.#cutFrames(isClosing ? depth : depth + 1);
    this.#entity = entity;
    this.#parent = entity;
    this.#place = isClosing ? 'filler' : 'header';
  }

  #endContent(): void {
    if (this.#place === 'content') this.#reader.contentEnd(this.#entity!);
    this.#place = 'filler';
  }

  #takeLineEnd(): Buffer {
    const lineEnd = this.#lineEnd;
    this.#lineEnd = NOTHING;
    return lineEnd;
  }

  #hand(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (this.#place === 'content') this.#reader.content(this.#entity!, bytes);
    else this.#reader.filler(this.#entity!, bytes);
  }
}

function lineEndOf(line: Buffer): number {
  if (line.at(-1) !== 0x0a) return 0;
  return line.at(-2) === 0x0d ? 2 : 1;
}
