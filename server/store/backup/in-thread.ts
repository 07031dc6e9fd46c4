/**
 * A piece of a backup's work in a thread of its own.
 *
 * Known weakness: SQLite is not interrupted. A stop waits until the database at hand is copied.
 */
import { Worker } from 'node:worker_threads';
import type { Manifest } from './manifest.js';
import { builtUrl } from '../writer.js';
import { StoreError } from '../fault.js';
import type { OnPacked, PackWork } from './pack.js';
import type { Snapshot, SnapshotWork } from './snapshot.js';
import type { Told, Work } from './work-thread.js';

export function snapshotInThread(work: SnapshotWork, signal: AbortSignal): Promise<Snapshot> {
  return inThread<Snapshot>(work, signal);
}

export function packInThread(
  work: PackWork,
  signal: AbortSignal,
  onPacked: OnPacked,
): Promise<Manifest> {
  return inThread<Manifest>(work, signal, onPacked);
}

/** Throws a StoreError of one line; rejects with the signal's reason once the thread has ended. */
function inThread<T>(work: Work, signal: AbortSignal, onPacked?: OnPacked): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const url = builtUrl(new URL('./work-thread.js', import.meta.url));
    const worker = new Worker(url, { workerData: work });
    const stop = () => void worker.terminate();
    signal.addEventListener('abort', stop);
    let outcome: Told | null = null;
    worker.on('message', (told: Told) => {
      if ('done' in told) onPacked?.(told.done, told.total);
      else outcome = told;
    });
    worker.on('error', ({ message }) => {
      outcome = { problem: message, code: undefined };
    });
    worker.on('exit', () => {
      signal.removeEventListener('abort', stop);
      if (outcome && 'value' in outcome) resolve(outcome.value as T);
      else if (signal.aborted) reject(signal.reason as Error);
      else reject(faultOf(outcome));
    });
  });
}

function faultOf(outcome: Told | null): StoreError {
  if (!outcome || !('problem' in outcome)) return new StoreError('The work ended unfinished.');
  return new StoreError(problemText(outcome.problem, outcome.code));
}

export function problemText(message: string, code: string | undefined): string {
  if (code === 'ENOSPC' || code === 'SQLITE_FULL' || code === 'EDQUOT') return 'The disk is full.';
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
