/** A peer in a thread of its own, so that nothing but the relay delays the replies it measures. */
import { setTimeout as wait } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { SmtpClient } from '../../support/smtp-client.js';

const { port } = workerData as { port: number };
const session = await SmtpClient.open({ port });
let replies: number[] = [];

parentPort!.on('message', () => {
  parentPort!.postMessage(replies);
  replies = [];
});
for (;;) {
  const started = performance.now();
  await session.say('NOOP');
  replies.push(performance.now() - started);
  await wait(2);
}
