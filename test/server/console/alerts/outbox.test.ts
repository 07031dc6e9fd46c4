import { expect, test } from 'vitest';
import type { AlertMessage, WayResult } from '../../../../server/console/alerts/message.js';
import { Outbox } from '../../../../server/console/alerts/outbox.js';

function outbox(results: boolean[]) {
  let at = 0;
  const sent: string[] = [];
  const box = new Outbox({
    now: () => at,
    send: (message): Promise<WayResult> => {
      const ok = results.shift() ?? true;
      if (ok) sent.push(`${message.alert} ${message.state}`);
      return Promise.resolve({ ok, text: 'as told', lines: [] });
    },
    onSent: () => undefined,
    onFailure: () => undefined,
  });
  const message = (alert: AlertMessage['alert'], state: AlertMessage['state']) =>
    box.add({ alert, state, text: '', since: '', host: '', value: null });
  const pass = async (seconds: number) => {
    at += seconds * 1000;
    await box.look();
  };
  return { box, sent, message, pass };
}

test('a way that fails is tried again after growing waits, and then says all that waits', async () => {
  const { box, sent, message, pass } = outbox([false, false]);
  message('disk', 'raised');
  await pass(0);
  expect(box.state()).toMatchObject({ waiting: 1, lastFailure: { problem: 'as told' } });
  await pass(4);
  expect(sent).toEqual([]);
  await pass(1);
  await pass(29);
  message('queue-age', 'raised');
  expect(sent).toEqual([]);
  await pass(1);
  expect(sent).toEqual(['disk raised', 'queue-age raised']);
  expect(box.state()).toMatchObject({ waiting: 0, lastFailure: null, nextTry: null });
});

test('what is over before it could be said is said as over alone', async () => {
  const { sent, message, pass } = outbox([false]);
  message('disk', 'raised');
  await pass(0);
  message('disk', 'recovered');
  await pass(5);
  expect(sent).toEqual(['disk recovered']);
});

test('after a day it is not tried any more', async () => {
  const { box, sent, message, pass } = outbox([false]);
  message('disk', 'raised');
  await pass(0);
  await pass(25 * 3600);
  expect(sent).toEqual([]);
  expect(box.state().waiting).toBe(0);
});
