/**
 * Secrets that must be read back (passwords we log on with, a private key, the secret of a second factor) lie in
 * the databases under AES-256-GCM, with a key in a file of its own. Both processes use it.
 *
 * Promise: a database, its backup or a copy of a disk without the key file gives none of them away. A sealed text
 * opens for the purpose it was sealed for and no other, and a changed one does not open. A key file that is there is
 * never written again; what cannot be opened is kept, and opens once the right file is back.
 * Known weakness: who can read the data folder as Gatepost does can read the key too, unless GATEPOST_KEY_FILE
 * names a place elsewhere. Nothing here protects the memory of a running process.
 */
import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from './fault.js';

const CIPHER = 'aes-256-gcm';
const VERSION = 'v1:';
const KEY_OCTETS = 32;
const IV_OCTETS = 12;
const TAG_OCTETS = 16;

/** The key cannot be used. Its message is a sentence that names the file. */
export class KeyFault extends StoreError {
  override name = 'KeyFault';
}

export class Secrets {
  readonly #file: string;
  #read: { readonly stamp: string; readonly key: Buffer } | null = null;

  /** Reads and makes nothing yet: a file is made when the first secret is sealed. */
  constructor(file: string) {
    this.#file = file;
  }

  get file(): string {
    return this.#file;
  }

  /** Throws a KeyFault when there is no key and none can be made. */
  seal(purpose: string, text: string): string {
    if (this.stamp() === '') makeKey(this.#file);
    const iv = randomBytes(IV_OCTETS);
    const cipher = createCipheriv(CIPHER, this.#key(), iv).setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return VERSION + Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** Null when it cannot be opened: `problem` says why. */
  open(purpose: string, sealed: string): string | null {
    const octets = Buffer.from(sealed.slice(VERSION.length), 'base64');
    if (!isSealed(sealed) || octets.length < IV_OCTETS + TAG_OCTETS) return null;
    const [iv, tag] = [octets.subarray(0, IV_OCTETS), octets.subarray(IV_OCTETS)];
    try {
      const opening = createDecipheriv(CIPHER, this.#key(), iv, { authTagLength: TAG_OCTETS })
        .setAAD(Buffer.from(purpose))
        .setAuthTag(tag.subarray(0, TAG_OCTETS));
      return opening.update(tag.subarray(TAG_OCTETS), undefined, 'utf8') + opening.final('utf8');
    } catch {
      return null;
    }
  }

  /** Why a text that is sealed does not open, in a sentence. */
  problem(): string {
    try {
      this.#key();
      return `The key file ${this.#file} is not the one that it was sealed with.`;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Changes when the key file does; '' where there is none. */
  stamp(): string {
    const found = statSync(this.#file, { throwIfNoEntry: false });
    return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : '';
  }

  #key(): Buffer {
    const stamp = this.stamp();
    if (stamp === '') throw new KeyFault(`The key file ${this.#file} is missing.`);
    if (this.#read?.stamp !== stamp) this.#read = { stamp, key: readKey(this.#file) };
    return this.#read.key;
  }
}

/** Told from what was stored in plain text by earlier versions: no secret of a second factor has a colon. */
export function isSealed(text: string): boolean {
  return text.startsWith(VERSION);
}

function readKey(file: string): Buffer {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new KeyFault(`The key file ${file} cannot be read: ${code}.`);
  }
  const key = /^[A-Za-z0-9+/]{43}=$/.test(text) ? Buffer.from(text, 'base64') : null;
  if (key?.length === KEY_OCTETS) return key;
  throw new KeyFault(
    `The key file ${file} holds no key: it is one line, as openssl rand -base64 32 makes it.`,
  );
}

/** Whole or not at all, and never in place of another: the other process may make one at the same time. */
function makeKey(file: string): void {
  const draft = `${file}.${randomUUID()}`;
  try {
    const handle = openSync(draft, 'wx', 0o600);
    writeSync(handle, `${randomBytes(KEY_OCTETS).toString('base64')}\n`);
    fsyncSync(handle);
    closeSync(handle);
    linkSync(draft, file);
    const folder = openSync(dirname(file), 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') throw new KeyFault(`The key file ${file} cannot be made: ${code}.`);
  } finally {
    rmSync(draft, { force: true });
  }
}
