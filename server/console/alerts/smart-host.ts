/**
 * Mails an alert by another mail server: the one door to nodemailer in the console.
 *
 * Promise: never by our own relay, which may be what the alert is about; and with TLS only to a server that proves
 * its name.
 */
import type { Alerts } from '../../../shared/api/alerts.js';
import { printable } from '../../../shared/smtp/reply.js';
import { isOwnListener, type Listener } from '../../own-listeners.js';
import { faultWords } from './fault-words.js';
import { addressesOf } from './guarded-lookup.js';
import { bodyOf, subjectOf, type AlertMessage, type WayResult } from './message.js';

const WITHIN_MS = 15_000;
const MOST_LINES = 100;
const MOST_LINE = 500;

export interface Surroundings {
  /** How we call ourselves. */
  readonly hostname: string;
  readonly ownListeners: readonly Listener[];
}

export async function sendBySmartHost(
  settings: NonNullable<Alerts['mail']>,
  message: AlertMessage,
  { hostname, ownListeners }: Surroundings,
): Promise<WayResult> {
  const { host, port, tls, auth, from, to } = settings;
  const lines: string[] = [];
  const ended = (ok: boolean, text: string): WayResult => ({ ok, text: printable(text), lines });
  if (auth && typeof auth.password !== 'string') {
    return ended(false, 'The stored password cannot be read: enter it again.');
  }
  try {
    const addresses = await addressesOf(host);
    if (addresses.some((address) => isOwnListener(address, port, ownListeners))) {
      return ended(false, 'That is this mail server itself: alerts must not depend on it.');
    }
    // Loaded when it is needed: a console that mails no alert starts sooner.
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      host: addresses[0]!,
      port,
      name: hostname,
      secure: tls === 'implicit',
      requireTLS: tls === 'starttls',
      ignoreTLS: tls === 'none',
      tls: { servername: host },
      ...(auth && { auth: { user: auth.username, pass: auth.password as string } }),
      connectionTimeout: WITHIN_MS,
      greetingTimeout: WITHIN_MS,
      socketTimeout: WITHIN_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
      transactionLog: true,
      logger: dialogueInto(lines),
    });
    try {
      const { response, rejected } = await transport.sendMail({
        from,
        to: [...to],
        subject: subjectOf(message),
        text: bodyOf(message),
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
      const left = rejected.length === 0 ? '' : ` Not for ${rejected.join(', ')}.`;
      return ended(rejected.length === 0, `It took the message: ${response}.${left}`);
    } finally {
      transport.close();
    }
  } catch (error) {
    return ended(false, faultWords(causeOf(error)));
  }
}

/** The library calls all that goes wrong with a connection ESOCKET, and keeps the system's word. */
function causeOf(error: unknown): unknown {
  const { errno, message } = error as NodeJS.ErrnoException;
  const code = /\b(E[A-Z]{4,})\b/.exec(message)?.[1];
  return errno !== undefined && code !== undefined ? { code, message } : error;
}

/** The library hides passwords in what it tells. */
function dialogueInto(lines: string[]) {
  const take = (entry: { tnx?: string }, ...said: unknown[]) => {
    const mark = entry.tnx === 'client' ? 'C' : entry.tnx === 'server' ? 'S' : null;
    if (mark === null || lines.length >= MOST_LINES) return;
    for (const line of String(said[0] ?? '').split(/\r?\n/)) {
      if (line !== '') lines.push(`${mark}: ${printable(line).slice(0, MOST_LINE)}`);
    }
  };
  const nothing = () => undefined;
  return {
    level: nothing,
    trace: nothing,
    debug: take,
    info: nothing,
    warn: nothing,
    error: nothing,
    fatal: nothing,
  };
}
