import { describe, expect, test } from 'vitest';
import { moved } from '../../../client/features/security/moved.js';
import {
  domainsFromText,
  newStore,
  portFor,
  readStore,
  withKind,
} from '../../../client/features/security/store-form.js';

describe('the form of an account store', () => {
  test('another kind keeps name, domains and host, and brings its own port', () => {
    const ldap = {
      ...withKind({ ...newStore('dovecot'), name: 'Mail', domains: ['example.com'] }, 'ldap'),
      host: 'dc.example.com',
    };
    const imap = withKind(ldap, 'imap');
    expect(imap).toMatchObject({ kind: 'imap', name: 'Mail', host: 'dc.example.com', port: 993 });
    expect(imap.domains).toEqual(['example.com']);
    expect(withKind(imap, 'imap')).toBe(imap);
  });

  test('the port goes with the encryption unless another one was typed', () => {
    expect(portFor('ldap', 'starttls', 636)).toBe(389);
    expect(portFor('imap', 'implicit', 143)).toBe(993);
    expect(portFor('pop3', 'starttls', 9950)).toBe(9950);
  });

  test('domains are typed with commas or blanks', () => {
    expect(domainsFromText(' example.com, CORP;b.test ')).toEqual([
      'example.com',
      'CORP',
      'b.test',
    ]);
    expect(domainsFromText('')).toEqual([]);
  });

  test('what the schema says stands beside its field', () => {
    const { store, issues } = readStore(newStore('ldap'), []);
    expect(store).toBeNull();
    expect(issues.map(({ path }) => path).toSorted()).toEqual(['host', 'name']);
  });

  test('two stores have different names, and passwords go in the clear to this machine only', () => {
    const good = { ...newStore('dovecot'), name: 'Mail' };
    expect(readStore(good, []).store).toEqual(good);
    expect(readStore(good, [good]).issues).toMatchObject([{ path: 'name' }]);
    const ldap = { ...newStore('ldap'), name: 'AD', host: 'dc.test', tls: 'none' } as typeof good;
    expect(readStore(ldap, [good]).issues).toMatchObject([{ path: 'tls' }]);
  });

  test('a domain that cannot be read is named', () => {
    const store = { ...newStore('dovecot'), name: 'Mail', domains: ['a.test', 'b..test'] };
    expect(readStore(store, []).issues[0]?.message).toContain('“b..test”');
  });

  test('a host and port of Dovecot are judged as such', () => {
    const at = { host: '', port: 12_345 };
    const store = { ...newStore('dovecot'), name: 'Mail', at } as ReturnType<typeof newStore>;
    expect(readStore(store, []).issues).toMatchObject([{ path: 'at.host' }]);
  });
});

test('an entry is moved up and down, and stays where there is no room', () => {
  expect(moved(['a', 'b', 'c'], 1, -1)).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b', 'c'], 1, 1)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
});
