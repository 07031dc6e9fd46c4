/** What the answers of a store come to, and what it is sent. Threats: T6. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  logonNameOf,
  type LogonPeer,
  type StoreAnswer,
} from '../../../../server/relay/logon/account-store.js';
import { storeClient } from '../../../../server/relay/logon/store-client.js';
import { storeSchema, type AccountStore } from '../../../../shared/api/security.js';
import { localhostPair } from '../../../support/localhost-pair.js';
import {
  ScriptedStore,
  type ScriptedStoreOptions,
  type StoreSession,
} from '../../../support/scripted-store.js';
import {
  dovecotTalk,
  imapTalk,
  ldapResult,
  ldapTalk,
  pop3Talk,
} from '../../../support/store-talk.js';

const PEER = { address: '192.0.2.7', localAddress: '192.0.2.1', tls: true };
const PASSWORD = 'Correct horse';
const BASE64 = Buffer.from(`\0anna@example.com\0${PASSWORD}`).toString('base64');

let pair: { key: string; cert: string };
let server: ScriptedStore | null = null;

beforeAll(async () => {
  pair = await localhostPair();
});
afterEach(async () => {
  await server?.stop();
  server = null;
});

interface Logon {
  readonly name?: string;
  readonly password?: string;
  readonly peer?: LogonPeer;
}

/** `store` without name, host and port. */
async function ask(
  talk: (session: StoreSession) => Promise<void>,
  store: object,
  { name = 'anna@example.com', password = PASSWORD, peer = PEER }: Logon = {},
  options: ScriptedStoreOptions = {},
): Promise<StoreAnswer> {
  await server?.stop();
  server = await ScriptedStore.start(talk, { pair, ...options });
  const client = clientOf(store, server.port);
  try {
    return await client.logon(logonNameOf(name), password, peer);
  } finally {
    await client.close();
  }
}

function clientOf(store: object, port: number) {
  const { kind } = store as { kind: string };
  const place =
    kind === 'dovecot'
      ? { at: { host: '127.0.0.1', port } }
      : { host: 'localhost', port, ca: pair.cert };
  return storeClient(
    storeSchema.parse({ name: 'store', ...place, ...store }) as AccountStore,
    2000,
  );
}

const isUnavailable = expect.objectContaining({ kind: 'unavailable' });
const isRefused = expect.objectContaining({ kind: 'refused' });

describe('Dovecot', () => {
  const DOVECOT = { kind: 'dovecot' };

  test.each([
    ['FAIL\t%\tuser=anna', 'refused', /wrong/],
    ['FAIL\t%\tuser=anna\ttemp', 'unavailable', /now/],
    ['FAIL\t%\tcode=temp_fail', 'unavailable', /now/],
    ['FAIL\t%\tuser=anna\tuser_disabled', 'refused', /disabled/],
    ['FAIL\t%\tcode=user_disabled', 'refused', /disabled/],
    ['FAIL\t%\tpass_expired', 'refused', /expired/],
    ['FAIL\t%\tauthz', 'refused', /may not/],
    ['FAIL\t%\treason=Come again\x01ttomorrow', 'refused', /"Come again tomorrow"/],
    ['CONT\t%\tabcd', 'unavailable', /more than/],
    ['OK\t%\tnologin', 'unavailable', /whom/],
    ['OK\t%\tuser=', 'unavailable', /whom/],
    ['OK\t9%\tuser=anna', 'unavailable', /not asked/],
    ['OK\t-1\tuser=anna', 'unavailable', /not asked/],
    ['OK\t\tuser=anna', 'unavailable', /not asked/],
    ['YES\t%\tuser=anna', 'unavailable', /not asked/],
  ])('its %j comes to %s', async (reply, kind, why) => {
    const answer = await ask(dovecotTalk(reply), DOVECOT);
    expect(answer).toEqual({ kind, why: expect.stringMatching(why) });
  });

  test('the account is what Dovecot calls it, not what the peer calls itself', async () => {
    const answer = await ask(dovecotTalk('OK\t%\tuser=Anna@EXAMPLE.com'), DOVECOT);
    expect(answer).toEqual({ kind: 'accepted', account: 'Anna@example.com' });
    const bare = await ask(dovecotTalk('OK\t%\tuser=anna'), DOVECOT, { name: 'anna@rival.test' });
    expect(bare).toEqual({ kind: 'accepted', account: 'anna' });
  });

  test('it is told who asks, and name and password at the end of the line', async () => {
    await ask(dovecotTalk(), DOVECOT);
    const line = server!.heard.split('\n').find((text) => text.startsWith('AUTH'));
    expect(line).toBe(
      `AUTH\t1\tPLAIN\tservice=smtp\tnologin\tlip=192.0.2.1\trip=192.0.2.7\tsecured\tresp=${BASE64}`,
    );
    await ask(dovecotTalk(), DOVECOT, { peer: { ...PEER, address: 'fe80::1\tx', tls: false } });
    expect(server!.heard).not.toContain('secured');
    expect(server!.heard).toContain('rip=fe80::1\x01tx\t');
  });

  test('what it says is left out when the password is in it', async () => {
    const answer = await ask(dovecotTalk(`FAIL\t%\treason=not ${PASSWORD}`), DOVECOT);
    expect(answer).toEqual({ kind: 'refused', why: 'Name or password is wrong.' });
  });

  test('a service without PLAIN, or of another version, is unavailable', async () => {
    for (const handshake of [
      'VERSION\t1\t2\nMECH\tLOGIN\nDONE\n',
      'VERSION\t2\t0\nMECH\tPLAIN\nDONE\n',
    ]) {
      const answer = await ask(async (session) => {
        await session.say(handshake);
        await session.closed;
      }, DOVECOT);
      expect(answer).toEqual(isUnavailable);
      expect(server!.heard).not.toContain('AUTH');
    }
  });

  test('what would not fit in a line is refused without asking', async () => {
    const answer = await ask(dovecotTalk(), DOVECOT, { password: 'x'.repeat(6000) });
    expect(answer).toEqual(isRefused);
    expect(server!.heard).toBe('');
  });

  test('one connection carries all logons, and a new one is made when it is gone', async () => {
    server = await ScriptedStore.start(dovecotTalk());
    const client = clientOf(DOVECOT, server.port);
    const logon = () => client.logon(logonNameOf('anna@example.com'), PASSWORD, PEER);
    await Promise.all([logon(), logon(), logon()]);
    expect(server.sessions).toHaveLength(1);
    server.sessions[0]!.socket.destroy();
    expect(await logon()).toEqual({ kind: 'accepted', account: 'anna@example.com' });
    expect(server.sessions).toHaveLength(2);
    await client.close();
    expect(await logon()).toEqual(isUnavailable);
    expect(server.sessions).toHaveLength(2);
  });
});

describe('IMAP', () => {
  const IMAP = { kind: 'imap', tls: 'implicit' };
  const TLS = { implicitTls: true };

  test.each([
    ['% NO [AUTHENTICATIONFAILED] no', 'refused'],
    ['% NO no', 'refused'],
    ['% NO [EXPIRED] no', 'refused'],
    ['% NO [UNAVAILABLE] no', 'unavailable'],
    ['% NO [CONTACTADMIN] no', 'unavailable'],
    ['% NO [INUSE] no', 'unavailable'],
    ['% NO [LIMIT] no', 'unavailable'],
    ['% BAD no', 'unavailable'],
    ['* BYE no', 'unavailable'],
    ['wrong OK yes', 'unavailable'],
  ])('its %j comes to %s', async (reply, kind) => {
    const answer = await ask(imapTalk({ reply }), IMAP, {}, TLS);
    expect(answer.kind).toBe(kind);
  });

  test('a server that lets everybody in has not judged the password', async () => {
    const answer = await ask(imapTalk({ greeting: '* PREAUTH hello' }), IMAP, {}, TLS);
    expect(answer).toEqual({
      kind: 'unavailable',
      why: 'It lets everybody in without a logon.',
    });
  });

  test('a server that takes no logons is unavailable', async () => {
    const capabilities = 'IMAP4rev1 LOGINDISABLED';
    expect(await ask(imapTalk({ capabilities }), IMAP, {}, TLS)).toEqual(isUnavailable);
    expect(await ask(imapTalk({ greeting: '* BYE full' }), IMAP, {}, TLS)).toEqual(isUnavailable);
  });

  test('the password is never sent without TLS', async () => {
    const store = { ...IMAP, tls: 'starttls' };
    const without = imapTalk({ capabilities: 'IMAP4rev1 AUTH=PLAIN' });
    const open = imapTalk({ greeting: '* PREAUTH hello' });
    for (const talk of [without, open]) {
      expect(await ask(talk, store)).toEqual(isUnavailable);
      expect(server!.heard).not.toContain('AUTHENTICATE');
      expect(server!.heard).not.toContain(PASSWORD);
    }
  });

  test('the name goes in the form that is set, and the account has its domain when that was judged', async () => {
    const name = 'EXAMPLE\\anna';
    const sent = (user: string) => Buffer.from(`\0${user}\0${PASSWORD}`).toString('base64');
    const forms = [
      ['user-at-domain', 'anna@example', 'anna@example', []],
      ['user', 'anna', 'anna', []],
      ['user', 'anna', 'anna@example', ['EXAMPLE']],
    ] as const;
    for (const [nameForm, user, account, domains] of forms) {
      const store = { ...IMAP, nameForm, domains };
      expect(await ask(imapTalk(), store, { name }, TLS)).toEqual({ kind: 'accepted', account });
      expect(server!.heard).toContain(sent(user));
    }
  });
});

describe('POP3', () => {
  const POP3 = { kind: 'pop3', tls: 'implicit' };
  const TLS = { implicitTls: true };
  const WITHOUT_SASL = '-ERR what';

  test.each([
    ['-ERR [AUTH] no', 'refused'],
    ['-ERR no', 'refused'],
    ['-ERR', 'refused'],
    ['-ERR [SYS/TEMP] no', 'unavailable'],
    ['-ERR [SYS/PERM] no', 'unavailable'],
    ['-ERR [IN-USE] no', 'unavailable'],
    ['-ERR [LOGIN-DELAY] no', 'unavailable'],
    ['+OKAY', 'unavailable'],
    ['+ more', 'unavailable'],
    ['OK', 'unavailable'],
  ])('its %j to the password comes to %s', async (reply, kind) => {
    for (const capabilities of [undefined, WITHOUT_SASL]) {
      const talk = pop3Talk({ reply, ...(capabilities !== undefined && { capabilities }) });
      expect((await ask(talk, POP3, {}, TLS)).kind).toBe(kind);
    }
  });

  test('a server that greets with a refusal, or floods its capabilities, is unavailable', async () => {
    const flood = `+OK\r\n${'X\r\n'.repeat(500)}.`;
    for (const script of [{ greeting: '-ERR [SYS/TEMP] later' }, { capabilities: flood }]) {
      expect(await ask(pop3Talk(script), POP3, {}, TLS)).toEqual(isUnavailable);
      expect(server!.heard).not.toContain(BASE64);
    }
  });

  test('nothing in a name or a password becomes a line of its own', async () => {
    const talk = pop3Talk({ capabilities: WITHOUT_SASL });
    for (const logon of [
      { name: 'anna\r\nDELE 1' },
      { name: 'anna\nDELE 1' },
      { password: 'x\r\nDELE 1' },
      { password: 'x\nDELE 1' },
    ]) {
      expect(await ask(talk, POP3, logon, TLS)).toEqual(isRefused);
      expect(server!.sessions).toHaveLength(0);
    }
  });

  test('the password is never sent without TLS, nor when plain text was put in before it', async () => {
    const store = { ...POP3, tls: 'starttls' };
    for (const toStls of ['-ERR what', '+OK\r\n+OK', '+OK\r\n+']) {
      expect(await ask(pop3Talk({ toStls }), store)).toEqual(isUnavailable);
      expect(server!.heard).toMatch(/^STLS\r\n/);
      expect(server!.heard).not.toMatch(/CAPA|AUTH|USER/);
    }
  });
});

describe('LDAP', () => {
  const LDAP = { kind: 'ldap', tls: 'ldaps', bind: { how: 'template', template: '{name}' } };
  const SEARCH = {
    ...LDAP,
    bind: { how: 'search', account: 'cn=reader', password: 'reads', base: 'dc=test' },
  };
  const TLS = { implicitTls: true };

  test.each([
    ['525', /no such account/],
    ['52e', /password is wrong/],
    ['530', /at this time/],
    ['531', /from this machine/],
    ['532', /expired/],
    ['533', /disabled/],
    ['701', /account has expired/],
    ['773', /must be changed/],
    ['775', /locked/],
    ['999', /wrong/],
  ])('Active Directory\'s "data %s" is explained', async (code, why) => {
    const text = `80090308: LdapErr: DSID-0C090449, comment: AcceptSecurityContext error, data ${code}, v4563`;
    const answer = await ask(ldapTalk({ result: { code: 49, text } }), LDAP, {}, TLS);
    expect(answer).toEqual({ kind: 'refused', why: expect.stringMatching(why) });
  });

  test.each([1, 2, 8, 10, 13, 14, 32, 34, 48, 50, 51, 52, 53, 80])(
    'code %i is unavailable, not a refusal',
    async (code) => {
      const answer = await ask(ldapTalk({ result: { code } }), LDAP, {}, TLS);
      expect(answer).toEqual(isUnavailable);
    },
  );

  test('no entry and two entries are refused, one without a name is never bound with', async () => {
    const cases = [
      [[], 'refused'],
      [['uid=a', 'uid=b'], 'refused'],
      [[''], 'unavailable'],
      [[' '], 'unavailable'],
    ] as const;
    for (const [entries, kind] of cases) {
      expect((await ask(ldapTalk({ entries }), SEARCH, {}, TLS)).kind).toBe(kind);
      expect(server!.heard).not.toContain(PASSWORD);
    }
  });

  test('a name that the library would take for a mechanism is not bound with', async () => {
    for (const name of ['EXTERNAL', 'PLAIN', 'DIGEST-MD5', 'SCRAM-SHA-1', ' ']) {
      expect(await ask(ldapTalk(), LDAP, { name }, TLS)).toEqual(isRefused);
      expect(server!.sessions).toHaveLength(0);
    }
  });

  test('the name goes as the template says', async () => {
    const cases = [
      ['{domain}\\{user}', 'anna@corp', 'corp\\anna', 'anna@corp'],
      ['{user}@example.com', 'anna@corp', 'anna@example.com', 'anna@example.com'],
      ['uid={user},dc=x', 'a,b+c@corp', 'uid=a\\,b\\+c,dc=x', 'a,b+c'],
      ['uid={user},dc={domain}', '#a @CORP', 'uid=\\#a\\ ,dc=CORP', '#a @corp'],
      ['cn={name},dc=x', 'COR"P\\anna', 'cn=COR\\"P\\\\anna,dc=x', 'anna@cor"p'],
    ] as const;
    for (const [template, name, sent, account] of cases) {
      const store = { ...LDAP, bind: { how: 'template', template } };
      expect(await ask(ldapTalk(), store, { name }, TLS)).toEqual({ kind: 'accepted', account });
      expect(server!.heard).toContain(sent);
    }
    const wantsDomain = { ...LDAP, bind: { how: 'template', template: '{domain}\\{user}' } };
    expect(await ask(ldapTalk(), wantsDomain, { name: 'anna' }, TLS)).toEqual(isRefused);
  });

  test('the password is never sent when TLS is not offered, or plain text was put in before it', async () => {
    const store = { ...LDAP, tls: 'starttls' };
    // The beginning of a success that the real answer would be read into.
    const success = ldapResult(2, 0x61, 0, 'x'.repeat(60));
    const scripts = [{ startTls: 2 }, { injected: success }, { injected: success.subarray(0, 40) }];
    for (const script of scripts) {
      expect(await ask(ldapTalk({ ...script, result: { code: 49 } }), store)).toEqual({
        kind: 'unavailable',
        why: expect.stringMatching(/does not offer TLS|before TLS/),
      });
      expect(server!.heard).not.toContain(PASSWORD);
    }
  });

  test('what is endless, or comes in too many pieces, is given up at once', async () => {
    const endless = Buffer.concat([Buffer.from('30847fffffff', 'hex'), Buffer.alloc(400_000)]);
    const many = Buffer.concat(Array.from({ length: 15_000 }, () => ldapResult(99, 0x61, 0)));
    const entries = Array.from({ length: 9000 }, (_, index) => `uid=${index},ou=people,dc=test`);
    const talks = [endless, many].map((bytes) => async (session: StoreSession) => {
      await session.message();
      session.socket.write(bytes);
    });
    for (const talk of [...talks, ldapTalk({ entries })]) {
      const answer = await ask(talk, SEARCH, {}, TLS);
      expect(answer).toEqual({
        kind: 'unavailable',
        why: expect.stringMatching(/more than was asked|no LDAP server/),
      });
    }
  });

  test('without TLS no other machine is asked, whatever its name looks like', async () => {
    for (const host of ['127.example.com', '::1234']) {
      const store = {
        ...LDAP,
        name: 'store',
        tls: 'none',
        host,
        port: 1,
      } as unknown as AccountStore;
      expect(await storeClient(store).logon(logonNameOf('anna'), PASSWORD, PEER)).toEqual({
        kind: 'unavailable',
        why: 'Passwords are not sent without TLS, but to this machine.',
      });
    }
  });
});

describe('every store', () => {
  test.each([
    ['imap', 'implicit', imapTalk()],
    ['imap', 'starttls', imapTalk()],
    ['pop3', 'implicit', pop3Talk()],
    ['pop3', 'starttls', pop3Talk()],
    ['ldap', 'ldaps', ldapTalk()],
    ['ldap', 'starttls', ldapTalk()],
  ])(
    '%s by %s with a certificate that does not fit is sent no password',
    async (kind, tls, talk) => {
      const bind = kind === 'ldap' && { bind: { how: 'template', template: '{name}' } };
      const options = { implicitTls: tls !== 'starttls' };
      const { cert } = await localhostPair();
      for (const other of [{ ca: cert }, { host: '127.0.0.1' }]) {
        expect(await ask(talk, { kind, tls, ...bind, ...other }, {}, options)).toEqual({
          kind: 'unavailable',
          why: expect.stringContaining('Its certificate is'),
        });
        expect(server!.heard).not.toContain(PASSWORD);
        expect(server!.heard).not.toContain(BASE64);
      }
      expect((await ask(talk, { kind, tls, ...bind }, {}, options)).kind).toBe('accepted');
    },
  );

  test('is not asked with an empty password, an empty name, or one that cannot be read', async () => {
    for (const kind of ['dovecot', 'imap', 'pop3', 'ldap']) {
      const bind = { bind: { how: 'template', template: '{name}' } };
      const tls = kind === 'ldap' ? { tls: 'ldaps', ...bind } : { tls: 'implicit' };
      const store = { kind, ...(kind !== 'dovecot' && tls) };
      for (const logon of [
        { password: '' },
        { name: '' },
        { name: ' @example.com' },
        { name: 'anna\tx' },
        { name: 'anna\0' },
        { name: 'CORP\\anna@example.com' },
        { name: 'anna@example.com@rival.test' },
        { password: 'x\0y' },
      ]) {
        expect(await ask(async () => undefined, store, logon)).toEqual(isRefused);
        expect(server!.sessions).toHaveLength(0);
      }
    }
  });

  test('reads DOMAIN\\user and user@domain alike', () => {
    expect(logonNameOf('CORP\\anna')).toEqual({
      given: 'CORP\\anna',
      user: 'anna',
      domain: 'CORP',
    });
    expect(logonNameOf('anna@corp')).toEqual({ given: 'anna@corp', user: 'anna', domain: 'corp' });
    for (const given of ['anna', 'anna@', '@corp', '\\anna', 'CORP\\']) {
      expect(logonNameOf(given)).toEqual({ given, user: given, domain: null });
    }
  });
});
