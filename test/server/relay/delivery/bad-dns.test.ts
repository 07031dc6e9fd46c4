/** Resolvers and zones that are dead, slow, or lie: what an administrator sees then. Threats: T13. */
import { onTestFinished, describe, expect, test } from 'vitest';
import type { NextHop } from '../../../../shared/engine/decision.js';
import { DnsServer, type DnsFault, type Zone } from '../../../support/dns-server.js';
import { deliver, sinkOf } from '../../../support/deliver.js';

const TO: NextHop = { kind: 'domain', domain: 'to.test' };

async function dnsOf(zones: Record<string, Zone>): Promise<DnsServer> {
  const dns = await new DnsServer(zones).start();
  onTestFinished(() => dns.stop());
  return dns;
}

/** The outcome, and how long it took in milliseconds. */
async function attempt(dns: DnsServer, mxPort: number, ours = false) {
  const began = Date.now();
  const outcomes = await deliver(TO, undefined, {
    options: {
      dns: [dns.place],
      mxPort,
      dnsTimeOut: 200,
      ...(ours ? { ownListeners: () => [{ address: '0.0.0.0', port: mxPort }] } : {}),
    },
  });
  return { ...outcomes['a@to.test']!, took: Date.now() - began };
}

describe.each<[DnsFault, string]>([
  ['silence', 'ETIMEOUT'],
  ['garbage', 'EBADRESP'],
  ['wrong id', 'ETIMEOUT'],
  ['wrong name', 'ETIMEOUT'],
  ['truncated', 'ETIMEOUT'],
  ['cut', 'EBADRESP'],
  ['SERVFAIL', 'ESERVFAIL'],
  ['REFUSED', 'EREFUSED'],
])('%s', (fault, why) => {
  test('for the mail servers of a domain defers, and says why', async () => {
    const dns = await dnsOf({ 'to.test': { mx: [[1, 'mx.test']], fault } });
    const { kind, reply, isUnreachable } = await attempt(dns, 1);
    expect({ kind, reply, isUnreachable }).toEqual({
      kind: 'deferred',
      reply: `4.4.3 the mail servers of to.test could not be looked up (${why})`,
      isUnreachable: true,
    });
  });

  test('for the address of a mail server defers, and says why', async () => {
    const dns = await dnsOf({
      'to.test': { mx: [[1, 'mx.test']] },
      'mx.test': { a: ['127.0.0.11'], fault },
    });
    const { kind, reply } = await attempt(dns, 1);
    expect({ kind, reply }).toEqual({
      kind: 'deferred',
      reply: `4.4.3 no mail server of to.test could be looked up (${why})`,
    });
  });
});

test('an answer after the time is up is no answer', async () => {
  const sink = await sinkOf({}, '127.0.0.11');
  const zones = { 'to.test': { mx: [[1, 'mx.test']] as const }, 'mx.test': { a: ['127.0.0.11'] } };
  const late = await dnsOf({ ...zones, 'to.test': { ...zones['to.test'], delay: 3000 } });
  expect(await attempt(late, sink.port)).toMatchObject({ kind: 'deferred' });
  expect(sink.sessions).toEqual([]);
  const slow = await dnsOf({ ...zones, 'to.test': { ...zones['to.test'], delay: 100 } });
  expect(await attempt(slow, sink.port)).toMatchObject({ kind: 'delivered' });
});

test('the second resolver is asked when the first one is dead', async () => {
  const sink = await sinkOf({}, '127.0.0.11');
  const dead = await dnsOf({ 'to.test': { fault: 'silence' } });
  const good = await dnsOf({ 'to.test': { a: ['127.0.0.11'] } });
  const outcomes = await deliver(TO, undefined, {
    options: { dns: [dead.place, good.place], mxPort: sink.port, dnsTimeOut: 200 },
  });
  expect(outcomes['a@to.test']).toMatchObject({ kind: 'delivered' });
});

test('a mail server that is an alias is taken as most take it: the alias is followed', async () => {
  const sink = await sinkOf({}, '127.0.0.11');
  const dns = await dnsOf({
    'to.test': { mx: [[1, 'alias.test']] },
    'alias.test': { cname: 'mx.test' },
    'mx.test': { a: ['127.0.0.11'] },
  });
  expect(await attempt(dns, sink.port)).toMatchObject({
    kind: 'delivered',
    host: `alias.test[127.0.0.11]:${sink.port}`,
  });
});

test('an alias of nothing is no server', async () => {
  const dns = await dnsOf({
    'to.test': { mx: [[1, 'alias.test']] },
    'alias.test': { cname: 'nowhere.test' },
  });
  expect((await attempt(dns, 1)).reply).toBe('5.4.4 no mail server of to.test has an address');
});

test('a circle of aliases is not followed', async () => {
  const dns = await dnsOf({
    'to.test': { mx: [[1, 'one.test']] },
    'one.test': { cname: 'two.test' },
    'two.test': { cname: 'one.test' },
  });
  expect((await attempt(dns, 1)).kind).not.toBe('delivered');
  expect(dns.asked.length).toBeLessThan(10);
});

describe('a mail server that is ourselves', () => {
  test.each<[string, Zone]>([
    ['127.0.0.1', { a: ['127.0.0.1'] }],
    ['::1', { aaaa: ['::1'] }],
    ['an address of ours in IPv6 clothes', { aaaa: ['::ffff:127.0.0.1'] }],
    ['ourselves beside a stranger', { a: ['192.0.2.1', '127.0.0.1'] }],
  ])('%s, at the port where we listen, is a loop', async (_, zone) => {
    const sink = await sinkOf({}, '127.0.0.1');
    const dns = await dnsOf({ 'to.test': { mx: [[1, 'mx.test']] }, 'mx.test': zone });
    expect(await attempt(dns, sink.port, true)).toMatchObject({
      kind: 'failed',
      reply: '5.4.6 mail for to.test loops back to this server',
    });
    expect(sink.sessions).toEqual([]);
  });

  test('without MX, by its own address, is a loop too', async () => {
    const dns = await dnsOf({ 'to.test': { a: ['127.0.0.1'] } });
    expect((await attempt(dns, 25_252, true)).reply).toMatch(/^5\.4\.6 /);
  });
});

describe('a thousand mail servers', () => {
  const thousand = Array.from({ length: 1000 }, (_, n) => [n, `mx${n}.test`] as const);

  test('come over TCP, and the best of them gets the mail', async () => {
    const sink = await sinkOf({}, '127.0.0.11');
    const dns = await dnsOf({ 'to.test': { mx: thousand }, 'mx0.test': { a: ['127.0.0.11'] } });
    expect(await attempt(dns, sink.port)).toMatchObject({ kind: 'delivered' });
    expect(dns.asked.length).toBeLessThan(50);
  });

  test('of which none exists are not all looked up', async () => {
    const dns = await dnsOf({ 'to.test': { mx: thousand } });
    expect(await attempt(dns, 1)).toMatchObject({
      kind: 'failed',
      reply: '5.4.4 no mail server of to.test has an address',
    });
    expect(dns.asked.length).toBeLessThan(50);
  });

  test('of which none can be looked up do not hold up the queue', async () => {
    const dns = await dnsOf(
      Object.fromEntries([
        ['to.test', { mx: thousand }],
        ...thousand.map(([, host]) => [host, { fault: 'silence' }]),
      ]),
    );
    const { kind, took } = await attempt(dns, 1);
    expect(kind).toBe('deferred');
    expect(took).toBeLessThan(10_000);
    expect(dns.asked.length).toBeLessThan(50);
  });

  test('that do not answer are not all tried', async () => {
    const dns = await dnsOf({
      'to.test': { mx: [[1, 'mx.test']] },
      'mx.test': { a: Array.from({ length: 200 }, (_, n) => `127.0.1.${n + 1}`) },
    });
    expect(await attempt(dns, 1)).toMatchObject({ kind: 'deferred', isUnreachable: true });
  });
});

test.each([
  'b lank.test',
  'quo"te.test',
  'a\r\nb.test',
  'a\u0000b.test',
  'gr\u00fcn.test',
  '<x>.test',
  'a/b.test',
])('a mail server whose name is no name of a host is left out: %j', async (odd) => {
  const sink = await sinkOf({}, '127.0.0.11');
  const zones = { 'good.test': { a: ['127.0.0.11'] }, [odd.toLowerCase()]: { a: ['127.0.0.11'] } };
  const both = await dnsOf({
    ...zones,
    'to.test': {
      mx: [
        [1, odd],
        [2, 'good.test'],
      ],
    },
  });
  const outcome = await attempt(both, sink.port);
  expect(outcome).toMatchObject({ kind: 'delivered' });
  expect(outcome.host).toMatch(/^[\x21-\x7e]+$/);
  const alone = await dnsOf({ ...zones, 'to.test': { mx: [[1, odd]] } });
  expect((await attempt(alone, sink.port)).kind).not.toBe('delivered');
});
