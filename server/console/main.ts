/** Runs the console as a process: until it is told to end. */
import type { Environment } from '../environment.js';
import { forgetInheritedSockets } from '../inherited-sockets.js';
import { logOf } from '../log.js';
import { serviceManager } from '../service-manager.js';
import { Console } from './console.js';

/**
 * Resolves after SIGTERM or SIGINT, when everything is closed. `onReady` is called once it answers.
 * Throws a StartFault or StoreError of one line when it cannot start.
 */
export async function runConsole(
  environment: Environment,
  onReady: (url: string) => void = () => {},
): Promise<void> {
  process.umask(0o077);
  forgetInheritedSockets();
  const log = logOf('console', environment.log);
  const manager = serviceManager(log);
  const console = new Console({ environment, log });
  const told = new Promise<void>((resolve) => {
    process.on('SIGTERM', () => resolve());
    process.on('SIGINT', () => resolve());
  });
  const { url, setupUrl } = await console.start();
  process.on('SIGHUP', () => {
    console.reloadCertificate().catch((error: Error) => log.error(error.message));
  });
  log.info({ url }, 'console answers');
  if (setupUrl) process.stdout.write(`Set up the console: ${setupUrl}\n`);
  onReady(url);
  manager.ready(`The console answers at ${url}.`, () => console.answers());
  await told;
  log.info('console ends');
  manager.stopping();
  await console.stop();
}
