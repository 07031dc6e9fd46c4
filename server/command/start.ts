/** `gatepost start`: the supervisor, its signals, and the line that says that all is up. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../environment.js';
import { refuseOtherSockets } from '../inherited-sockets.js';
import { logOf } from '../log.js';
import { VERSION } from '../program.js';
import { prepareDataFolder } from '../store/data-folder.js';
import { StartFault } from '../start-fault.js';
import { lockFolder } from '../store/lock.js';
import { flagsToArguments, type Flags } from './commands.js';
import { PROCESS_NAMES, Supervisor, type ProcessName } from './supervisor.js';

const PREDECESSOR_MS = 2500;

/** Runs until told to end; sets the exit code. */
export async function runSupervisor(environment: Environment, flags: Flags): Promise<void> {
  process.umask(0o077);
  refuseOtherSockets(environment.inherited, [], 'start');
  prepareDataFolder(environment.data);
  await predecessorsEnd(environment.data);
  const names = environment.console ? PROCESS_NAMES : (['relay'] as const);
  const up = new Map<ProcessName, string>();
  const supervisor = new Supervisor({
    names,
    script: fileURLToPath(new URL('./main.js', import.meta.url)),
    args: flagsToArguments(flags),
    log: logOf('supervisor', environment.log),
    onReady: (name, text) => {
      const first = !up.has(name);
      up.set(name, text);
      if (first && up.size === names.length) process.stdout.write(`${upText(up)}\n`);
    },
    onRefused: (fault) => process.stderr.write(`${fault}\n`),
    onConsoleDown: (fault) =>
      process.stderr.write(`${fault} The relay goes on with what it enforced last.\n`),
  });
  const stop = (signal: NodeJS.Signals) => void supervisor.stop(signal);
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('SIGHUP', (signal) => {
    // A terminal that is closed ends what it ran; a service is asked to read its certificates again.
    if (process.stdin.isTTY) void supervisor.stop(signal);
    else supervisor.signal(signal);
  });
  process.exitCode = await supervisor.start();
}

/**
 * A supervisor that was killed leaves children that are about to end: waits for the folder's locks,
 * for a while. Who holds them longer is another Gatepost, which the children will say.
 */
async function predecessorsEnd(folder: string): Promise<void> {
  const deadline = Date.now() + PREDECESSOR_MS;
  while (Date.now() < deadline && !PROCESS_NAMES.every((name) => isFree(folder, name))) {
    await sleep(50);
  }
}

function isFree(folder: string, name: ProcessName): boolean {
  try {
    lockFolder(folder, name).release();
    return true;
  } catch (error) {
    if (error instanceof StartFault) return false;
    throw error;
  }
}

function upText(up: ReadonlyMap<ProcessName, string>): string {
  const relay = up.get('relay') || 'nowhere';
  return `Gatepost ${VERSION} is up. Console: ${up.get('console') ?? 'off'}. Relay listens on ${relay}.`;
}
