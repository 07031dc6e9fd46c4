/** Which outcomes say that the destination, not the message, is at fault: the queue then lets it rest. */
import { onTestFinished, expect, test } from 'vitest';
import type { NextHop } from '../../../../shared/engine/decision.js';
import { DnsServer, type Zone } from '../../../support/dns-server.js';
import { deliver, hostHop, SHORT, sinkOf } from '../../../support/deliver.js';
import type { SinkScript } from '../../../support/smtp-sink.js';

const at = (command: string, said: string): SinkScript => ({
  answer: (line) => (line.startsWith(command) ? said : undefined),
});

test.each<[string, SinkScript, string]>([
  ['greets with 421', { greeting: '421 4.3.2 busy' }, '421 4.3.2 busy'],
  ['greets with 554', { greeting: '554 5.7.1 not you' }, '554 5.7.1 not you'],
  ['hangs up instead of a greeting', { greeting: 'DROP' }, '4.4.2 lost connection (greeting)'],
  ['says nothing', { greeting: 'HANG' }, '4.4.2 timed out (greeting)'],
  [
    'is no mail server',
    { greeting: 'HTTP/1.1 400' },
    '4.5.0 a line is not an SMTP reply (greeting)',
  ],
  ['hangs up at EHLO', at('EHLO', 'DROP'), '4.4.2 lost connection (EHLO)'],
  ['puts off EHLO', at('EHLO', '450 4.3.2 later'), '450 4.3.2 later'],
  ['hangs up at MAIL', at('MAIL', 'DROP'), '4.4.2 lost connection (MAIL FROM)'],
])('a server that %s is out of reach, and is named', async (_, script, reply) => {
  const sink = await sinkOf(script);
  const options = { timeOuts: { ...SHORT, command: 1000 } };
  expect(await deliver(hostHop(sink), undefined, { options })).toEqual({
    'a@to.test': {
      kind: 'deferred',
      reply,
      host: `127.0.0.1[127.0.0.1]:${sink.port}`,
      isUnreachable: true,
    },
  });
});

test('a port where nobody listens is out of reach, and is named', async () => {
  const sink = await sinkOf();
  const hop = hostHop(sink);
  const host = `127.0.0.1[127.0.0.1]:${sink.port}`;
  await sink.stop();
  sink.stop = () => Promise.resolve();
  expect((await deliver(hop))['a@to.test']).toMatchObject({ host, isUnreachable: true });
});

test.each<[string, SinkScript]>([
  ['puts off the sender', at('MAIL', '451 4.7.1 later')],
  ['says goodbye to the sender', at('MAIL', '421 4.7.0 slower')],
  ['refuses the sender', at('MAIL', '550 5.7.1 no')],
  ['puts off the recipient', at('RCPT', '450 4.2.0 greylisted')],
  ['hangs up at the recipient', at('RCPT', 'DROP')],
  ['puts off the message', at('DATA', '451 4.3.0 later')],
  ['hangs up after the message', { afterData: () => 'DROP' }],
  ['puts off the message at its end', { afterData: () => '452 4.3.1 full' }],
  ['has no SIZE for the message', { extensions: ['SIZE 10'] }],
])('a server that %s has been reached', async (_, script) => {
  const sink = await sinkOf(script);
  const { 'a@to.test': outcome } = await deliver(hostHop(sink));
  expect(outcome!.kind).not.toBe('delivered');
  expect(outcome).not.toHaveProperty('isUnreachable');
});

test('where the message was put off by one server and another is gone, the one counts', async () => {
  const sink = await sinkOf(at('MAIL', '421 4.7.0 slower'), '127.0.0.11');
  const dns = await dnsOf({
    'to.test': {
      mx: [
        [1, 'gone.test'],
        [2, 'slow.test'],
        [3, 'gone.test'],
      ],
    },
    'gone.test': { a: ['127.0.0.12'] },
    'slow.test': { a: ['127.0.0.11'] },
  });
  const options = { dns: [dns.place], mxPort: sink.port };
  expect(await deliver(OUT, undefined, { options })).toEqual({
    'a@to.test': {
      kind: 'deferred',
      reply: '421 4.7.0 slower',
      host: `slow.test[127.0.0.11]:${sink.port}`,
    },
  });
});

test.each<[string, Zone | undefined, boolean]>([
  ['a domain that cannot be looked up is out of reach', { fault: 'SERVFAIL' }, true],
  ['a domain that does not exist is answered for at once', undefined, false],
  ['a domain that takes no mail is answered for at once', { mx: [[0, '.']] }, false],
])('%s', async (_, zone, isUnreachable) => {
  const dns = await dnsOf(zone ? { 'to.test': zone } : {});
  const { 'a@to.test': outcome } = await deliver(OUT, undefined, { options: { dns: [dns.place] } });
  expect(outcome!.isUnreachable ?? false).toBe(isUnreachable);
});

test('a stop of the relay says nothing about the destination', async () => {
  const sink = await sinkOf({ greeting: 'HANG' });
  const signal = AbortSignal.timeout(100);
  const { 'a@to.test': outcome } = await deliver(hostHop(sink), undefined, { signal });
  expect(outcome!.kind).toBe('deferred');
  expect(outcome).not.toHaveProperty('isUnreachable');
});

const OUT: NextHop = { kind: 'domain', domain: 'to.test' };

async function dnsOf(zones: Record<string, Zone>): Promise<DnsServer> {
  const dns = await new DnsServer(zones).start();
  onTestFinished(() => dns.stop());
  return dns;
}
