/**
 * The embedded inbound host: one Maildir for each recipient, `<folder>/<address>/{tmp,new,cur}`.
 *
 * Promise: a message is in `new` whole and flushed, or not at all; it is byte for byte what was
 * queued. No address leads out of the folder, and no two share a Maildir unless they differ only in
 * case: the address is percent-encoded, and a long one ends in its hash.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { flushFolder } from '../../store/flush-folder.js';
import type { BodySource } from '../queue/courier.js';

const SAFE = /[a-z0-9@+_=-]/;
const MOST_NAME = 200;
const HASHED_NAME = 120;

/** The folder's name for an address; at most 200 octets of ASCII. */
export function maildirName(address: string): string {
  const octets = Buffer.from(address.toLowerCase(), 'utf8');
  const name = [...octets].map((octet, index) => encoded(octet, index === 0)).join('');
  if (name.length <= MOST_NAME) return name;
  // `%-` cannot come out of the encoding, so a hashed name is never another's.
  const hash = createHash('sha256').update(octets).digest('hex');
  return `${name.slice(0, HASHED_NAME).replace(/%.?$/, '')}%-${hash}`;
}

/** Puts one copy into a recipient's Maildir; throws what the file system throws. */
export async function deliverToMaildir(
  folder: string,
  address: string,
  hostname: string,
  body: () => BodySource,
): Promise<void> {
  const maildir = join(folder, maildirName(address));
  await makeMaildir(folder, maildir);
  const name = uniqueName(hostname);
  const temporary = join(maildir, 'tmp', name);
  try {
    await writeFlushed(temporary, body());
    await rename(temporary, join(maildir, 'new', name));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await flushFolder(join(maildir, 'new'));
}

async function makeMaildir(folder: string, maildir: string): Promise<void> {
  let isNew = false;
  for (const part of ['tmp', 'new', 'cur']) {
    const made = await mkdir(join(maildir, part), { recursive: true, mode: 0o700 });
    isNew ||= made !== undefined;
  }
  if (!isNew) return;
  for (const made of [maildir, folder, dirname(folder)]) await flushFolder(made);
}

async function writeFlushed(path: string, body: BodySource): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of Buffer.isBuffer(body) ? [body] : body) await file.writeFile(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
}

function uniqueName(hostname: string): string {
  const host = hostname.replace(/[^A-Za-z0-9.-]/g, '_');
  return `${Math.floor(Date.now() / 1000)}.R${randomBytes(10).toString('hex')}.${host}`;
}

function encoded(octet: number, isFirst: boolean): string {
  const character = String.fromCharCode(octet);
  if (SAFE.test(character) || (character === '.' && !isFirst)) return character;
  return `%${octet.toString(16).padStart(2, '0')}`;
}
