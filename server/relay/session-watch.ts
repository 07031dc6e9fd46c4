/**
 * What is told of sessions besides the rows of the decision log: lines in Postfix's shape, and figures.
 *
 * Promise: a flood of sessions does not fill the log. Beyond a number of lines within a minute the others are
 * counted, and one line says how many there were. Refusals have rows and lines of their own (`limits/limit-log.ts`).
 */
import { printable } from '../../shared/smtp/reply.js';
import type { Log } from '../log.js';
import type { RelayMetrics } from './metrics.js';
import type { LogonResult, SessionWatch } from './smtp/front.js';
import type { Peer } from './smtp/session.js';

const MINUTE_MS = 60_000;
/** Lines within a minute: 100 a second. */
const MOST_LINES = 6000;

/** What Postfix says; a fault of the store is no guess, and filters must not ban for it. */
const WHY: Readonly<Record<Exclude<LogonResult['kind'], 'accepted'>, string>> = {
  refused: 'authentication failure',
  held: 'too many failures before',
  unavailable: 'Connection lost to authentication server',
};

interface Options {
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly metrics: RelayMetrics;
  readonly now?: () => number;
  readonly most?: number;
}

export class WatchedSessions implements SessionWatch {
  readonly #options: Options;
  readonly #now: () => number;
  readonly #most: number;
  #minute = 0;
  #lines = 0;

  constructor(options: Options) {
    const { now = Date.now, most = MOST_LINES } = options;
    this.#options = options;
    this.#now = now;
    this.#most = most;
  }

  connected(peer: Peer): void {
    this.#options.metrics.connected(peer.kind);
    this.#say(peer, `connect from ${hostOf(peer)}`);
  }

  secured(peer: Peer, tls: string): void {
    this.#options.metrics.secured(tls);
    const [version, cipher = 'unknown'] = tls.split(' ');
    this.#say(
      peer,
      `Anonymous TLS connection established from ${hostOf(peer)}: ${version} with cipher ${cipher}`,
    );
  }

  logonFailed(peer: Peer, mechanism: string, kind: Exclude<LogonResult['kind'], 'accepted'>): void {
    // Not the name: it may be a password in the wrong field.
    const failed = `SASL ${printable(mechanism)} authentication failed: ${WHY[kind]}`;
    this.#say(peer, `warning: ${hostOf(peer)}: ${failed}`, 'warn');
  }

  tooManyErrors(peer: Peer): void {
    this.#say(peer, `too many errors from ${hostOf(peer)}`);
  }

  ended(peer: Peer): void {
    this.#say(peer, `disconnect from ${hostOf(peer)}`);
  }

  #say({ session }: Peer, line: string, how: 'info' | 'warn' = 'info'): void {
    const minute = Math.floor(this.#now() / MINUTE_MS);
    if (minute !== this.#minute) this.#begin(minute);
    this.#lines += 1;
    if (this.#lines > this.#most) return;
    this.#options.log[how]({ part: 'smtpd', session }, line);
  }

  #begin(minute: number): void {
    const left = this.#lines - this.#most;
    this.#minute = minute;
    this.#lines = 0;
    if (left <= 0) return;
    const count = left.toLocaleString('en');
    this.#options.log.warn(`${count} lines about sessions were left out within a minute`);
  }
}

function hostOf({ address }: Pick<Peer, 'address'>): string {
  return `unknown[${address}]`;
}
