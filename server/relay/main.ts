/** Runs the relay as a process: until it is told to end. */
import { setFlagsFromString } from 'node:v8';
import type { ListenerStatus } from '../../shared/api/status.js';
import type { Environment } from '../environment.js';
import { forgetInheritedSockets } from '../inherited-sockets.js';
import { logOf } from '../log.js';
import { serviceManager } from '../service-manager.js';
import { Relay } from './relay.js';

/**
 * What a message brings in stands outside of V8's heap, but V8 counts it in: the whole small heap would be
 * marked anew for every 20 MiB that pass. With this it is about every 80; that memory is soon free again.
 */
const COLLECT_LESS = '--heap-growing-percent=400';

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
  setFlagsFromString(COLLECT_LESS);
  forgetInheritedSockets();
  const log = logOf('relay', environment.log);
  const manager = serviceManager(log);
  let fail: (error: Error) => void = () => {};
  const told = new Promise<void>((resolve, reject) => {
    fail = reject;
    process.on('SIGTERM', () => resolve());
    process.on('SIGINT', () => resolve());
  });
  process.on('SIGHUP', () => void relay.reloadCertificate());
  told.catch(() => {});
  const relay = new Relay(environment, log, fail);
  await relay.start();
  const { listeners } = relay.status();
  for (const { kind, address } of listeners) log.info(`${kind} listens on ${address}`);
  onReady(listeners);
  const where = listeners.map(({ kind, address }) => `${kind} ${address}`).join(', ');
  manager.ready(`Listens on ${where || 'nothing'}.`, () => relay.answers());
  try {
    await told;
  } finally {
    log.info('relay ends');
    manager.stopping();
    await relay.stop();
  }
}
