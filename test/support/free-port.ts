/**
 * A port that is free now and stays so, for programs that cannot take "any", and for those that are
 * ended and started again: it is none of those that the system gives to whoever asks for any.
 */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the range of Linux (32768 to 60999), macOS and Windows. */
const FIRST = 20_000;
const LAST = 32_000;

export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
