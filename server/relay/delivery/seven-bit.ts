/**
 * A message for a server without 8BITMIME (RFC 6152 3): its parts with octets above 127 are encoded in
 * quoted-printable or base64, everything else stays as it is.
 *
 * Promise: what comes out is ASCII, and a reader shows the same. Nothing inside multipart/signed or
 * multipart/encrypted changes. Where that cannot be had (a header that is not ASCII, a structure that
 * cannot be read with certainty) there is no such message. The message is read twice, in pieces: a
 * large one costs time, not memory.
 * Known weakness: a DKIM signature over the body does not survive, as with every MTA that converts.
 */
import { isAscii } from 'node:buffer';
import type { Job } from '../queue/courier.js';
import { relabelled } from './mime/entity-header.js';
import { Base64, QuotedPrintable, type Encoder } from './mime/encoders.js';
import { Structure, StructureFault, type Entity, type StructureReader } from './mime/structure.js';

type Body = Job['body'];
type SevenBit = Pick<Job, 'body' | 'size'>;
type Encoding = 'quoted-printable' | 'base64';
/** By the index of the leaf. */
type Plan = ReadonlyMap<number, Encoding>;

const known = new WeakMap<Body, Promise<SevenBit | null>>();

/** Null where the message cannot be converted. Throws what reading the body throws. */
export function sevenBitOf(body: Body): Promise<SevenBit | null> {
  // Each server that is tried asks anew.
  const before = known.get(body);
  const answer = before ?? convert(body);
  if (!before) known.set(body, answer);
  return answer;
}

async function convert(body: Body): Promise<SevenBit | null> {
  const plan = await planOf(body);
  if (!plan) return null;
  let size = 0;
  for await (const chunk of converted(body, plan)) size += chunk.length;
  return { size, body: () => converted(body, plan) };
}

async function planOf(body: Body): Promise<Plan | null> {
  const survey = new Survey();
  const structure = new Structure(survey);
  try {
    for await (const chunk of chunksOf(body)) structure.take(chunk);
    structure.end();
  } catch (error) {
    if (error instanceof StructureFault) return null;
    throw error;
  }
  return survey.plan;
}

async function* converted(body: Body, plan: Plan): AsyncGenerator<Buffer> {
  const conversion = new Conversion(plan);
  const structure = new Structure(conversion);
  for await (const chunk of chunksOf(body)) {
    structure.take(chunk);
    yield conversion.taken();
  }
  structure.end();
  yield conversion.taken();
}

async function* chunksOf(body: Body): AsyncGenerator<Buffer> {
  const source = body();
  if (Buffer.isBuffer(source)) yield source;
  // What is carried over from one piece to the next must stay what it is.
  else for await (const piece of source) yield Buffer.from(piece);
}

/** The first reading: which leaves must be encoded, and how. */
class Survey implements StructureReader {
  readonly plan = new Map<number, Encoding>();
  #octets = 0;
  #eightBit = 0;

  header(_: Entity, raw: Buffer): void {
    if (!isAscii(raw)) throw new StructureFault('a header is not ASCII');
  }

  content(_: Entity, bytes: Buffer): void {
    this.#octets += bytes.length;
    if (isAscii(bytes)) return;
    for (const octet of bytes) if (octet > 127) this.#eightBit += 1;
  }

  contentEnd(entity: Entity): void {
    const [octets, eightBit] = [this.#octets, this.#eightBit];
    this.#octets = 0;
    this.#eightBit = 0;
    if (eightBit === 0) return;
    if (!mayBeEncoded(entity)) throw new StructureFault('a part may not be encoded');
    const isText = entity.type === null || entity.type.startsWith('text/');
    const isReadable = isText && entity.encoding !== 'binary' && eightBit * 3 <= octets;
    this.plan.set(entity.index, isReadable ? 'quoted-printable' : 'base64');
  }

  boundary(bytes: Buffer): void {
    if (!isAscii(bytes)) throw new StructureFault('a boundary is not ASCII');
  }

  filler({ isSealed }: Entity, bytes: Buffer): void {
    if (isSealed && !isAscii(bytes)) throw new StructureFault('a sealed part is not ASCII');
  }
}

/** The second reading. */
class Conversion implements StructureReader {
  readonly #plan: Plan;
  #encoder: Encoder | null = null;
  #out: Buffer[] = [];

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** What has come out since the last time. */
  taken(): Buffer {
    const out = Buffer.concat(this.#out);
    this.#out = [];
    return out;
  }

  header(entity: Entity, raw: Buffer): void {
    const encoding = this.#plan.get(entity.index);
    this.#encoder = encoding === undefined ? null : encoderOf(encoding);
    this.#out.push(isLabelWrong(entity, encoding) ? labelled(entity, raw, encoding) : raw);
  }

  content(_: Entity, bytes: Buffer): void {
    this.#out.push(this.#encoder ? this.#encoder.take(bytes) : bytes);
  }

  contentEnd(): void {
    if (this.#encoder) this.#out.push(this.#encoder.end());
    this.#encoder = null;
  }

  boundary(bytes: Buffer): void {
    this.#out.push(bytes);
  }

  /** Nobody reads it (RFC 2046 5.1.1), so a character of it may be lost. */
  filler(_: Entity, bytes: Buffer): void {
    this.#out.push(isAscii(bytes) ? bytes : Buffer.from(bytes.map((o) => (o > 127 ? 0x3f : o))));
  }
}

function encoderOf(encoding: Encoding): Encoder {
  return encoding === 'base64' ? new Base64() : new QuotedPrintable();
}

/** RFC 2046 5.2.1, 5.2.2: of the messages inside a message only message/global may be encoded. */
function mayBeEncoded({ isSealed, isUnknown, encoding, type, kind }: Entity): boolean {
  if (isSealed || isUnknown || kind !== 'leaf') return false;
  if (encoding !== null && !/^(?:7bit|8bit|binary)$/.test(encoding)) return false;
  if (type?.startsWith('multipart/')) return false;
  return !type?.startsWith('message/') || type === 'message/global';
}

function isLabelWrong(entity: Entity, now: Encoding | undefined): boolean {
  const { isSealed, isUnknown, encoding } = entity;
  if (now !== undefined) return true;
  return !isSealed && !isUnknown && (encoding === '8bit' || encoding === 'binary');
}

/** The header with what is true of the content now. Text of a charset that nobody said is RFC 1428's. */
function labelled(entity: Entity, raw: Buffer, encoding: Encoding | undefined): Buffer {
  const changes = new Map<string, string>();
  if (entity.index === 0 && !entity.isMime) changes.set('mime-version', '1.0');
  if (encoding !== undefined && entity.type === null) {
    changes.set('content-type', 'text/plain; charset=unknown-8bit');
  }
  changes.set('content-transfer-encoding', encoding ?? '7bit');
  return relabelled(raw, changes);
}
