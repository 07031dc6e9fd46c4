/** Runs the relay as a process: until it is told to end. */
import type { ListenerStatus } from '../../shared/api/status.js';
import type { Environment } from '../environment.js';
import { logOf } from '../log.js';
import { Relay } from './relay.js';

/**
 * Resolves after SIGTERM or SIGINT, when everything is closed. `onReady` is called once it listens.
 * Throws a StartFault or StoreError of one line when it cannot start; rejects when it can no longer
 * keep its promises, so that the process ends and is started again.
 */
export async function runRelay(
  environment: Environment,
  onReady: (listeners: readonly ListenerStatus[]) => void = () => {},
): Promise<void> {
  process.umask(0o077);
  const log = logOf('relay');
  let fail: (error: Error) => void = () => {};
  const told = new Promise<void>((resolve, reject) => {
    fail = reject;
    process.on('SIGTERM', () => resolve());
    process.on('SIGINT', () => resolve());
  });
  told.catch(() => {});
  const relay = new Relay(environment, log, fail);
  await relay.start();
  const { listeners } = relay.status();
  for (const { kind, address } of listeners) log.info(`${kind} listens on ${address}`);
  onReady(listeners);
  try {
    await told;
  } finally {
    log.info('relay ends');
    await relay.stop();
  }
}
