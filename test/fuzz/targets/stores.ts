/**
 * Hostile account stores against the real clients of Dovecot, IMAP, POP3 and LDAP: a logon is accepted
 * only when the store said so after it had the password, the answer comes within the time-out, and a
 * store that never stops talking is cut off.
 */
import { ok } from 'node:assert/strict';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { setTimeout as wait } from 'node:timers/promises';
import { storeSchema } from '../../../shared/api/security.js';
import { logonNameOf } from '../../../server/relay/logon/account-store.js';
import { storeClient } from '../../../server/relay/logon/store-client.js';
import { localhostPair } from '../../support/localhost-pair.js';
import { ldapResult } from '../../support/store-talk.js';
import { pick, type Fuzzer } from '../fuzzer.js';
import { MARK_WORDS, optionOf, stepsOf, type Step } from '../script.js';

const PASSWORD = 'Correct horse';
const PEER = { address: '192.0.2.7', localAddress: '192.0.2.1', tls: true };
const TIME_OUT = 300;
/** On a busy machine. */
const MOST_MS = TIME_OUT + 15_000;
const MOST_TAKEN = 8 * 1024 * 1024;
const FLOOD = Buffer.from('* OK more\r\n'.repeat(3000));

const KINDS = ['dovecot', 'imap', 'pop3', 'ldap', 'imap-starttls', 'pop3-starttls'] as const;
type Kind = (typeof KINDS)[number];

/** What a sound store of a kind says at each turn; the last but refuses. */
const SOUND: Readonly<Record<Kind, readonly string[]>> = {
  dovecot: [
    'VERSION\t1\t2\nMECH\tPLAIN\tplaintext\nSPID\t7\nCUID\t8\nCOOKIE\t0\nDONE\n',
    'FAIL\t1\tuser=anna\n',
  ],
  imap: [
    '* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\r\n',
    '%t NO [AUTHENTICATIONFAILED] no\r\n',
    '%t OK bye\r\n',
  ],
  pop3: [
    '+OK ready\r\n',
    '+OK\r\nSASL PLAIN\r\n.\r\n',
    '+ \r\n',
    '-ERR [AUTH] no\r\n',
    '+OK bye\r\n',
  ],
  ldap: [ldapResult(1, 0x61, 49).toString('latin1')],
  'imap-starttls': [
    '* OK ready\r\n',
    '* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN\r\n%t OK\r\n',
    '%t OK begin\r\n{{tls}}',
    '* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n%t OK\r\n',
    '+ \r\n',
    '%t NO no\r\n',
  ],
  'pop3-starttls': [
    '+OK ready\r\n',
    '+OK begin\r\n{{tls}}',
    '-ERR what\r\n',
    '+OK\r\n',
    '-ERR no\r\n',
  ],
};
const YES: Readonly<Record<Kind, string>> = {
  dovecot: 'OK\t1\tuser=anna@example.com\n',
  imap: '%t OK in\r\n',
  pop3: '+OK in\r\n',
  ldap: ldapResult(1, 0x61, 0).toString('latin1'),
  'imap-starttls': '%t OK in\r\n',
  'pop3-starttls': '+OK in\r\n',
};
/** What must stand in what the store said after it had the password. */
const SAID_YES: Readonly<Record<Kind, RegExp>> = {
  dovecot: /^OK\t\d+\t(?:[^\n]*\t)?user=[^\t\n]/m,
  imap: /^\S+ OK/im,
  pop3: /^\+OK/im,
  ldap: /\x0a[\x01-\x84][\0]*\0/,
  'imap-starttls': /^\S+ OK/im,
  'pop3-starttls': /^\+OK/im,
};

export const STORES: Fuzzer = {
  name: 'stores',
  about: 'hostile account stores against the clients that judge logons',
  parallel: 8,
  words: [
    ...MARK_WORDS,
    ...Object.values(SOUND).flat(),
    ...Object.values(YES),
    ...KINDS.map((kind) => `{{store ${kind}}}`),
    '%t ',
    '* PREAUTH hi\r\n',
    '* BYE\r\n',
    '+OK',
    '-ERR',
    '{99999999}\r\n',
    '{5}\r\n',
    '\t',
    '\r\n',
    'CONT\t1\t\n',
    'FAIL\t1\ttemp\n',
    '\x30\x84\xff\xff\xff\xff',
    '\x02\x01\x01',
  ],
  draw(random) {
    const kind = pick(random, KINDS);
    const turns = SOUND[kind].map((turn) => {
      const chance = random();
      if (chance < 0.1) return pick(random, Object.values(SOUND).flat());
      if (chance < 0.2) return pick(random, MARK_WORDS);
      if (chance < 0.25) return YES[kind];
      return turn;
    });
    const text = turns.slice(0, 1 + Math.floor(random() * turns.length)).join('{{next}}');
    // Where the store greets nobody it waits first.
    return Buffer.from(`{{store ${kind}}}${kind === 'ldap' ? '{{next}}' : ''}${text}`, 'latin1');
  },
  async start() {
    const pair = await localhostPair();
    return {
      async run(input) {
        const { value, rest } = optionOf(input, 'store');
        const kind = KINDS.find((each) => each === value) ?? 'dovecot';
        const store = await new HostileStore(kind, stepsOf(rest), pair).start();
        try {
          const client = storeClient(settingsFor(kind, store.port, pair.cert), TIME_OUT);
          const from = performance.now();
          const answer = await client.logon(logonNameOf('anna@example.com'), PASSWORD, PEER);
          const took = performance.now() - from;
          await client.close();
          ok(took < MOST_MS, `it took ${Math.round(took)} ms`);
          ok(store.taken < MOST_TAKEN, `it read ${store.taken} octets`);
          if (answer.kind === 'accepted') {
            // A Dovecot that answers early is believed: the number of the question is all that an answer names.
            ok(
              store.hasPassword || kind === 'dovecot',
              `${kind}: accepted before the store had the password`,
            );
            ok(
              SAID_YES[kind].test(store.saidAfter),
              `${kind}: accepted, though the store did not say so`,
            );
            ok(
              /^anna(?:@example\.com)?$/.test(answer.account) || kind === 'dovecot',
              answer.account,
            );
            return `${kind} accepted`;
          }
          ok(!answer.why.includes(PASSWORD), 'the password is in the answer');
          return `${kind} ${answer.kind} ${answer.why.replace(/[“"(:].*/s, '').slice(0, 60)}`;
        } finally {
          await store.stop();
        }
      },
      stop: () => undefined,
    };
  },
};

function settingsFor(kind: Kind, port: number, ca: string) {
  const at = { host: 'localhost', port, ca };
  const byKind: Readonly<Record<Kind, object>> = {
    dovecot: { kind: 'dovecot', at: { host: '127.0.0.1', port } },
    imap: { kind: 'imap', ...at, tls: 'implicit' },
    pop3: { kind: 'pop3', ...at, tls: 'implicit' },
    'imap-starttls': { kind: 'imap', ...at, tls: 'starttls' },
    'pop3-starttls': { kind: 'pop3', ...at, tls: 'starttls' },
    ldap: {
      kind: 'ldap',
      host: '127.0.0.1',
      port,
      tls: 'none',
      bind: { how: 'template', template: 'uid={user},dc=test' },
    },
  };
  return storeSchema.parse({ name: 'store', ...byKind[kind] });
}

/** Says its steps; `%t` is the tag that was heard last. */
class HostileStore {
  readonly #kind: Kind;
  readonly #steps: readonly Step[];
  readonly #pair: { key: string; cert: string };
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  hasPassword = false;
  /** Once it had the password; of a Dovecot all. In latin1. */
  saidAfter = '';
  taken = 0;

  constructor(kind: Kind, steps: readonly Step[], pair: { key: string; cert: string }) {
    this.#kind = kind;
    this.#steps = steps;
    this.#pair = pair;
    this.#server = createServer((socket) => void this.#talk(socket).catch(() => undefined));
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #talk(plain: Socket): Promise<void> {
    this.#sockets.add(plain.on('error', () => undefined));
    let socket = plain;
    let heard = '';
    let tag = '*';
    let wake = () => undefined as void;
    const listen = () =>
      socket
        .on('error', () => undefined)
        .on('close', () => wake())
        .on('data', (chunk: Buffer) => {
          const text = chunk.toString('latin1');
          heard += text;
          tag = /(?:^|\n)([A-Z0-9]{1,8}) [A-Z]/.exec(text)?.[1] ?? tag;
          const base64 = Buffer.from(`\0anna@example.com\0${PASSWORD}`).toString('base64');
          if (heard.includes(base64) || heard.includes(PASSWORD)) this.hasPassword = true;
          wake();
        });
    const secure = () => {
      socket.removeAllListeners('data');
      socket = new TLSSocket(socket, { isServer: true, ...this.#pair });
      listen();
    };
    if (this.#kind === 'imap' || this.#kind === 'pop3') secure();
    else listen();
    let read = 0;
    for (const { mark, say } of this.#steps) {
      if (mark === 'drop') return void socket.destroy();
      if (mark === 'silent') return;
      if (mark === 'tls' && socket === plain) secure();
      if (mark === 'split') await wait(1);
      if (mark === 'flood') return await this.#flood(socket);
      if (mark === 'next') {
        while (heard.length === read && !socket.destroyed) {
          await new Promise<void>((resolve) => (wake = resolve));
        }
        read = heard.length;
      }
      const text = say.toString('latin1').replaceAll('%t', tag);
      if (this.hasPassword || this.#kind === 'dovecot') this.saidAfter += text;
      const octets = Buffer.from(text, 'latin1');
      if (mark !== 'bytes' || octets.length > 500) socket.write(octets);
      else {
        for (const octet of octets) {
          socket.write(Buffer.of(octet));
          await new Promise(setImmediate);
        }
      }
    }
  }

  async #flood(socket: Socket): Promise<void> {
    let wake = (): void => undefined;
    socket.on('drain', () => wake()).on('close', () => wake());
    while (!socket.destroyed) {
      this.taken += FLOOD.length;
      if (this.hasPassword && this.saidAfter.length < 100_000) this.saidAfter += FLOOD.toString();
      if (!socket.write(FLOOD)) await new Promise<void>((resolve) => (wake = resolve));
    }
  }
}
