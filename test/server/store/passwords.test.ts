/** Password hashes, and the bound on making them. */
import { afterAll, expect, test } from 'vitest';
import { Passwords, TooBusy } from '../../../server/store/passwords.js';

const passwords = new Passwords();
afterAll(() => passwords.close());

test('a hash is argon2id with a salt of its own, and fits its password alone', async () => {
  const [one, two] = await Promise.all([passwords.hash('secret'), passwords.hash('secret')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(two);
  expect(await passwords.verify(one, 'secret')).toBe(true);
  expect(await passwords.verify(one, 'Secret')).toBe(false);
});

test('nobody, and a hash that cannot be read, permit nothing', async () => {
  expect(await passwords.verify(null, 'there is nobody of that name')).toBe(false);
  expect(await passwords.verify('no hash', 'secret')).toBe(false);
});

test('more logons at once than can be judged are told so, the others are judged', async () => {
  const hash = await passwords.hash('secret');
  const all = await Promise.allSettled(
    Array.from({ length: 60 }, () => passwords.verify(hash, 'secret')),
  );
  const refused = all.filter((result) => result.status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.every(({ reason }) => reason instanceof TooBusy)).toBe(true);
  const judged = all.filter((result) => result.status === 'fulfilled');
  expect(judged.length).toBeGreaterThan(20);
  expect(judged.every(({ value }) => value)).toBe(true);
});
