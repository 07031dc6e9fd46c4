/** The inside of `inThread`: does one piece of a backup's work and answers. */
import { parentPort, workerData } from 'node:worker_threads';
import { pack, type PackWork } from './pack.js';
import { takeSnapshot, type SnapshotWork } from './snapshot.js';

export type Work = SnapshotWork | PackWork;
export type Told =
  | { readonly done: number; readonly total: number }
  | { readonly value: unknown }
  | { readonly problem: string; readonly code: string | undefined };

const port = parentPort!;
const work = workerData as Work;
/** Often enough for who looks (milliseconds). */
const TELL_MS = 100;
let told = 0;

try {
  const value =
    work.what === 'snapshot'
      ? takeSnapshot(work)
      : await pack(work, (done, total) => {
          if (Date.now() - told < TELL_MS) return;
          told = Date.now();
          port.postMessage({ done, total } satisfies Told);
        });
  port.postMessage({ value } satisfies Told);
} catch (error) {
  const { message, code } = error as { message: string; code?: string };
  port.postMessage({ problem: message, code } satisfies Told);
}
