/** Waits for what another process does: asks again and again until there is an answer. */
import { setTimeout as wait } from 'node:timers/promises';

/** Resolves with the first answer that is not null; rejects after `within` milliseconds. */
export async function until<T>(
  ask: () => Promise<T | null> | T | null,
  within = 20_000,
): Promise<T> {
  const deadline = Date.now() + within;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (Date.now() > deadline) throw new Error(`not so within ${within} ms: ${ask.toString()}`);
    await wait(25);
  }
}
