/**
 * The one door to pino: lines on standard output, which journald or the terminal keeps. JSON, or under systemd
 * in Postfix's shape (`postfix-line.ts`).
 * Never logged: passwords, cookies, bodies of requests, content of messages.
 *
 * Known weakness: lines are written a few at a time, so kill -9 loses those of the last 100 ms.
 */
import { pino, type Logger } from 'pino';
import type { LogForm } from './environment.js';
import { postfixLine } from './postfix-line.js';

export type Log = Logger;

/** Octets gathered before they are written, and how long they wait at most (milliseconds). */
const GATHERED = 8 * 1024;
const FLUSH_MS = 100;

export function logOf(name: 'console' | 'relay' | 'supervisor', form: LogForm): Log {
  const output = pino.destination({ fd: 1, sync: true, minLength: GATHERED });
  setInterval(() => output.flush(), FLUSH_MS).unref();
  process.on('exit', () => output.flushSync());
  const options = { base: { process: name }, timestamp: pino.stdTimeFunctions.isoTime };
  if (form === 'json') return pino(options, output);
  return pino(options, { write: (json: string) => output.write(postfixLine(json, process.pid)) });
}

/** For tests: takes everything, writes nothing. */
export function silentLog(): Log {
  return pino({ enabled: false });
}
