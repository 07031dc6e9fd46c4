/**
 * Secrets in the databases: sealed with a key that is not in them.
 * Threats: T24.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KeyFault, Secrets } from '../../../server/store/secrets.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatepost-key-'));
  file = join(folder, 'secret.key');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what is sealed opens again, in another process too, and shows nothing of itself', () => {
  const sealed = new Secrets(file).seal('smart-host', 'pässword');
  expect(sealed).toMatch(/^v1:[\w+/=]+$/);
  expect(Buffer.from(sealed.slice(3), 'base64').toString()).not.toContain('ssword');
  expect(new Secrets(file).open('smart-host', sealed)).toBe('pässword');
  expect(new Secrets(file).seal('smart-host', 'pässword')).not.toBe(sealed);
});

test('the key is made when the first secret is sealed, for its owner alone', () => {
  const secrets = new Secrets(file);
  expect(secrets.open('smart-host', 'v1:AAAA')).toBeNull();
  expect(secrets.stamp()).toBe('');
  secrets.seal('smart-host', 'x');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const key = readFileSync(file, 'utf8');
  secrets.seal('smart-host', 'y');
  expect(readFileSync(file, 'utf8')).toBe(key);
});

describe('does not open', () => {
  const sealed = () => new Secrets(file).seal('smart-host', 'secret');

  test('for another purpose than it was sealed for', () => {
    expect(new Secrets(file).open('account-store', sealed())).toBeNull();
  });

  test('when any octet of it was changed', () => {
    const text = sealed();
    const octets = Buffer.from(text.slice(3), 'base64');
    for (let i = 0; i < octets.length; i += 1) {
      const changed = Buffer.from(octets);
      changed[i]! ^= 1;
      expect(new Secrets(file).open('smart-host', `v1:${changed.toString('base64')}`)).toBeNull();
    }
    for (const bad of ['', 'v1:', 'v1:AAAA', 'v2:AAAA', 'secret', text.slice(0, -8)]) {
      expect(new Secrets(file).open('smart-host', bad)).toBeNull();
    }
  });

  test('with another key, and does once the right one is back', () => {
    const secrets = new Secrets(file);
    const text = sealed();
    const key = readFileSync(file);
    writeFileSync(file, `${Buffer.alloc(32, 7).toString('base64')}\n`);
    expect(secrets.open('smart-host', text)).toBeNull();
    expect(secrets.problem()).toContain(`${file} is not the one that it was sealed with`);
    rmSync(file);
    expect(secrets.open('smart-host', text)).toBeNull();
    expect(secrets.problem()).toBe(`The key file ${file} is missing.`);
    writeFileSync(file, key);
    expect(secrets.open('smart-host', text)).toBe('secret');
  });
});

test.each([
  ['holds something else', () => writeFileSync(file, 'no key\n'), /holds no key/],
  ['is a folder', () => mkdirSync(file), /cannot be read: EISDIR/],
  ['lies in a folder that is missing', () => rmSync(folder, { recursive: true }), /cannot be made/],
])('a key file that %s is named, and never written over', (_, prepare, said) => {
  prepare();
  expect(() => new Secrets(file).seal('smart-host', 'x')).toThrow(KeyFault);
  expect(() => new Secrets(file).seal('smart-host', 'x')).toThrow(said);
});
