/** Threats: T9. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { deliverToMaildir, maildirName } from '../../../../server/relay/delivery/maildir.js';
import { temporaryFolder } from '../../../support/spool-folder.js';

function broken(): Readable {
  return Readable.from(
    (function* () {
      yield Buffer.from('half');
      throw new Error('gone');
    })(),
  );
}

test.each([
  ['Info@Example.com', 'info@example.com'],
  ['../../etc/passwd@x.test', '%2e.%2f..%2fetc%2fpasswd@x.test'],
  ['a/b@x.test', 'a%2fb@x.test'],
  ['"a b"@x.test', '%22a%20b%22@x.test'],
  ['100%@x.test', '100%25@x.test'],
  ['gr\u00fcn@x.test', 'gr%c3%bcn@x.test'],
])('%s has the Maildir %s', (address, name) => {
  expect(maildirName(address)).toBe(name);
});

test('no address leads out of the folder or to the Maildir of another', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'binary' }),
      (a, b) => {
        const names = [a, b].map((local) => maildirName(`${local}@x.test`));
        for (const name of names) {
          expect(name).toMatch(/^[a-z0-9@+_=%][a-z0-9@+_=%.-]*$|^-/);
          expect(name.length).toBeLessThanOrEqual(200);
          expect(normalize(`/m/${name}`)).toBe(`/m/${name}`);
        }
        const same = Buffer.from(a.toLowerCase()).equals(Buffer.from(b.toLowerCase()));
        expect(names[0] === names[1]).toBe(same);
      },
    ),
  );
});

test('long addresses that begin alike have Maildirs of their own', () => {
  const names = ['a', 'b'].map((end) => maildirName(`${'x'.repeat(240)}${end}@x.test`));
  expect(names[0]).not.toBe(names[1]);
  expect(names[0]!.length).toBeLessThanOrEqual(200);
});

test('a message is in new, whole, byte for byte, and nobody else may read it', async () => {
  const { maildir } = temporaryFolder();
  const octets = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
  await deliverToMaildir(maildir, 'a@x.test', 'host/../name', () => octets);
  await deliverToMaildir(maildir, 'A@X.TEST', 'h', () => Readable.from([octets, octets]));
  const folder = join(maildir, 'a@x.test');
  const contents = readdirSync(join(folder, 'new')).map((name) =>
    readFileSync(join(folder, 'new', name)),
  );
  expect(contents.map(({ length }) => length).toSorted((a, b) => a - b)).toEqual([256, 512]);
  expect(contents.find(({ length }) => length === 256)!.equals(octets)).toBe(true);
  expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  const [name] = readdirSync(join(folder, 'new'));
  expect(statSync(join(folder, 'new', name!)).mode & 0o777).toBe(0o600);
});

test('a body that cannot be read leaves nothing behind', async () => {
  const { maildir } = temporaryFolder();
  await expect(deliverToMaildir(maildir, 'a@x.test', 'h', broken)).rejects.toThrow('gone');
  for (const part of ['tmp', 'new'])
    expect(readdirSync(join(maildir, 'a@x.test', part))).toEqual([]);
});
