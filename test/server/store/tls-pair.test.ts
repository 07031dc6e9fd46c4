/** The certificate that both processes show. */
import { X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tlsPair } from '../../../server/store/tls-pair.js';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'gatepost-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

const settings = () => ({ data, hostname: 'mail.example.com', tlsCert: null, tlsKey: null });

test('two processes that start at once on an empty folder get one pair', async () => {
  const pairs = await Promise.all([1, 2, 3, 4].map(() => tlsPair(settings())));
  expect(new Set(pairs.map(({ cert, key }) => cert + key)).size).toBe(1);
  expect(pairs[0]?.selfSigned).toBe(true);
  expect(await readdir(data)).toEqual(['tls']);
  expect((await stat(join(data, 'tls', 'key.pem'))).mode & 0o777).toBe(0o600);
});

test('the pair is for the host name, lasts for years and is made once', async () => {
  const first = await tlsPair(settings());
  const certificate = new X509Certificate(first.cert);
  expect(certificate.checkHost('mail.example.com')).toBe('mail.example.com');
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(Date.parse(certificate.validTo) - Date.now()).toBeGreaterThan(9 * 365 * 86_400_000);
  expect((await tlsPair(settings())).cert).toBe(first.cert);
});

test('a configured pair is used; one that cannot be read is named', async () => {
  const { cert, key } = await tlsPair(settings());
  const [tlsCert, tlsKey] = [join(data, 'cert'), join(data, 'key')];
  await writeFile(tlsCert, cert);
  await expect(tlsPair({ ...settings(), tlsCert, tlsKey })).rejects.toThrow(
    `${tlsKey} cannot be read: ENOENT.`,
  );
  await writeFile(tlsKey, key);
  expect(await tlsPair({ ...settings(), tlsCert, tlsKey })).toEqual({
    cert,
    key,
    selfSigned: false,
  });
});

test('half a pair in the data folder is named, not replaced', async () => {
  await mkdir(join(data, 'tls'));
  await writeFile(join(data, 'tls', 'cert.pem'), 'half');
  await expect(tlsPair(settings())).rejects.toThrow('key.pem cannot be read: ENOENT.');
});
