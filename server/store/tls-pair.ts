/**
 * The certificate and key that console and relay show: those of the environment, or of the Security page,
 * or else a self-signed pair made once in the data folder.
 *
 * Promise: safe when both processes start at once on an empty folder. The pair is written whole into
 * a folder of another name and moved into place; who comes second reads what the first has made.
 * Known weakness: a self-signed pair protects against listeners, not against a man in the middle.
 */
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { ipFromText } from '../../shared/address/ip.js';
import type { CertificateSetting } from '../../shared/api/security.js';
import type { Environment } from '../environment.js';
import { StartFault } from '../start-fault.js';
import { dataFolder } from './layout.js';

/** PEM texts. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
  readonly selfSigned: boolean;
}

const CERT = 'cert.pem';
const KEY = 'key.pem';
const LIFE_MS = 10 * 365 * 86_400_000;

/** Throws a StartFault of one line when a file cannot be read or the two do not belong together. */
export async function tlsPair(
  environment: Pick<Environment, 'data' | 'hostname' | 'tlsCert' | 'tlsKey'>,
  setting: CertificateSetting = { kind: 'self-signed' },
): Promise<TlsPair> {
  const { tlsCert, tlsKey } = environment;
  if (tlsCert && tlsKey) return { ...(await readPair(tlsCert, tlsKey)), selfSigned: false };
  if (setting.kind === 'files') {
    return { ...(await readPair(setting.cert, setting.key)), selfSigned: false };
  }
  if (setting.kind === 'pasted') {
    if (typeof setting.key !== 'string') {
      throw new StartFault(
        'The private key of the pasted certificate cannot be read with this key file: paste both again.',
      );
    }
    return { cert: setting.cert, key: setting.key, selfSigned: false };
  }
  const folder = dataFolder(environment.data).tls;
  if (!(await exists(folder))) await makePair(folder, environment.hostname);
  return { ...(await readPair(join(folder, CERT), join(folder, KEY))), selfSigned: true };
}

async function readPair(certFile: string, keyFile: string): Promise<{ cert: string; key: string }> {
  // One after the other: where neither can be read, it is always the same that is told.
  const cert = await readPem(certFile);
  const key = await readPem(keyFile);
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    const cause = (error as Error).message;
    throw new StartFault(`${certFile} and ${keyFile} are not a certificate and its key: ${cause}.`);
  }
  return { cert, key };
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new StartFault(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`);
  }
}

async function makePair(folder: string, hostname: string): Promise<void> {
  // Loaded only where it is needed: it takes a quarter of a second.
  const { generate } = await import('selfsigned');
  const made = await generate([{ name: 'commonName', value: hostname }], {
    keyType: 'rsa', // printers of the last decade know no elliptic curves
    keySize: 2048,
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + LIFE_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: namesOf(hostname) },
    ],
  });
  const draft = `${folder}.${randomUUID()}`;
  await mkdir(draft, { recursive: true, mode: 0o700 });
  try {
    await writeWhole(join(draft, KEY), made.private);
    await writeWhole(join(draft, CERT), made.cert);
    await rename(draft, folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // The other process was first.
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function writeWhole(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function namesOf(hostname: string) {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  return [
    ...[...new Set([hostname, 'localhost'])].map((value) => ({ type: 2 as const, value })),
    ...addresses
      .filter(({ address }) => !address.includes('%') && ipFromText(address))
      .map(({ address }) => ({ type: 7 as const, ip: address })),
  ];
}

async function exists(folder: string): Promise<boolean> {
  return stat(folder).then(
    () => true,
    () => false,
  );
}
