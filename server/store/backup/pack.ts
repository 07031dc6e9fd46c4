/**
 * Packs files into one: manifest and members in a tar, gzip, and on request encrypted with a pass phrase as the
 * `age` command does it.
 *
 * Promise: nothing but the manifest is held in memory. The file is flushed when it resolves.
 */
import { Encrypter } from 'age-encryption';
import { createTarPacker } from 'modern-tar';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { createGzip } from 'node:zlib';
import { MANIFEST_NAME, type Manifest, type Member } from './manifest.js';

export interface PackWork {
  readonly what: 'pack';
  readonly members: readonly { readonly name: string; readonly path: string }[];
  readonly about: Omit<Manifest, 'members'>;
  readonly to: string;
  readonly passphrase: string | null;
}

/** How far it is: octets of the members that have been packed, of all. */
export type OnPacked = (done: number, total: number) => void;

/** 2^17: what OWASP asks of scrypt, and some seconds of a small machine. */
const SCRYPT_WORK = 17;
/** Most of what is packed is text; more than this costs much time and little less room. */
const GZIP_LEVEL = 4;

export async function pack(work: PackWork, onPacked: OnPacked): Promise<Manifest> {
  const members: Member[] = [];
  for (const { name, path } of work.members) {
    members.push({ name, size: (await stat(path)).size, sha256: await hashOf(path) });
  }
  const manifest: Manifest = { ...work.about, members };
  const { readable, controller } = createTarPacker();
  const total = members.reduce((sum, { size }) => sum + size, 0);
  const filling = async () => {
    try {
      const text = Buffer.from(JSON.stringify(manifest));
      await add(MANIFEST_NAME, text.length, [text]);
      let done = 0;
      for (const [index, { name, size }] of members.entries()) {
        const source = createReadStream(work.members[index]!.path, { highWaterMark: 256 * 1024 });
        await add(name, size, source, (octets) => onPacked((done += octets), total));
      }
      controller.finalize();
    } catch (error) {
      controller.error(error);
      throw error;
    }
  };
  const add = async (
    name: string,
    size: number,
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    onPart: (octets: number) => void = () => undefined,
  ) => {
    const mtime = new Date(work.about.at);
    const writer = controller.add({ name, size, mode: 0o600, mtime, type: 'file' }).getWriter();
    for await (const part of source) {
      await writer.write(part);
      onPart(part.length);
    }
    await writer.close();
  };
  const { passphrase } = work;
  const packed = Readable.fromWeb(readable as ReadableStream<Uint8Array>);
  // Written through to the disk before it is closed.
  const file = createWriteStream(work.to, { flags: 'wx', mode: 0o600, flush: true });
  await both(
    filling(),
    passphrase === null
      ? pipeline(packed, createGzip({ level: GZIP_LEVEL }), file)
      : pipeline(packed, createGzip({ level: GZIP_LEVEL }), encrypted(passphrase), file),
  );
  return manifest;
}

function encrypted(passphrase: string) {
  return async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
    const encrypter = new Encrypter();
    encrypter.setScryptWorkFactor(SCRYPT_WORK);
    encrypter.setPassphrase(passphrase);
    const plain = Readable.toWeb(Readable.from(source, { objectMode: false }));
    yield* (await encrypter.encrypt(
      plain as Parameters<Encrypter['encrypt']>[0] & object,
    )) as unknown as AsyncIterable<Uint8Array>;
  };
}

/** What went wrong at the end of the line (a full disk) says more than what came of it before. */
async function both(filling: Promise<void>, writing: Promise<void>): Promise<void> {
  const [filled, written] = await Promise.allSettled([filling, writing]);
  if (written.status === 'rejected') throw written.reason;
  if (filled.status === 'rejected') throw filled.reason;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    hash.update(part as Buffer);
  }
  return hash.digest('hex');
}
