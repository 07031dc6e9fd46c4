/** Whatever a store does, the answer comes in time, and a fault is never a refusal or a permit. Threats: T6. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { logonNameOf, type StoreAnswer } from '../../../../server/relay/logon/account-store.js';
import { storeClient } from '../../../../server/relay/logon/store-client.js';
import { storeSchema, type AccountStore } from '../../../../shared/api/security.js';
import { localhostPair } from '../../../support/localhost-pair.js';
import {
  ScriptedStore,
  type Fault,
  type ScriptedStoreOptions,
  type StoreSession,
} from '../../../support/scripted-store.js';
import { dovecotTalk, imapTalk, ldapTalk, pop3Talk } from '../../../support/store-talk.js';

const PEER = { address: '192.0.2.7', localAddress: '192.0.2.1', tls: true };
const PASSWORD = 'Correct horse';
const BOUND = 250;
/** What a busy machine may need on top. */
const LENIENCE = 5000;

let pair: { key: string; cert: string };
let server: ScriptedStore | null = null;

beforeAll(async () => {
  pair = await localhostPair();
});
afterEach(async () => {
  await server?.stop();
  server = null;
});

interface Kind {
  readonly talk: (session: StoreSession) => Promise<void>;
  /** How many answers its logon takes. */
  readonly answers: number;
  readonly implicitTls: boolean;
  store(port: number): object;
}

const place = (port: number, tls: string) => ({ host: 'localhost', port, tls, ca: pair.cert });
const reader = { how: 'search', account: 'cn=reader', password: 'reads', base: 'dc=test' };
const template = { how: 'template', template: 'uid={user},dc=test' };

const KINDS: Record<string, Kind> = {
  Dovecot: {
    talk: dovecotTalk(),
    answers: 3,
    implicitTls: false,
    store: (port) => ({ kind: 'dovecot', at: { host: '127.0.0.1', port } }),
  },
  IMAP: {
    talk: imapTalk(),
    answers: 4,
    implicitTls: true,
    store: (port) => ({ kind: 'imap', ...place(port, 'implicit') }),
  },
  'IMAP with STARTTLS': {
    talk: imapTalk(),
    answers: 6,
    implicitTls: false,
    store: (port) => ({ kind: 'imap', ...place(port, 'starttls') }),
  },
  POP3: {
    talk: pop3Talk(),
    answers: 4,
    implicitTls: true,
    store: (port) => ({ kind: 'pop3', ...place(port, 'implicit') }),
  },
  'POP3 with STLS': {
    talk: pop3Talk(),
    answers: 5,
    implicitTls: false,
    store: (port) => ({ kind: 'pop3', ...place(port, 'starttls') }),
  },
  'POP3 without SASL': {
    talk: pop3Talk({ capabilities: '-ERR what' }),
    answers: 4,
    implicitTls: true,
    store: (port) => ({ kind: 'pop3', ...place(port, 'implicit') }),
  },
  'LDAP by a template': {
    talk: ldapTalk(),
    answers: 1,
    implicitTls: true,
    store: (port) => ({ kind: 'ldap', ...place(port, 'ldaps'), bind: template }),
  },
  'LDAP by a search': {
    talk: ldapTalk(),
    answers: 3,
    implicitTls: true,
    store: (port) => ({ kind: 'ldap', ...place(port, 'ldaps'), bind: reader }),
  },
  'LDAP with StartTLS': {
    talk: ldapTalk(),
    answers: 2,
    implicitTls: false,
    store: (port) => ({ kind: 'ldap', ...place(port, 'starttls'), bind: template }),
  },
  'LDAP without TLS': {
    talk: ldapTalk(),
    answers: 1,
    implicitTls: false,
    store: (port) => ({
      kind: 'ldap',
      ...place(port, 'none'),
      host: '127.0.0.1',
      bind: template,
    }),
  },
};

async function ask(
  kind: Kind,
  options: ScriptedStoreOptions,
  { talk = kind.talk, timeOut = BOUND } = {},
): Promise<{ answer: StoreAnswer; took: number }> {
  server = await ScriptedStore.start(talk, { implicitTls: kind.implicitTls, pair, ...options });
  const store = storeSchema.parse({ name: 'store', ...kind.store(server.port) }) as AccountStore;
  const client = storeClient(store, timeOut);
  const from = performance.now();
  const answer = await client.logon(logonNameOf('anna@example.com'), PASSWORD, PEER);
  const took = performance.now() - from;
  await client.close();
  return { answer, took };
}

describe.each(Object.entries(KINDS))('%s', (_, kind) => {
  test('a sound store accepts, in as many answers as are tried below', async () => {
    const { answer } = await ask(kind, {}, { timeOut: 10_000 });
    expect(answer.kind).toBe('accepted');
    const { answer: without } = await ask(kind, { fault: { at: kind.answers, how: 'hangs up' } });
    expect(without.kind).toBe('unavailable');
  });

  const stages = Array.from({ length: kind.answers }, (__, index) => index + 1);
  const faults: Fault[] = ['hangs up', 'is silent', 'says garbage', 'floods', 'floods lines'];
  const cases = stages.flatMap((at) => faults.map((how) => ({ at, how })));

  test.each(cases)('one that $how at answer $at is unavailable', async (fault) => {
    const { answer, took } = await ask(kind, { fault });
    expect(answer).toEqual({ kind: 'unavailable', why: expect.stringMatching(/^[A-Z].*\.$/s) });
    expect(took).toBeLessThan(BOUND + LENIENCE);
    // Nothing goes on behind the answer.
    await Promise.all(server!.sessions.map(({ closed }) => closed));
  });

  test.each(stages)('its answer %i may come byte by byte', async (at) => {
    const { answer } = await ask(kind, { fault: { at, how: 'splits' } }, { timeOut: 10_000 });
    expect(answer.kind).toBe('accepted');
  });

  test('one that talks something else, or nothing, from the beginning is unavailable', async () => {
    const others: ((session: StoreSession) => Promise<void>)[] = [
      async ({ closed }) => closed,
      async ({ socket }) => void socket.destroy(),
      async ({ socket }) => void socket.write('SSH-2.0-OpenSSH_9.2p1\r\n'),
      async ({ socket }) => void socket.write(Buffer.alloc(3000, 0x30)),
    ];
    for (const talk of others) {
      const { answer, took } = await ask(kind, { implicitTls: false }, { talk });
      expect(answer.kind).toBe('unavailable');
      expect(took).toBeLessThan(BOUND + LENIENCE);
      if (kind !== KINDS['LDAP without TLS']) expect(server!.heard).not.toContain(PASSWORD);
      await server!.stop();
    }
  });
});

describe.each(['IMAP', 'IMAP with STARTTLS'])('%s', (name) => {
  const more = 'x'.repeat(9000);
  test.each([
    ['the refusal', imapTalk({ reply: `% NO no\r\n${more}` })],
    ['a fault', imapTalk({ reply: `% BAD no\r\n${more}` })],
    ['the logon', imapTalk({ reply: `% OK in\r\n${more}` })],
    ['its goodbye', imapTalk({ reply: `* BYE no\r\n${more}` })],
    ['its greeting', imapTalk({ greeting: `* BYE no\r\n${more}` })],
    ['its capabilities', imapTalk({ capabilities: `IMAP4rev1\r\n* BYE\r\n${more}` })],
  ])('too much in one piece with %s ends that logon alone', async (_, talk) => {
    for (let count = 0; count < 5; count += 1) {
      const { answer } = await ask(KINDS[name]!, {}, { talk });
      expect(['accepted', 'refused', 'unavailable']).toContain(answer.kind);
      await server!.stop();
    }
  });
});
