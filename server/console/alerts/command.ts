/**
 * Hands an alert to a program on this host, as JSON on its standard input. Which program is fixed from outside
 * (GATEPOST_ALERT_COMMAND): a console that somebody has taken cannot name another.
 */
import { spawn } from 'node:child_process';
import type { AlertMessage, WayResult } from './message.js';

const WITHIN_MS = 30_000;

/** What the program gets of our environment: nothing that a password stands in. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export function runCommand(
  program: string,
  message: AlertMessage,
  signal: AbortSignal,
): Promise<WayResult> {
  return new Promise((resolve) => {
    const failed = (text: string) => resolve({ ok: false, text, lines: [] });
    const child = spawn(program, [], {
      cwd: '/',
      env: { PATH, LANG: 'C.UTF-8' },
      stdio: ['pipe', 'ignore', 'ignore'],
      signal,
      timeout: WITHIN_MS,
      killSignal: 'SIGKILL',
    });
    child.on('error', (error) => failed(`It could not be run: ${error.message}.`));
    child.on('exit', (code, by) => {
      if (code === 0) resolve({ ok: true, text: 'It ran and ended with 0.', lines: [] });
      else if (code !== null) failed(`It ended with ${code}.`);
      else failed(`It was ended by ${by}: it has ${WITHIN_MS / 1000} s.`);
    });
    // It may end without having read.
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${JSON.stringify(message)}\n`);
  });
}
