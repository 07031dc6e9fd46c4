/**
 * Judges logons at an IMAP server, one connection for each. The one door of imapflow.
 *
 * Promise: nothing is sent but under TLS with a certificate that fits. Only a NO to the logon itself
 * refuses: not a BAD, a BYE, a code that says the server is at fault, or any fault of the connection. A
 * server that lets everybody in (PREAUTH) has not judged a password: that is `unavailable`.
 * Known weaknesses: servers that make an address wait after wrong passwords (Dovecot's penalty, up to
 * 15 s) see Gatepost's own for all, and must except it. And a server that leaves the domain of a name away judges the name alone, and does not
 * say so: such a store needs its domains, or the form `user`.
 */
import type { EventEmitter } from 'node:events';
import type { ImapFlow } from 'imapflow';
import type { ImapStore } from '../../../shared/api/security.js';
import {
  accountOf,
  nameInForm,
  refused,
  unavailable,
  type StoreAnswer,
  type StoreClient,
} from './account-store.js';
import { boundedAnswer } from './bounded-answer.js';
import {
  guardedLookup,
  requireWithinLimits,
  verifiedTls,
  withoutBrackets,
} from './line-connection.js';
import { quotation } from './store-fault.js';

/** Nothing that a logon needs is longer. */
const LIMITS = {
  maxLineLength: 8192,
  maxLiteralSize: 8192,
  maxResponseSize: 32_768,
  maxResponseTokens: 2000,
};

/** RFC 5530: about the account or its password. Any other code is about the server. */
const REFUSALS = new Set([
  'AUTHENTICATIONFAILED',
  'AUTHORIZATIONFAILED',
  'EXPIRED',
  'NOPERM',
  'ALERT',
]);

export function imapClient(store: ImapStore, timeOut: number): StoreClient {
  return {
    logon: (name, password) =>
      boundedAnswer(name, password, timeOut, async (signal) => {
        const host = withoutBrackets(store.host);
        requireWithinLimits(host);
        // Loaded only where it is needed: it takes a third of a second.
        const { ImapFlow: ImapClient } = await import('imapflow');
        const client = new ImapClient({
          host,
          port: store.port,
          secure: store.tls === 'implicit',
          ...(store.tls === 'starttls' && { doSTARTTLS: true }),
          // Handed on to the socket, which looks names up with it.
          tls: { ...verifiedTls(store), lookup: guardedLookup },
          auth: { user: nameInForm(name, store.nameForm), pass: password },
          verifyOnly: true,
          logger: false,
          clientInfo: { name: 'Gatepost' },
          connectionTimeout: timeOut,
          greetingTimeout: timeOut,
          socketTimeout: timeOut,
          ...LIMITS,
        });
        // Faults after the answer; those before it reject `connect`.
        client.on('error', () => undefined);
        readerOf(client).on('error', () => undefined);
        signal.addEventListener('abort', () => client.close(), { once: true });
        try {
          await client.connect();
        } catch (error) {
          return answerTo(error as ImapFault, password);
        }
        if (!hasLoggedOn(client)) {
          return unavailable('It lets everybody in without a logon.');
        }
        const account = accountOf(name, store.nameForm !== 'user', store.domains);
        return { kind: 'accepted', account };
      }),
    close: () => undefined,
  };
}

/**
 * The library's own, which parses what comes. It is closed with the client and stops listening to its own
 * faults then; one that is on its way at that moment would end the process.
 */
function readerOf(client: ImapFlow): EventEmitter {
  return (client as unknown as { streamer: EventEmitter }).streamer;
}

/** `client.authenticated` is set by PREAUTH too; this, the library's own, by a logon that was answered OK. */
function hasLoggedOn(client: ImapFlow): boolean {
  const { authCapabilities } = client as unknown as { authCapabilities: Map<string, boolean> };
  return [...authCapabilities.values()].includes(true);
}

interface ImapFault extends Error {
  readonly code?: string;
  /** Set when the server answered the logon itself. */
  readonly authenticationFailed?: boolean;
  readonly responseStatus?: string;
  readonly serverResponseCode?: string;
  readonly response?: unknown;
  readonly tlsFailed?: boolean;
}

function answerTo(error: ImapFault, password: string): StoreAnswer {
  const said = typeof error.response === 'string' ? error.response : undefined;
  if (!error.authenticationFailed || error.responseStatus !== 'NO') {
    if (error.tlsFailed && error.code === undefined) return unavailable('It does not offer TLS.');
    throw error;
  }
  const code = error.serverResponseCode?.toUpperCase();
  const says = quotation(said, password);
  if (code !== undefined && !REFUSALS.has(code)) {
    return unavailable(`It cannot judge logons now${says}`);
  }
  return refused(
    code === 'EXPIRED' ? `The password has expired${says}` : `Name or password is wrong${says}`,
  );
}
