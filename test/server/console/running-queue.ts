/** A console that is logged on, beside a real queue on the relay's real control socket. */
import { onTestFinished } from 'vitest';
import { DialogueDesk } from '../../../server/relay/dialogue-desk.js';
import { SelfTests } from '../../../server/relay/self-test/self-tests.js';
import { Control } from '../../../server/relay/control.js';
import { Desk } from '../../../server/relay/queue/desk.js';
import { controlSocket } from '../../../server/environment.js';
import type { Outcome } from '../../../server/relay/queue/courier.js';
import { INBOUND, testQueue, type TestQueue } from '../../support/spool-folder.js';
import { until } from '../../support/until.js';
import { RunningConsole } from './running-console.js';

export const LATER: Outcome = {
  kind: 'deferred',
  reply: '451 4.3.0 later',
  host: 'h.test[192.0.2.1]:25',
};
export const TEXT = 'Subject: hello\r\n\r\nline\r\n';

export interface RunningQueue {
  readonly running: RunningConsole;
  readonly held: TestQueue;
  /** Ids of the messages that wait, oldest first. */
  readonly ids: readonly string[];
  /** What the relay says is wrong. */
  refusing: string | null;
  stopRelay(): Promise<void>;
}

/** `count` messages to `u0@to.test`, `u1@to.test`…, all deferred. */
export async function runningQueue(count: number): Promise<RunningQueue> {
  const running = await RunningConsole.loggedOn({ relay: 'stopped' });
  onTestFinished(() => running.stop());
  const held = await testQueue();
  held.answer = () => LATER;
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const recipients = [{ address: `u${n}@to.test`, nextHop: INBOUND }];
    ids.push(await held.take(TEXT, { recipients }));
  }
  await until(() => (held.attempts.length === count && held.queue.counts().active === 0) || null);
  const { queue, spool } = held;
  const settings = () => held.settings;
  const desk = new Desk({ queue, spool, settings, refusing: () => whole.refusing });
  const control = new Control(controlSocket(running.environment), {
    status: () => ({ ...running.relay.status(), queued: queue.counts().queued }),
    desk,
    security: { state: unasked, logonRecords: unasked, testLogon: unasked },
    dialogues: new DialogueDesk(unasked),
    checkNames: unasked,
    selfTests: new SelfTests(() => []),
    metrics: unasked,
    reached: () => Promise.resolve(true),
  });
  await control.start();
  let stopping: Promise<void> | null = null;
  const whole: RunningQueue = {
    running,
    held,
    ids,
    refusing: null,
    stopRelay: () => (stopping ??= control.stop()),
  };
  onTestFinished(() => whole.stopRelay());
  return whole;
}

function unasked(): never {
  throw new Error('The queue alone is asked here.');
}
