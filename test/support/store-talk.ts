/** How a sound store of each kind talks, for tests that change a part of it. */
import { berElement } from '../../server/relay/logon/ber.js';
import type { StoreSession } from './scripted-store.js';

type Talk = (session: StoreSession) => Promise<void>;

/** `reply` is what follows `OK` or `FAIL` and the number: `FAIL\t%\ttemp`; % is the number. */
export function dovecotTalk(reply = 'OK\t%\tuser=anna@example.com'): Talk {
  return async (session) => {
    await session.line();
    await session.line();
    await session.say('VERSION\t1\t2\nMECH\tLOGIN\tplaintext\nMECH\tPLAIN\tplaintext\n');
    await session.say('SPID\t7\nCUID\t8\nCOOKIE\t0123\nDONE\n');
    for (;;) {
      const [word, id] = (await session.line()).split('\t');
      if (word === 'AUTH') await session.say(`${reply.replaceAll('%', id!)}\n`);
    }
  };
}

export interface Pop3Script {
  readonly startTls?: boolean;
  readonly capabilities?: string;
  /** To the password. */
  readonly reply?: string;
  readonly toStls?: string;
  readonly greeting?: string;
}

export function pop3Talk(script: Pop3Script = {}): Talk {
  const reply = script.reply ?? '+OK Logged in.';
  return async (session) => {
    await session.say(`${script.greeting ?? '+OK ready'}\r\n`);
    for (;;) {
      const line = await session.line();
      if (line === 'STLS') {
        await session.say(`${script.toStls ?? '+OK'}\r\n`);
        session.startTls();
      } else if (line === 'CAPA') {
        await session.say(`${script.capabilities ?? '+OK\r\nSASL PLAIN LOGIN\r\n.'}\r\n`);
      } else if (line === 'AUTH PLAIN') {
        await session.say('+ \r\n');
        await session.line();
        await session.say(`${reply}\r\n`);
      } else if (line.startsWith('USER ')) {
        await session.say('+OK\r\n');
      } else if (line.startsWith('PASS ')) {
        await session.say(`${reply}\r\n`);
      } else {
        session.socket.end();
      }
    }
  };
}

export interface ImapScript {
  readonly greeting?: string;
  /** To the logon, after its tag. */
  readonly reply?: string;
  readonly capabilities?: string;
}

export function imapTalk(script: ImapScript = {}): Talk {
  const capabilities = script.capabilities ?? 'IMAP4rev1 STARTTLS AUTH=PLAIN';
  return async (session) => {
    await session.say(`${script.greeting ?? '* OK ready'}\r\n`);
    for (;;) {
      const [tag, command] = (await session.line()).split(' ');
      if (command === 'CAPABILITY') {
        await session.say(`* CAPABILITY ${capabilities}\r\n${tag} OK done\r\n`);
      } else if (command === 'STARTTLS') {
        await session.say(`${tag} OK begin\r\n`);
        session.startTls();
      } else if (command === 'AUTHENTICATE') {
        await session.say('+ \r\n');
        await session.line();
        await session.say(`${(script.reply ?? '% OK Logged in').replaceAll('%', tag!)}\r\n`);
      } else if (command === 'LOGOUT') {
        session.socket.end(`* BYE\r\n${tag} OK done\r\n`);
      } else {
        await session.say(`${tag} BAD what\r\n`);
      }
    }
  };
}

export interface LdapScript {
  /** The result of a bind with `password`. */
  readonly result?: { readonly code: number; readonly text?: string };
  readonly entries?: readonly string[];
  /** After the answer to StartTLS, in plain text. */
  readonly injected?: Buffer;
  readonly startTls?: number;
}

const BIND = 0x60;
const SEARCH = 0x63;
const EXTENDED = 0x77;

/** The account `cn=reader` is let in whatever the script says. */
export function ldapTalk(script: LdapScript = {}): Talk {
  return async (session) => {
    for (;;) {
      const message = await session.message();
      const idAt = message[1]! < 0x80 ? 4 : 4 + message[1]! - 0x80;
      const id = message[idAt]!;
      const operation = message[idAt + 1];
      if (operation === EXTENDED) {
        const answer = ldapResult(id, 0x78, script.startTls ?? 0);
        await session.say(Buffer.concat([answer, script.injected ?? Buffer.alloc(0)]));
        if (!script.startTls) session.startTls();
      } else if (operation === BIND) {
        const { code, text } = message.includes('cn=reader')
          ? { code: 0 }
          : { text: '', ...(script.result ?? { code: 0 }) };
        await session.say(ldapResult(id, 0x61, code, text));
      } else if (operation === SEARCH) {
        const entries = script.entries ?? ['uid=anna,dc=test'];
        const found = entries.map((dn) =>
          berElement(
            0x30,
            berElement(0x02, Buffer.of(id)),
            berElement(0x64, berElement(0x04, Buffer.from(dn)), berElement(0x30)),
          ),
        );
        await session.say(Buffer.concat([...found, ldapResult(id, 0x65, 0)]));
      } else {
        session.socket.end();
      }
    }
  };
}

export function ldapResult(id: number, operation: number, code: number, text = ''): Buffer {
  const result = [
    berElement(0x0a, Buffer.of(code)),
    berElement(0x04),
    berElement(0x04, Buffer.from(text)),
  ];
  return berElement(0x30, berElement(0x02, Buffer.of(id)), berElement(operation, ...result));
}
