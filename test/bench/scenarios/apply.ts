/** How long Apply takes, and what peers notice of it: PUT until enforced, replies meanwhile. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { FIRST_RULES } from '../../../shared/rules/schema.js';
import { Gatepost } from '../../support/gatepost.js';
import { SmtpClient } from '../../support/smtp-client.js';

const SIZES = [10, 1_000, 100_000];
const TIMES = { 10: 20, 1_000: 20, 100_000: 5 } as Record<number, number>;

export async function benchApply(): Promise<void> {
  const gatepost = await Gatepost.start();
  const sessions = await Promise.all(
    Array.from({ length: 50 }, () => SmtpClient.open({ port: gatepost.smtpPort })),
  );
  const watch = new Worker(new URL('./reply-watch.js', import.meta.url), {
    workerData: { port: gatepost.smtpPort },
  });
  console.log(
    '\nApply: PUT /api/routing until it is enforced, 50 sessions open; NOOP meanwhile.\n',
  );
  console.log('entries  apply ms: median     max   reply ms: median     p99     max');
  for (const size of SIZES) {
    const applies: number[] = [];
    const replies: number[] = [];
    for (let i = 0; i < TIMES[size]!; i += 1) {
      const entries = networks(size, i);
      const rules = {
        ...FIRST_RULES,
        restrictions: { ...FIRST_RULES.restrictions, addresses: { enabled: true, entries } },
      };
      const { etag } = await gatepost.api('GET', '/api/routing');
      await repliesOf(watch);
      const started = performance.now();
      const headers = { 'if-match': etag };
      const { status } = await gatepost.api('PUT', '/api/routing', { rules }, headers);
      applies.push(performance.now() - started);
      replies.push(...(await repliesOf(watch)));
      if (status !== 200) throw new Error(`PUT answered ${status}`);
    }
    const cells = [
      String(size).padStart(7),
      at(applies, 0.5).padStart(17),
      at(applies, 1).padStart(7),
      at(replies, 0.5).padStart(18),
      at(replies, 0.99).padStart(7),
      at(replies, 1).padStart(7),
    ];
    console.log(cells.join(' '));
  }
  const alive = await Promise.all(sessions.map((session) => session.say('NOOP')));
  const open = alive.filter((reply) => reply.startsWith('250')).length;
  console.log(`\n${open} of ${sessions.length} sessions are still open.`);
  for (const session of sessions) session.close();
  await watch.terminate();
  await gatepost.stop();
}

/** The replies since the last call, in milliseconds. */
async function repliesOf(watch: Worker): Promise<number[]> {
  watch.postMessage(null);
  const [replies] = (await once(watch, 'message')) as [number[]];
  return replies;
}

function networks(size: number, round: number): { network: string }[] {
  return Array.from({ length: size }, (_, i) => {
    const value = i * 8 + (round % 2) * 4;
    return { network: `10.${(value >> 16) & 255}.${(value >> 8) & 255}.${value & 255}/30` };
  });
}

function at(values: number[], part: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN;
  return value.toFixed(1);
}
