/**
 * Judges logons at Dovecot's auth-client service (its protocol 1.x, as Postfix uses it): over a Unix
 * socket, or a port without TLS on a trusted network. One connection for all logons, opened anew when it
 * is gone.
 *
 * Promise: name and password travel in base64, at the end of the line: neither can break out of it.
 * Known weakness: over a port passwords are in the clear; Dovecot offers nothing else.
 */
import type { DovecotStore } from '../../../shared/api/security.js';
import {
  canonicalName,
  logonNameOf,
  refused,
  unavailable,
  type LogonName,
  type LogonPeer,
  type StoreAnswer,
  type StoreClient,
} from './account-store.js';
import { boundedAnswer } from './bounded-answer.js';
import { DovecotConnection, type DovecotReply } from './dovecot-connection.js';
import { withoutBrackets, type StorePlace } from './line-connection.js';
import { quotation } from './store-fault.js';

/** Dovecot drops clients whose lines are longer than 8192. */
const MOST_RESPONSE = 7000;

export function dovecotClient(store: DovecotStore, timeOut: number): StoreClient {
  const { at } = store;
  const place: StorePlace =
    'socket' in at ? { path: at.socket } : { host: withoutBrackets(at.host), port: at.port };
  let current: Promise<DovecotConnection> | null = null;
  let isClosed = false;

  /** The connection that is there, or a new one; `isNew` says which. */
  async function connection(): Promise<{ open: DovecotConnection; isNew: boolean }> {
    const before = current;
    const kept = await before?.catch(() => null);
    if (kept?.isOpen) return { open: kept, isNew: false };
    // Another logon may have begun one meanwhile.
    if (current === before || current === null) current = DovecotConnection.open(place, timeOut);
    return { open: await current, isNew: true };
  }

  async function ask(name: LogonName, password: string, peer: LogonPeer, signal: AbortSignal) {
    const parameters = parametersOf(name, password, peer);
    const { open, isNew } = await connection();
    try {
      return await open.authenticate(parameters, signal);
    } catch (error) {
      // It may have been closed by a restart of Dovecot just now; that says nothing about the logon.
      if (isNew || signal.aborted || isClosed) throw error;
      return (await connection()).open.authenticate(parameters, signal);
    }
  }

  return {
    logon: (name, password, peer) =>
      boundedAnswer(name, password, timeOut, async (signal) => {
        if (isClosed) return unavailable('It is no longer asked.');
        if (responseOf(name, password).length > MOST_RESPONSE) {
          return refused('The name or the password is too long.');
        }
        return answerOf(await ask(name, password, peer, signal), password);
      }),
    close() {
      isClosed = true;
      void current?.then(
        (open) => open.close(),
        () => undefined,
      );
    },
  };
}

/** SASL PLAIN (RFC 4616). Dovecot parts a name at the @ and takes no backslash. */
function responseOf(name: LogonName, password: string): string {
  const sent = name.given.includes('\\') ? canonicalName(name) : name.given;
  return Buffer.from(`\0${sent}\0${password}`).toString('base64');
}

function parametersOf(name: LogonName, password: string, peer: LogonPeer): string {
  return [
    'PLAIN',
    'service=smtp',
    // Nobody fetches the user afterwards: without this Dovecot would wait for it.
    'nologin',
    `lip=${escaped(peer.localAddress)}`,
    `rip=${escaped(peer.address)}`,
    ...(peer.tls ? ['secured'] : []),
    `resp=${responseOf(name, password)}`,
  ].join('\t');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x01': '1',
  '\t': 't',
  '\r': 'r',
  '\n': 'n',
};

function escaped(value: string): string {
  return value.replace(/[\0\x01\t\r\n]/g, (character) => `\x01${ESCAPES[character]}`);
}

function answerOf(reply: DovecotReply, password: string): StoreAnswer {
  const { parameters } = reply;
  if (reply.kind === 'CONT') return unavailable('It asks for more than name and password.');
  if (reply.kind === 'OK') {
    // As Dovecot calls it: where it leaves the domain away, it has not judged the domain.
    const account = parameters.get('user') || null;
    if (account === null) return unavailable('It accepts, but does not say whom.');
    return { kind: 'accepted', account: canonicalName(logonNameOf(account)) };
  }
  const says = quotation(parameters.get('reason'), password);
  const is = (what: string) => parameters.has(what) || parameters.get('code') === what;
  if (is('temp') || is('temp_fail')) return unavailable(`It cannot judge logons now${says}`);
  if (is('user_disabled')) return refused(`The account is disabled${says}`);
  if (is('pass_expired')) return refused(`The password has expired${says}`);
  if (is('authz')) return refused(`The account may not log on${says}`);
  return refused(`Name or password is wrong${says}`);
}
