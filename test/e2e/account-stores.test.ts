/** Debian's Dovecot and slapd judge logons. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logonNameOf, type StoreAnswer } from '../../server/relay/logon/account-store.js';
import { storeClient } from '../../server/relay/logon/store-client.js';
import { storeSchema, type AccountStore } from '../../shared/api/security.js';
import { Dovecot, hasDovecot } from '../support/dovecot.js';
import { freePort } from '../support/free-port.js';
import { localhostPair } from '../support/localhost-pair.js';
import {
  hasSlapd,
  Slapd,
  SLAPD_ACCOUNTS,
  SLAPD_BASE,
  SLAPD_PEOPLE,
  SLAPD_READER,
} from '../support/slapd.js';

const PEER = { address: '192.0.2.7', localAddress: '192.0.2.1', tls: true };
/** For a store that is paused. */
const SHORT = 700;

const INJECTIONS = [
  '*',
  '*)(uid=*',
  'anna)(|(uid=*',
  'anna@accounts.test\tuser=root',
  'anna\nAUTH',
  'anna\r\nPASS x',
  'anna\0',
  'anna\\2a',
  'anna\\',
  '\\anna',
  'anna,ou=people',
  'anna"',
  'anna {5}',
  '{user}',
];

async function ask(
  store: AccountStore,
  name: string,
  password: string,
  timeOut?: number,
): Promise<StoreAnswer> {
  const client = storeClient(store, timeOut);
  try {
    return await client.logon(logonNameOf(name), password, PEER);
  } finally {
    await client.close();
  }
}

const WAYS = [
  'auth-client, socket',
  'auth-client, port',
  'IMAP, TLS at once',
  'IMAP, STARTTLS',
  'POP3, TLS at once',
  'POP3, STLS',
];
const accepted = (account: string) => ({ kind: 'accepted', account });
const isRefused = expect.objectContaining({ kind: 'refused' });
const isUnavailable = expect.objectContaining({ kind: 'unavailable' });

describe.runIf(hasDovecot())("Debian's Dovecot judges logons", () => {
  let dovecot: Dovecot;

  beforeAll(async () => {
    dovecot = await Dovecot.start();
  });
  afterAll(() => dovecot?.stop());

  /** Each way to ask it. */
  function stores(): [string, AccountStore][] {
    const { certificate: ca, ports } = dovecot;
    const place = (port: number, tls: string) => ({ host: 'localhost', port, tls, ca });
    const form = { nameForm: 'user-at-domain' };
    const ways = [
      { kind: 'dovecot', at: { socket: dovecot.authSocket } },
      { kind: 'dovecot', at: { host: '127.0.0.1', port: ports.auth } },
      { kind: 'imap', ...place(ports.imaps, 'implicit'), ...form },
      { kind: 'imap', ...place(ports.imap, 'starttls'), ...form },
      { kind: 'pop3', ...place(ports.pop3s, 'implicit'), ...form },
      { kind: 'pop3', ...place(ports.pop3, 'starttls'), ...form },
    ];
    return ways.map((store, index) => [
      WAYS[index]!,
      storeSchema.parse({ name: WAYS[index], ...store }),
    ]);
  }

  describe.each(WAYS.map((way, index) => [way, index] as const))('by %s', (_, index) => {
    const store = () => stores()[index]![1];

    test('the right password is accepted, the wrong one refused', async () => {
      expect(await ask(store(), 'anna@accounts.test', 'Correct horse')).toEqual(
        accepted('anna@accounts.test'),
      );
      const answer = await ask(store(), 'anna@accounts.test', 'correct horse');
      expect(answer).toEqual(isRefused);
      expect(JSON.stringify(answer)).not.toContain('correct horse');
    });

    test('DOMAIN\\user is the same account', async () => {
      expect(await ask(store(), 'ACCOUNTS.TEST\\anna', 'Correct horse')).toEqual(
        accepted('anna@accounts.test'),
      );
    });

    test('names and passwords that are not ASCII, and long ones, are handed on whole', async () => {
      expect(await ask(store(), 'jörg@accounts.test', 'Grüße, Jörg')).toEqual(
        accepted('jörg@accounts.test'),
      );
      expect(await ask(store(), 'long@accounts.test', 'x'.repeat(200))).toEqual(
        accepted('long@accounts.test'),
      );
      expect(await ask(store(), 'long@accounts.test', 'x'.repeat(199))).toEqual(isRefused);
    });

    test('unknown and disabled accounts and empty passwords are refused', async () => {
      expect(await ask(store(), 'nobody@accounts.test', 'secret')).toEqual(isRefused);
      expect(await ask(store(), 'disabled@accounts.test', 'secret')).toEqual(isRefused);
      expect(await ask(store(), 'anna@accounts.test', '')).toEqual(isRefused);
    });

    test('a name cannot say more than a name', async () => {
      const passwords = ['Correct horse\0', 'Correct horse\r\n', 'Correct horse\tx', '\\'];
      const answers = await Promise.all([
        ...INJECTIONS.map((name) => ask(store(), `${name}@accounts.test`, 'Correct horse')),
        ...passwords.map((password) => ask(store(), 'anna@accounts.test', password)),
      ]);
      expect(answers).toEqual(answers.map(() => isRefused));
    });
  });

  test('a disabled account is called so by the auth-client service', async () => {
    expect(await ask(stores()[0]![1], 'disabled@accounts.test', 'secret')).toEqual({
      kind: 'refused',
      why: expect.stringContaining('disabled'),
    });
  });

  test('many logons at once each get their own answer', async () => {
    const client = storeClient(stores()[0]![1]);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        client.logon(
          logonNameOf('anna@accounts.test'),
          index % 2 === 0 ? 'Correct horse' : 'wrong',
          PEER,
        ),
      ),
    );
    await client.close();
    expect(answers.map(({ kind }) => kind)).toEqual(
      answers.map((_, index) => (index % 2 === 0 ? 'accepted' : 'refused')),
    );
  });

  test('a restart of the auth process costs no logon', async () => {
    const client = storeClient(stores()[0]![1]);
    const logon = () => client.logon(logonNameOf('anna@accounts.test'), 'Correct horse', PEER);
    expect(await logon()).toEqual(accepted('anna@accounts.test'));
    await dovecot.endAuthProcess();
    expect(await logon()).toEqual(accepted('anna@accounts.test'));
    await client.close();
  });

  test('while it hangs, logons are put off, and taken again afterwards', async () => {
    const client = storeClient(stores()[0]![1], SHORT);
    const logon = () => client.logon(logonNameOf('anna@accounts.test'), 'Correct horse', PEER);
    expect(await logon()).toEqual(accepted('anna@accounts.test'));
    await dovecot.pauseAuthProcess();
    try {
      expect(await logon()).toEqual(isUnavailable);
      expect(await ask(stores()[2]![1], 'anna@accounts.test', 'Correct horse', SHORT)).toEqual(
        isUnavailable,
      );
      expect(await ask(stores()[4]![1], 'anna@accounts.test', 'Correct horse', SHORT)).toEqual(
        isUnavailable,
      );
    } finally {
      await dovecot.wakeAuthProcess();
    }
    expect(await logon()).toEqual(accepted('anna@accounts.test'));
    await client.close();
  });

  test('a certificate that does not fit ends it before the password is sent', async () => {
    const other = await localhostPair();
    for (const [name, store] of stores().slice(2)) {
      const password = 'Correct horse';
      const stranger = { ...store, ca: other.cert } as AccountStore;
      expect(await ask(stranger, 'anna@accounts.test', password), name).toEqual({
        kind: 'unavailable',
        why: expect.stringContaining('certificate'),
      });
      const misnamed = { ...store, host: '127.0.0.1' } as AccountStore;
      expect(await ask(misnamed, 'anna@accounts.test', password), name).toEqual({
        kind: 'unavailable',
        why: 'Its certificate is for another name.',
      });
      const { ca: _, ...unknown } = store as Extract<AccountStore, { kind: 'imap' }>;
      expect(await ask(unknown, 'anna@accounts.test', password), name).toEqual({
        kind: 'unavailable',
        why: expect.stringContaining('authority'),
      });
    }
  });

  test('a server that is not there is unavailable', async () => {
    const port = await freePort();
    for (const [name, store] of stores().slice(1)) {
      const gone = (
        store.kind === 'dovecot'
          ? { ...store, at: { host: '127.0.0.1', port } }
          : { ...store, port }
      ) as AccountStore;
      expect(await ask(gone, 'anna@accounts.test', 'Correct horse'), name).toEqual({
        kind: 'unavailable',
        why: 'Nothing listens there.',
      });
    }
    const noSocket = storeSchema.parse({
      kind: 'dovecot',
      name: 'none',
      at: { socket: '/nowhere/auth-client' },
    });
    expect(await ask(noSocket, 'anna@accounts.test', 'Correct horse')).toEqual({
      kind: 'unavailable',
      why: 'There is no such socket.',
    });
  });
});

describe.runIf(hasSlapd())("Debian's slapd judges logons", () => {
  let slapd: Slapd;

  beforeAll(async () => {
    slapd = await Slapd.start();
  });
  afterAll(() => slapd?.stop());

  const TEMPLATE = { how: 'template', template: `uid={user},${SLAPD_PEOPLE}` };
  const SEARCH = { how: 'search', ...SLAPD_READER, base: SLAPD_BASE };

  function storeOf(tls: string, bind: object = TEMPLATE, more: object = {}): AccountStore {
    return storeSchema.parse({
      kind: 'ldap',
      name: 'directory',
      host: tls === 'none' ? '127.0.0.1' : 'localhost',
      port: tls === 'ldaps' ? slapd.ldapsPort : slapd.ldapPort,
      tls,
      ca: slapd.certificate,
      domains: ['accounts.test'],
      bind,
      ...more,
    });
  }

  const WAYS_TO_BIND = ['ldaps', 'starttls', 'none'].flatMap((tls) => [
    [tls, 'a template', TEMPLATE] as const,
    [tls, 'a search', SEARCH] as const,
  ]);

  describe.each(WAYS_TO_BIND)('by %s and %s', (tls, _, bind) => {
    const store = () => storeOf(tls, bind);

    test('the right password is accepted, the wrong one refused', async () => {
      for (const name of ['anna@accounts.test', 'Accounts.Test\\anna', 'anna@ACCOUNTS.test']) {
        expect(await ask(store(), name, 'Correct horse')).toEqual(accepted('anna@accounts.test'));
      }
      expect(await ask(store(), 'anna', 'Correct horse')).toEqual(accepted('anna'));
      expect(await ask(store(), 'anna@accounts.test', 'wrong')).toEqual(isRefused);
    });

    test('names and passwords that are not ASCII, and long or odd ones, are handed on whole', async () => {
      expect(await ask(store(), 'jörg@accounts.test', 'Grüße, Jörg')).toEqual(
        accepted('jörg@accounts.test'),
      );
      expect(await ask(store(), 'long', 'x'.repeat(200))).toEqual(accepted('long'));
      expect(await ask(store(), 'long', 'x'.repeat(199))).toEqual(isRefused);
    });

    test('unknown and disabled accounts and empty passwords are refused', async () => {
      expect(await ask(store(), 'nobody@accounts.test', 'Correct horse')).toEqual(isRefused);
      expect(await ask(store(), 'disabled@accounts.test', 'Correct horse')).toEqual(isRefused);
      expect(await ask(store(), 'anna@accounts.test', '')).toEqual(isRefused);
    });

    test('a name cannot say more than a name', async () => {
      for (const name of INJECTIONS) {
        expect((await ask(store(), name, 'Correct horse')).kind, name).not.toBe('accepted');
      }
    });
  });

  test('a name with what DNs and filters hold special is found as it is', async () => {
    // As its parts: typed, its backslash would part it.
    const [odd] = Object.keys(SLAPD_ACCOUNTS).filter((uid) => uid.includes('slash'));
    for (const bind of [TEMPLATE, SEARCH]) {
      const client = storeClient(storeOf('none', bind));
      const name = { given: 'odd', user: odd!, domain: null };
      expect(await client.logon(name, 'odd name', PEER)).toEqual(accepted(odd!));
    }
  });

  test('two entries for one name let nobody in', async () => {
    const bind = { ...SEARCH, filter: '(|(uid={user})(sn={user}))' };
    expect(await ask(storeOf('ldaps', bind), 'twin-1', 'Correct horse')).toEqual(
      accepted('twin-1'),
    );
    expect(await ask(storeOf('ldaps', bind), 'twin', 'Correct horse')).toEqual({
      kind: 'refused',
      why: 'More than one entry has this name.',
    });
  });

  test('an account has no domain that neither the store nor the entry knows', async () => {
    const stranger = { domains: [] };
    for (const bind of [TEMPLATE, SEARCH]) {
      expect(
        await ask(storeOf('ldaps', bind, stranger), 'anna@rival.test', 'Correct horse'),
      ).toEqual(accepted('anna'));
    }
    expect(
      await ask(storeOf('ldaps', SEARCH, stranger), 'anna@accounts.test', 'Correct horse'),
    ).toEqual(accepted('anna@accounts.test'));
  });

  test('when the account to search with is refused, users are not', async () => {
    const bind = { ...SEARCH, password: 'outdated' };
    expect(await ask(storeOf('ldaps', bind), 'anna', 'Correct horse')).toEqual({
      kind: 'unavailable',
      why: 'It refuses the account to search with, or its password.',
    });
    const nowhere = { ...SEARCH, base: 'dc=nowhere' };
    expect(await ask(storeOf('ldaps', nowhere), 'anna', 'Correct horse')).toEqual(isUnavailable);
  });

  test('a certificate that does not fit ends it before the password is sent', async () => {
    const other = await localhostPair();
    for (const tls of ['ldaps', 'starttls']) {
      expect(
        await ask(storeOf(tls, TEMPLATE, { ca: other.cert }), 'anna', 'Correct horse'),
      ).toEqual({ kind: 'unavailable', why: expect.stringContaining('certificate') });
      expect(
        await ask(storeOf(tls, TEMPLATE, { host: '127.0.0.1' }), 'anna', 'Correct horse'),
      ).toEqual({ kind: 'unavailable', why: 'Its certificate is for another name.' });
    }
  });

  test('while it hangs or is down, logons are put off, and taken again afterwards', async () => {
    await slapd.pause();
    try {
      for (const [tls, , bind] of WAYS_TO_BIND) {
        expect(await ask(storeOf(tls, bind), 'anna', 'Correct horse', SHORT)).toEqual(
          isUnavailable,
        );
      }
    } finally {
      slapd.wake();
    }
    expect(await ask(storeOf('ldaps'), 'anna', 'Correct horse')).toEqual(accepted('anna'));
    await slapd.end();
    expect(await ask(storeOf('ldaps'), 'anna', 'Correct horse')).toEqual({
      kind: 'unavailable',
      why: 'Nothing listens there.',
    });
    await slapd.restart();
    expect(await ask(storeOf('starttls'), 'anna', 'Correct horse')).toEqual(accepted('anna'));
  });
});
