/**
 * Preloaded into the processes of a soak: each writes its memory into the folder TELL_MEMORY, once a second, and
 * with it what was left of its heap when it was last collected (`live`): without that, memory that nobody needs
 * any more cannot be told from memory that is never given back.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

const COLLECT_MS = 15_000;
const folder = process.env.TELL_MEMORY;
if (isMainThread && folder) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  let live = 0;
  const look = () => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    live = heapUsed + external;
  };
  const tell = () =>
    writeFileSync(
      join(folder, String(process.pid)),
      JSON.stringify({ ...process.memoryUsage(), live }),
    );
  look();
  setInterval(look, COLLECT_MS).unref();
  setInterval(tell, 1000).unref();
}
