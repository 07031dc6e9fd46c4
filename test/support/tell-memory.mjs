/** Preloaded into the processes of a soak: each writes its memory into the folder TELL_MEMORY, once a second. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

const folder = process.env.TELL_MEMORY;
if (isMainThread && folder) {
  const tell = () =>
    writeFileSync(join(folder, String(process.pid)), JSON.stringify(process.memoryUsage()));
  setInterval(tell, 1000).unref();
}
