/**
 * The one door to pino: JSON lines on standard output, which journald or the terminal keeps.
 * Never logged: passwords, cookies, bodies of requests, content of messages.
 */
import { pino, type Logger } from 'pino';

export type Log = Logger;

export function logOf(process: 'console' | 'relay' | 'supervisor'): Log {
  return pino({ base: { process }, timestamp: pino.stdTimeFunctions.isoTime });
}

/** For tests: takes everything, writes nothing. */
export function silentLog(): Log {
  return pino({ enabled: false });
}
