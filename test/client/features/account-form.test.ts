import { describe, expect, test } from 'vitest';
import {
  formOf,
  found,
  namesText,
  readAccount,
  stateOf,
} from '../../../client/features/security/account-form.js';
import { passwordsAsCsv } from '../../../client/features/security/passwords-csv.js';
import { account } from '../../support/account.js';

describe('an account', () => {
  test('is new with a generated password, or with the one that was typed', () => {
    const form = { ...formOf(null), name: ' anna ' };
    expect(readAccount(form, true)).toEqual({
      ok: true,
      name: 'anna',
      settings: { generate: true, senders: [], expires: null },
    });
    const typed = { ...form, generate: false, password: 'correct horse' };
    expect(readAccount(typed, true)).toMatchObject({ settings: { password: 'correct horse' } });
    const short = readAccount({ ...typed, password: 'short' }, true);
    expect(short).toMatchObject({ ok: false, issues: [{ path: 'password' }] });
  });

  test('says which sender cannot be read', () => {
    const form = { ...formOf(account('anna')), senders: 'anna@example.com\nbob at b.test' };
    expect(readAccount(form, false)).toMatchObject({
      ok: false,
      issues: [
        { path: 'senders.1', message: expect.stringContaining('“bob at b.test”') as string },
      ],
    });
  });

  test('that is edited keeps its name and password', () => {
    const edited = account('anna', { senders: ['@b.test'], expires: '2027-01-01T00:00:00.000Z' });
    expect(readAccount(formOf(edited), false)).toEqual({
      ok: true,
      name: 'anna',
      settings: { senders: ['@b.test'], expires: '2027-01-01T00:00:00.000Z' },
    });
  });

  test('is disabled before it is expired', () => {
    const now = new Date('2026-11-25T12:00:00Z');
    const expires = '2026-11-25T12:00:00Z';
    expect(stateOf(account('a'), now)).toBe('good');
    expect(stateOf(account('a', { expires }), now)).toBe('expired');
    expect(stateOf(account('a', { expires, disabled: true }), now)).toBe('disabled');
  });

  test('is found by a part of its name or of a sender, in any case', () => {
    const all = [account('Anna'), account('scanner', { senders: ['@Hall.test'] })];
    expect(found(all, 'ann')).toHaveLength(2);
    expect(found(all, 'hall')).toEqual([all[1]]);
    expect(found(all, ' ')).toBe(all);
  });
});

test('several accounts are named, many are counted', () => {
  expect(namesText(['a'])).toBe('a');
  expect(namesText(['a', 'b'])).toBe('a and b');
  expect(namesText(['a', 'b', 'c'])).toBe('a, b and c');
  expect(namesText(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more');
});

test('generated passwords are copied as CSV', () => {
  const made = [{ name: 'a,b', password: 'x"y' }, { name: 'c' }];
  expect(passwordsAsCsv(made)).toBe('"a,b","x""y"\nc,');
});
