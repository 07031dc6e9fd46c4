import { expect, test } from 'vitest';
import { courierOf, hostHop, jobOf, sinkOf } from '../../../support/deliver.js';

const { signal } = new AbortController();

test('messages that follow one another to a server share a connection', async () => {
  const sink = await sinkOf();
  const carrier = courierOf();
  for (const recipient of ['a@to.test', 'b@to.test', 'c@to.test']) {
    const outcomes = await carrier.deliver(jobOf(hostHop(sink), [recipient]), signal);
    expect(outcomes.get(recipient)?.kind).toBe('delivered');
  }
  expect(sink.sessions).toHaveLength(1);
  expect(sink.messages.map(({ recipients }) => recipients)).toEqual([
    ['a@to.test'],
    ['b@to.test'],
    ['c@to.test'],
  ]);
});

test('messages at the same time have connections of their own', async () => {
  const sink = await sinkOf();
  const carrier = courierOf();
  const recipients = ['a@to.test', 'b@to.test', 'c@to.test'];
  await Promise.all(recipients.map((one) => carrier.deliver(jobOf(hostHop(sink), [one]), signal)));
  expect(sink.sessions).toHaveLength(3);
  expect(sink.messages).toHaveLength(3);
});

test('a server that hung up meanwhile is connected to again, and gets the message once', async () => {
  const sink = await sinkOf({
    answer: (line, session) =>
      session.number === 0 && line.startsWith('MAIL') && session.commands.length > 4
        ? 'DROP'
        : undefined,
  });
  const carrier = courierOf();
  await carrier.deliver(jobOf(hostHop(sink), ['a@to.test']), signal);
  const outcomes = await carrier.deliver(jobOf(hostHop(sink), ['b@to.test']), signal);
  expect(outcomes.get('b@to.test')?.kind).toBe('delivered');
  expect(sink.sessions).toHaveLength(2);
  expect(sink.messages).toHaveLength(2);
});

test('a refused message does not spoil the next one', async () => {
  const sink = await sinkOf({
    answer: (line) => (line.includes('bad@') ? '550 5.1.1 nobody' : undefined),
  });
  const carrier = courierOf();
  const refused = await carrier.deliver(jobOf(hostHop(sink), ['bad@to.test']), signal);
  expect(refused.get('bad@to.test')?.kind).toBe('failed');
  const taken = await carrier.deliver(jobOf(hostHop(sink), ['good@to.test']), signal);
  expect(taken.get('good@to.test')?.kind).toBe('delivered');
});
