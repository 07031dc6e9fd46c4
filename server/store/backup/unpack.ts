/**
 * Reads a backup into a folder, against its manifest. Every octet of it is a stranger's until the end is reached.
 *
 * Promise: only members that the manifest names come out, each as a plain file of just that size and hash, under
 * one of the few names there are; what is larger than it says ends the reading, so that a small file fills no disk.
 * Memory does not grow with the file. Every fault is a `BackupFault` of one line.
 */
import { Decrypter } from 'age-encryption';
import { createTarDecoder } from 'modern-tar';
import { createHash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream, ReadableWritablePair } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import {
  ALTERED,
  BackupFault,
  MANIFEST_NAME,
  manifestSchema,
  MOST_MANIFEST,
  type Manifest,
  type Member,
} from './manifest.js';
import { problemText } from './in-thread.js';

type Octets = AsyncIterable<Uint8Array>;

export interface UnpackOptions {
  /** Asked for when the file is encrypted; null: none was given. */
  readonly passphrase: string | null;
  /** An empty folder. */
  readonly into: string;
  /** Octets that there is room for. */
  readonly room: number;
}

const AGE = 'age-encryption.org/v1\n';
/** An age file for a pass phrase has its whole head in here. */
const HEAD = 1024;
/** Of a tar for each member, and at its end: padding, which tools may make 20 blocks long. */
const BLOCKS = 1024;
const END = 64 * 1024;

export async function unpack(source: Octets, options: UnpackOptions): Promise<Manifest> {
  try {
    const head = await headOf(source);
    const plain = head.octets.toString('latin1').startsWith(AGE)
      ? await decrypted(head, options.passphrase)
      : head.all;
    if (plain === head.all && !isGzip(head.octets)) {
      throw new BackupFault('This is no backup of Gatepost.');
    }
    return await membersOf(plain, options);
  } catch (error) {
    throw faultOf(error);
  }
}

async function membersOf(plain: Octets, { into, room }: UnpackOptions): Promise<Manifest> {
  const limit = { octets: MOST_MANIFEST + END };
  const gunzip = createGunzip();
  // What goes wrong in it comes out where it is read.
  const inflating = pipeline(Readable.from(plain, { objectMode: false }), gunzip).catch(() => null);
  const entries = Readable.toWeb(
    Readable.from(bounded(gunzip, limit), { objectMode: false }),
  ).pipeThrough(createTarDecoder({ strict: true }) as unknown as ReadableWritablePair<Entry>);
  let manifest: Manifest | null = null;
  const missing = new Map<string, Member>();
  for await (const { header, body } of entries) {
    const { name, type, size } = header;
    if (type !== 'file') throw new BackupFault(`It holds ${shown(name)}, which is no plain file.`);
    if (!manifest) {
      if (name !== MANIFEST_NAME || size > MOST_MANIFEST) {
        throw new BackupFault(
          'This is no backup of Gatepost: it does not begin with its manifest.',
        );
      }
      manifest = read(await textOf(body, size));
      const total = manifest.members.reduce((sum, member) => sum + member.size, 0);
      if (total > room) {
        throw new BackupFault('There is not enough room on the disk for what it holds.');
      }
      for (const member of manifest.members) missing.set(member.name, member);
      limit.octets = size + total + (missing.size + 1) * BLOCKS + END;
      continue;
    }
    const member = missing.get(name);
    if (!member)
      throw new BackupFault(`It holds ${shown(name)}, which its manifest does not name.`);
    missing.delete(name);
    await keep(body, member, size, join(into, name));
  }
  await inflating;
  if (!manifest || missing.size > 0) throw new BackupFault(ALTERED);
  return manifest;
}

interface Entry {
  readonly header: { readonly name: string; readonly type: string; readonly size: number };
  readonly body: ReadableStream<Uint8Array>;
}

function read(text: string): Manifest {
  let json: { format?: unknown } | null;
  try {
    json = JSON.parse(text) as { format?: unknown } | null;
  } catch {
    throw new BackupFault(ALTERED);
  }
  const result = manifestSchema.safeParse(json);
  if (result.success) return result.data;
  const format = typeof json === 'object' ? json?.format : undefined;
  if (typeof format === 'number' && format > 1) {
    throw new BackupFault('It was made by a newer Gatepost, which must restore it.');
  }
  const where = result.error.issues[0]?.path.join('.') ?? '';
  throw new BackupFault(`Its manifest cannot be read${where === '' ? '' : ` at ${where}`}.`);
}

async function textOf(body: ReadableStream<Uint8Array>, size: number): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  const octets = Buffer.concat(parts);
  if (octets.length !== size) throw new BackupFault(ALTERED);
  return octets.toString('utf8');
}

async function keep(
  body: ReadableStream<Uint8Array>,
  member: Member,
  size: number,
  path: string,
): Promise<void> {
  if (size !== member.size)
    throw new BackupFault(`${member.name} has not the size it should have.`);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    for await (const part of body) {
      hash.update(part);
      await file.writeFile(part);
    }
    if (hash.digest('hex') !== member.sha256) {
      throw new BackupFault(`${member.name} is not what was backed up: it was altered.`);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

async function* bounded(source: Octets, limit: { octets: number }): AsyncGenerator<Uint8Array> {
  let seen = 0;
  for await (const part of source) {
    seen += part.length;
    if (seen > limit.octets) throw new BackupFault('It unpacks to more than its manifest says.');
    yield part;
  }
}

interface Head {
  readonly octets: Buffer;
  /** From the first octet on. */
  readonly all: Octets;
}

/** The first octets, and all of them again. */
async function headOf(source: Octets): Promise<Head> {
  const parts = source[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  for (let length = 0; length < HEAD;) {
    const { done, value } = await parts.next();
    if (done) break;
    first.push(value);
    length += value.length;
  }
  const octets = Buffer.concat(first);
  return { octets: octets.subarray(0, HEAD), all: again(octets, parts) };
}

async function* again(
  first: Uint8Array,
  parts: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield first;
  for (;;) {
    const { done, value } = await parts.next();
    if (done) return;
    yield value;
  }
}

async function decrypted({ octets, all }: Head, passphrase: string | null): Promise<Octets> {
  const head = octets.toString('latin1');
  if (!/\n-> scrypt [^\n]+\n[^\n]*\n--- /.test(head)) {
    throw new BackupFault('It is not encrypted with a pass phrase: decrypt it with age first.');
  }
  if (passphrase === null) {
    throw new BackupFault('It is encrypted: give --passphrase-file or --passphrase-stdin.');
  }
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  const sealed = Readable.toWeb(Readable.from(all, { objectMode: false }));
  const plain = await decrypter.decrypt(sealed as Parameters<Decrypter['decrypt']>[0] & object);
  return plain as unknown as Octets;
}

function isGzip(octets: Buffer): boolean {
  return octets[0] === 0x1f && octets[1] === 0x8b;
}

/** Whatever the libraries find wrong in the file is one thing to an administrator. */
function faultOf(error: unknown): BackupFault {
  if (error instanceof BackupFault) return error;
  const { message, code } = error as NodeJS.ErrnoException;
  if (message.includes('no identity matched')) {
    return new BackupFault('The pass phrase does not open it.');
  }
  const isOurs = code !== undefined && !code.startsWith('Z_') && !code.startsWith('ERR_');
  return new BackupFault(isOurs ? problemText(message, code) : ALTERED);
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 100));
}
