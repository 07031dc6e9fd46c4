/** Brakes on guessing, without the wait. Threats: T18. */
import { describe, expect, test } from 'vitest';
import { logonLimits } from '../../../server/console/logon-limits.js';

describe('guessing a password', () => {
  test('waits grow with every failure and end by themselves', async () => {
    let now = 0;
    const limits = logonLimits(() => now);
    for (let i = 0; i < 5; i += 1) await limits.enter('192.0.2.1', 'admin');
    await expect(limits.enter('192.0.2.1', 'admin')).rejects.toThrow('try again in 2 seconds');
    now += 2000;
    await limits.enter('192.0.2.1', 'admin');
    await expect(limits.enter('192.0.2.1', 'admin')).rejects.toThrow('try again in 4 seconds');
  });

  test('never locks the owner out from another address', async () => {
    const limits = logonLimits(() => 0);
    for (let i = 0; i < 200; i += 1) {
      await limits.enter(`198.51.100.${i}`, 'admin');
      await limits.enter(`198.51.100.${i}`, 'admin').catch(() => {});
    }
    await expect(limits.enter('192.0.2.1', 'admin')).resolves.toBeUndefined();
  });

  test('one address cannot try one password on many names', async () => {
    const limits = logonLimits(() => 0);
    for (let i = 0; i < 30; i += 1) await limits.enter('192.0.2.1', `user${i}`);
    await expect(limits.enter('192.0.2.1', 'another')).rejects.toThrow('Too many failed attempts');
  });

  test('all addresses of one IPv6 network count as one', async () => {
    const limits = logonLimits(() => 0);
    for (let i = 0; i < 5; i += 1) await limits.enter(`2001:db8::${i}`, 'admin');
    await expect(limits.enter('2001:db8::ffff', 'admin')).rejects.toThrow('Too many');
    await expect(limits.enter('2001:db8:0:1::1', 'admin')).resolves.toBeUndefined();
  });

  test('after ten wrong codes for a name, from wherever, the next are known for guesses', async () => {
    const limits = logonLimits(() => 0);
    for (let i = 0; i < 10; i += 1) expect(await limits.enterCode('Admin')).toBe(false);
    expect(await limits.enterCode('admin')).toBe(true);
    expect(await limits.enterCode('anna')).toBe(false);
    await limits.goodCode('anna');
  });

  test('a good logon forgets the failures before it', async () => {
    const limits = logonLimits(() => 0);
    for (let i = 0; i < 5; i += 1) await limits.enter('192.0.2.1', 'admin');
    await limits.succeed('192.0.2.1', 'admin');
    for (let i = 0; i < 5; i += 1) await limits.enter('192.0.2.1', 'admin');
  });
});
