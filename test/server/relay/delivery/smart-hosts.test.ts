import { onTestFinished, describe, expect, test } from 'vitest';
import type { Delivery } from '../../../../shared/api/delivery.js';
import type { NextHop } from '../../../../shared/engine/decision.js';
import type { Courier } from '../../../../server/relay/queue/courier.js';
import { DnsServer } from '../../../support/dns-server.js';
import { courierOf, deliver, jobOf, kindsOf, SHORT, sinkOf } from '../../../support/deliver.js';
import type { SmtpSink } from '../../../support/smtp-sink.js';

const OUT: NextHop = { kind: 'domain', domain: 'to.test' };
const LATER = { greeting: '421 4.3.2 busy' };

/** A list of `hosts`, each a sink or a text, without TLS. */
function listOf(...hosts: (SmtpSink | string)[]): { outbound: Delivery['outbound'] } {
  const entries = hosts.map((host) => (typeof host === 'string' ? host : `127.0.0.1:${host.port}`));
  return { outbound: { kind: 'smarthost', host: entries.join(', '), port: 25, tls: 'none' } };
}

async function send(by: Courier) {
  return Object.fromEntries(
    await by.deliver(jobOf(OUT, ['a@to.test']), new AbortController().signal),
  );
}

const messagesOf = (...sinks: SmtpSink[]) => sinks.map(({ messages }) => messages.length);
const sessionsOf = (...sinks: SmtpSink[]) => sinks.map(({ sessions }) => sessions.length);

async function deadPort(): Promise<string> {
  const sink = await sinkOf();
  const { port } = sink;
  await sink.stop();
  sink.stop = () => Promise.resolve();
  return `127.0.0.1:${port}`;
}

test('the first host of the list gets all mail as long as it takes it', async () => {
  const sinks = [await sinkOf(), await sinkOf()] as const;
  const by = courierOf({ settings: listOf(...sinks) });
  for (let n = 0; n < 3; n += 1) await send(by);
  expect(messagesOf(...sinks)).toEqual([3, 0]);
});

test('the next host gets it when one is busy, gone, or hangs up', async () => {
  const [busy, rude, last] = [
    await sinkOf(LATER),
    await sinkOf({ greeting: 'DROP' }),
    await sinkOf(),
  ];
  const by = courierOf({ settings: listOf(busy, await deadPort(), rude, last) });
  expect(await send(by)).toMatchObject({
    'a@to.test': { kind: 'delivered', host: `127.0.0.1[127.0.0.1]:${last.port}` },
  });
});

test('a host that refuses the message for good is believed: no other is asked', async () => {
  const no = await sinkOf({ afterData: () => '554 5.7.1 no' });
  const other = await sinkOf();
  expect(kindsOf(await send(courierOf({ settings: listOf(no, other) })))).toEqual({
    'a@to.test': 'failed',
  });
  expect(sessionsOf(other)).toEqual([0]);
});

test('a host that does not answer costs its time-out once, not with each message', async () => {
  const silent = await sinkOf({ greeting: 'HANG' });
  const good = await sinkOf();
  const options = { timeOuts: { ...SHORT, command: 200 } };
  const by = courierOf({ settings: listOf(silent, good), options });
  for (let n = 0; n < 5; n += 1) await send(by);
  expect(sessionsOf(silent)).toEqual([1]);
  expect(messagesOf(good)).toEqual([5]);
});

test('a host that is busy is asked again with the next message: it did answer', async () => {
  const busy = await sinkOf(LATER);
  const good = await sinkOf();
  const by = courierOf({ settings: listOf(busy, good) });
  await send(by);
  busy.script = {};
  await send(by);
  expect(messagesOf(busy, good)).toEqual([1, 1]);
});

test('where all are dead all are tried, and the first that is back gets the mail', async () => {
  const sinks = [await sinkOf({ greeting: 'DROP' }), await sinkOf({ greeting: 'DROP' })] as const;
  const by = courierOf({ settings: listOf(...sinks) });
  for (let n = 1; n <= 2; n += 1) {
    expect(await send(by)).toMatchObject({
      'a@to.test': { kind: 'deferred', isUnreachable: true },
    });
    expect(sessionsOf(...sinks)).toEqual([n, n]);
  }
  sinks[1].script = {};
  expect(kindsOf(await send(by))).toEqual({ 'a@to.test': 'delivered' });
  // The second one is known to answer now: the first is not asked before it.
  expect(kindsOf(await send(by))).toEqual({ 'a@to.test': 'delivered' });
  expect(sessionsOf(sinks[0])).toEqual([3]);
});

test('one that is dead is asked when those that lived until now are dead too', async () => {
  const sinks = [await sinkOf({ greeting: 'DROP' }), await sinkOf()] as const;
  const by = courierOf({ settings: listOf(...sinks) });
  await send(by);
  sinks[0].script = {};
  sinks[1].script = { greeting: 'DROP', answer: () => 'DROP' };
  expect(kindsOf(await send(by))).toEqual({ 'a@to.test': 'delivered' });
  expect(messagesOf(...sinks)).toEqual([1, 1]);
});

describe('names', () => {
  test('hosts are looked up in turn, and one that cannot be does not keep the mail', async () => {
    const good = await sinkOf();
    const dns = await new DnsServer({
      'sick.test': { fault: 'SERVFAIL' },
      'good.test': { a: ['127.0.0.1'] },
    }).start();
    onTestFinished(() => dns.stop());
    const settings = listOf('nowhere.test', 'sick.test', `good.test:${good.port}`, 'last.test');
    const by = courierOf({ settings, options: { dns: [dns.place] } });
    expect(kindsOf(await send(by))).toEqual({ 'a@to.test': 'delivered' });
    expect(dns.asked).not.toContain('A last.test');
    dns.asked.length = 0;
    expect(kindsOf(await send(by))).toEqual({ 'a@to.test': 'delivered' });
    // They are left out for a while, as hosts are that do not answer.
    expect(dns.asked.filter((asked) => /sick|nowhere/.test(asked))).toEqual([]);
  });

  test('where none can be looked up the mail waits', async () => {
    const dns = await new DnsServer({}).start();
    onTestFinished(() => dns.stop());
    const outcomes = await deliver(OUT, undefined, {
      settings: listOf('a.test', 'b.test:2525'),
      options: { dns: [dns.place] },
    });
    expect(outcomes['a@to.test']).toMatchObject({
      kind: 'deferred',
      isUnreachable: true,
      reply: '4.4.4 the host a.test could not be looked up (it has no address)',
    });
  });
});

describe('ourselves', () => {
  test('a host of the list that is ourselves is left out', async () => {
    const [own, good] = [await sinkOf(), await sinkOf()];
    const options = { ownListeners: () => [{ address: '127.0.0.1', port: own.port }] };
    const outcomes = await deliver(OUT, undefined, { settings: listOf(own, good), options });
    expect(kindsOf(outcomes)).toEqual({ 'a@to.test': 'delivered' });
    expect(sessionsOf(own, good)).toEqual([0, 1]);
  });

  test('a list of nobody but ourselves is a loop', async () => {
    const [own, also] = [await sinkOf(), await sinkOf()];
    const ports = [own.port, also.port];
    const options = { ownListeners: () => ports.map((port) => ({ address: '0.0.0.0', port })) };
    const outcomes = await deliver(OUT, undefined, { settings: listOf(own, also), options });
    expect(outcomes['a@to.test']).toMatchObject({
      kind: 'failed',
      reply: `5.4.6 127.0.0.1:${own.port} is this server itself`,
    });
  });

  test('one that may yet be found beside ourselves is waited for', async () => {
    const own = await sinkOf();
    const dns = await new DnsServer({}).start();
    onTestFinished(() => dns.stop());
    const ownListeners = () => [{ address: '127.0.0.1', port: own.port }];
    const outcomes = await deliver(OUT, undefined, {
      settings: listOf(own, 'typo.test'),
      options: { ownListeners, dns: [dns.place] },
    });
    expect(outcomes['a@to.test']).toMatchObject({ kind: 'deferred' });
  });
});
