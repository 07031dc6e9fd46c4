/** How a process ends that cannot go on: a fault of the settings in its lines alone, any other whole. */
import { listenProblem } from '../listen.js';
import { EX_CONFIG, StartFault } from '../start-fault.js';
import { StoreError } from '../store/fault.js';
import { CommandFault, NOT_DONE } from './administration/fault.js';

/** The line or lines to show, or null for a fault of the program itself. */
export function faultText(error: unknown): string | null {
  if (error instanceof StartFault || error instanceof StoreError) return error.message;
  const { syscall, address, port } = (error ?? {}) as {
    syscall?: string;
    address?: string;
    port?: number;
  };
  if (syscall !== 'listen' && syscall !== 'bind') return null;
  const where = port !== undefined && port > 0 ? `${address}:${port}` : `${address}`;
  return listenProblem(error as NodeJS.ErrnoException, where);
}

/** What a child tells its supervisor. */
export type ChildMessage =
  | { readonly kind: 'ready'; readonly text: string }
  /** `isDatabase`: a database cannot be opened, which may be mended while the other process goes on. */
  | { readonly kind: 'fault'; readonly text: string; readonly isDatabase: boolean };

/** Tells the supervisor, if there is one; resolves when it is told. */
export function tellSupervisor(message: ChildMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send && process.connected) process.send(message, () => resolve());
    else resolve();
  });
}

/** Shows the fault, on standard error or through the supervisor, and ends the process. */
export async function endWithFault(error: unknown): Promise<never> {
  if (error instanceof CommandFault) {
    process.stderr.write(`${error.message}\n`);
    process.exit(NOT_DONE);
  }
  const text = faultText(error);
  if (text === null) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  }
  // A supervisor shows it once for both processes.
  const isDatabase = error instanceof StoreError;
  if (process.send && process.connected) await tellSupervisor({ kind: 'fault', text, isDatabase });
  else process.stderr.write(`${text}\n`);
  process.exit(EX_CONFIG);
}
