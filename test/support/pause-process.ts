/** Stops a process for a while, so that it keeps its connections and answers nothing. */
import { readdir, readFile } from 'node:fs/promises';
import { until } from './until.js';

/** Resolves when each thread has stopped: the signal alone does not say when. */
export async function pauseProcess(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  await until(async () => {
    const threads = await readdir(`/proc/${pid}/task`);
    const states = await Promise.all(
      threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/stat`, 'utf8')),
    );
    return states.every((state) => /^\d+ \(.*\) T /s.test(state)) || null;
  });
}

export function wakeProcess(pid: number): void {
  process.kill(pid, 'SIGCONT');
}
