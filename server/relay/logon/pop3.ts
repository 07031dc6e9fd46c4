/**
 * Judges logons at a POP3 server (RFC 1939, STLS of RFC 2595, AUTH of RFC 5034), one connection for
 * each.
 *
 * Promise: nothing is sent but under TLS with a certificate that fits. A mailbox in use, or a fault
 * that the server says is its own (RFC 3206), is `unavailable`.
 * Known weaknesses: servers that make an address wait after wrong passwords (Dovecot's penalty, up to
 * 15 s) see Gatepost's own for all, and must except it. And a server that leaves the domain of a name away judges the name alone, and does not
 * say so: such a store needs its domains, or the form `user`.
 */
import type { Pop3Store } from '../../../shared/api/security.js';
import {
  accountOf,
  nameInForm,
  refused,
  unavailable,
  type StoreAnswer,
  type StoreClient,
} from './account-store.js';
import { boundedAnswer } from './bounded-answer.js';
import { LineConnection, verifiedTls, withoutBrackets } from './line-connection.js';
import { quotation, StoreFault } from './store-fault.js';

const MOST_CAPABILITIES = 100;

export function pop3Client(store: Pop3Store, timeOut: number): StoreClient {
  return {
    logon: (name, password) =>
      boundedAnswer(name, password, timeOut, async (signal) => {
        const line = await greeted(store, signal);
        try {
          const sent = nameInForm(name, store.nameForm);
          const reply = await logOn(line, sent, password);
          if (!reply.isOk) return answerTo(reply.text, password);
          const account = accountOf(name, store.nameForm !== 'user', store.domains);
          return { kind: 'accepted', account };
        } finally {
          line.quit('QUIT\r\n');
        }
      }),
    close: () => undefined,
  };
}

interface Pop3Reply {
  readonly isOk: boolean;
  readonly text: string;
}

/** A connection under TLS, up to where a logon may follow. */
async function greeted(store: Pop3Store, signal: AbortSignal): Promise<LineConnection> {
  const place = { host: withoutBrackets(store.host), port: store.port };
  const line = await LineConnection.open(place, signal);
  try {
    if (store.tls === 'implicit') await line.startTls(verifiedTls(store));
    const greeting = await replyOf(line);
    if (!greeting.isOk)
      throw new StoreFault(`It takes no logons now${quotation(greeting.text, '')}`);
    if (store.tls === 'starttls') {
      line.ask('STLS\r\n');
      if (!(await replyOf(line)).isOk) throw new StoreFault('It does not offer TLS.');
      await line.startTls(verifiedTls(store));
    }
    return line;
  } catch (error) {
    line.destroy();
    throw error;
  }
}

/** By AUTH PLAIN where it is offered: it says how a name is encoded, and takes blanks. */
async function logOn(line: LineConnection, name: string, password: string): Promise<Pop3Reply> {
  if (await offersPlain(line)) {
    line.ask('AUTH PLAIN\r\n');
    const [mark] = (await line.line()).split(' ');
    if (mark !== '+') throw new StoreFault('It does not take the logon that it offers.');
    line.ask(`${Buffer.from(`\0${name}\0${password}`).toString('base64')}\r\n`);
    return replyOf(line);
  }
  line.ask(`USER ${name}\r\n`);
  const reply = await replyOf(line);
  if (!reply.isOk) return reply;
  line.ask(`PASS ${password}\r\n`);
  return replyOf(line);
}

async function offersPlain(line: LineConnection): Promise<boolean> {
  line.ask('CAPA\r\n');
  if (!(await replyOf(line)).isOk) return false;
  let offers = false;
  for (let count = 0; count < MOST_CAPABILITIES; count += 1) {
    const capability = await line.line();
    if (capability === '.') return offers;
    offers ||= /^SASL(?: .*)? PLAIN(?: |$)/i.test(capability);
  }
  throw new StoreFault('It says more than was asked for.');
}

async function replyOf(line: LineConnection): Promise<Pop3Reply> {
  const parts = /^(\+OK|-ERR)(?: (.*))?$/i.exec(await line.line());
  if (!parts) throw new StoreFault('What answers there is no POP3 server.');
  return { isOk: parts[1]!.toUpperCase() === '+OK', text: parts[2] ?? '' };
}

function answerTo(text: string, password: string): StoreAnswer {
  const code = /^\[([^\]\s]+)\]/.exec(text)?.[1]?.toUpperCase();
  const says = quotation(text, password);
  return code === undefined || code === 'AUTH'
    ? refused(`Name or password is wrong${says}`)
    : unavailable(`It cannot judge logons now${says}`);
}
