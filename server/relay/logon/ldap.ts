/**
 * Judges logons at an LDAP directory, Active Directory too, by a bind; one connection for each logon.
 * The one door of ldapts.
 *
 * Promise: no bind is ever made without a password or without a name: servers take such for anonymous
 * and say success (RFC 4513 5.1.1, 5.1.2). Passwords go under TLS with a certificate that fits, or to this machine.
 * Known weakness: the library neither takes a socket nor judges what it reads; its private parser is
 * wrapped for that (`ldap-messages.ts`; its version is pinned, and tests flood it and lie to it).
 */
import { isIP, type Socket } from 'node:net';
import type { Client, Entry } from 'ldapts';
import type { LdapStore } from '../../../shared/api/security.js';
import {
  accountOf,
  refused,
  unavailable,
  type LogonName,
  type StoreAnswer,
  type StoreClient,
} from './account-store.js';
import { boundedAnswer } from './bounded-answer.js';
import { accountByTemplate, bindNameOf, filterOf } from './ldap-names.js';
import { LdapMessages } from './ldap-messages.js';
import { answerToBind, answerToSearch } from './ldap-results.js';
import { askForTls } from './ldap-start-tls.js';
import { openSocket, verifiedTls, withoutBrackets } from './line-connection.js';
import { StoreFault } from './store-fault.js';

const MOST_ANSWER = 256 * 1024;
/** Addresses of an entry that say that the domain of a name is its own. */
const ADDRESS_ATTRIBUTES = ['mail', 'userPrincipalName', 'proxyAddresses', 'mailAlternateAddress'];
/** The library takes these names for SASL mechanisms. */
const MECHANISMS = /^(?:EXTERNAL|PLAIN|DIGEST-MD5|SCRAM-SHA-1)$/;

export function ldapClient(store: LdapStore, timeOut: number): StoreClient {
  return {
    logon: (name, password) =>
      boundedAnswer(name, password, timeOut, async (signal) => {
        const bindName =
          store.bind.how === 'template' ? bindNameOf(store.bind.template, name) : name.given;
        if (bindName === null)
          return refused('The name has no domain, and the template wants one.');
        if (bindName.trim() === '' || MECHANISMS.test(bindName)) {
          return refused('The name is none to bind with.');
        }
        const { client, fault } = await connect(store, timeOut, signal);
        // The library says nothing of what it cannot read, and would wait for more.
        return Promise.race([fault, judge(client, store, name, bindName, password)]);
      }),
    close: () => undefined,
  };
}

async function judge(
  client: Client,
  store: LdapStore,
  name: LogonName,
  bindName: string,
  password: string,
): Promise<StoreAnswer> {
  let dn = bindName;
  let account;
  if (store.bind.how === 'template') {
    account = accountByTemplate(store.bind.template, name, store.domains);
  } else {
    const found = await lookUp(client, store.bind, name, password);
    if ('answer' in found) return found.answer;
    dn = found.entry.dn;
    account = accountOf(name, hasAddress(found.entry, name.given), store.domains);
  }
  if (dn.trim() === '') return unavailable('It found an entry without a name.');
  try {
    await client.bind(dn, password);
  } catch (error) {
    return answerToBind(error, password);
  }
  return { kind: 'accepted', account };
}

/** The one entry of the name, or the answer when there is not one. */
async function lookUp(
  client: Client,
  bind: Extract<LdapStore['bind'], { how: 'search' }>,
  name: LogonName,
  password: string,
): Promise<{ readonly entry: Entry } | { readonly answer: StoreAnswer }> {
  const no = (answer: StoreAnswer) => ({ answer });
  const filter = filterOf(bind.filter, name);
  if (filter === null) return no(refused('The name has no domain, and the filter wants one.'));
  if (typeof bind.password !== 'string' || bind.password === '') {
    return no(
      unavailable(
        'The stored password of the account to search with cannot be read: it must be entered again, or the key file put back.',
      ),
    );
  }
  if (bind.account.trim() === '' || MECHANISMS.test(bind.account)) {
    return no(unavailable('The account to search with is none to bind with.'));
  }
  try {
    await client.bind(bind.account, bind.password);
    const { searchEntries } = await client.search(bind.base, {
      scope: 'sub',
      filter,
      sizeLimit: 2,
      attributes: ADDRESS_ATTRIBUTES,
    });
    if (searchEntries.length === 0) return no(refused('There is no such account.'));
    if (searchEntries.length > 1) return no(refused('More than one entry has this name.'));
    return { entry: searchEntries[0]! };
  } catch (error) {
    return no(answerToSearch(error, password));
  }
}

function hasAddress(entry: Entry, given: string): boolean {
  return ADDRESS_ATTRIBUTES.flatMap((attribute) => entry[attribute] ?? []).some(
    (value) =>
      String(value)
        .replace(/^smtp:/i, '')
        .toLowerCase() === given.toLowerCase(),
  );
}

/** `fault` rejects when the server sends what cannot be read, or too much. */
async function connect(store: LdapStore, timeOut: number, signal: AbortSignal) {
  const host = withoutBrackets(store.host);
  if (store.tls === 'none' && !isLoopback(host)) {
    throw new StoreFault('Passwords are not sent without TLS, but to this machine.');
  }
  // Loaded only where it is needed.
  const { Client: LdapClient } = await import('ldapts');
  const socket = store.tls === 'none' ? null : await openSocket({ host, port: store.port }, signal);
  if (socket && store.tls === 'starttls') await askForTls(socket);
  const client = new LdapClient({
    url: `ldap://${isIP(host) === 6 ? `[${host}]` : host}:${store.port}`,
    timeout: timeOut,
    connectTimeout: timeOut,
    ...(socket && { tlsOptions: { ...verifiedTls(store), socket } }),
  });
  const end = () => {
    void client.unbind().catch(() => undefined);
    socket?.destroy();
  };
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  return { client, fault: boundedReading(client, socket, end) };
}

/** The library's own. */
interface MessageParser {
  read(data: Buffer, requests: unknown): void;
  on(event: 'error', listener: (error: Error) => void): void;
}

function boundedReading(client: Client, socket: Socket | null, end: () => void): Promise<never> {
  const fault = new Promise<never>((_, reject) => {
    const parser = client['messageParser'] as unknown as MessageParser;
    const read = parser.read;
    const messages = new LdapMessages(MOST_ANSWER);
    const stop = (error: Error) => {
      reject(error);
      end();
    };
    parser.on('error', () => stop(new StoreFault('What answers there is no LDAP server.')));
    parser.read = (data, requests) => {
      try {
        for (const message of messages.take(data)) read.call(parser, message, requests);
      } catch (error) {
        stop(error as Error);
      }
    };
    socket?.on('close', () => reject(new StoreFault('It closed the connection.')));
  });
  fault.catch(() => undefined);
  return fault;
}

function isLoopback(host: string): boolean {
  return host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
