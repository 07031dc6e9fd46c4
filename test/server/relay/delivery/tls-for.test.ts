/** TLS for one destination, before the common mode. */
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Inbound, TlsFor, TlsMode } from '../../../../shared/api/delivery.js';
import type { NextHop } from '../../../../shared/engine/decision.js';
import { tlsModeFor } from '../../../../server/relay/delivery/tls-modes.js';
import { DnsServer, type Zone } from '../../../support/dns-server.js';
import { courierOf, deliver, hostHop, jobOf, kindsOf, sinkOf } from '../../../support/deliver.js';
import { localhostPair } from '../../../support/localhost-pair.js';
import type { SmtpSink, SinkScript } from '../../../support/smtp-sink.js';

let tls: { key: string; cert: string };
beforeAll(async () => {
  tls = await localhostPair();
});

const offering = (): SinkScript => ({ extensions: ['PIPELINING', 'STARTTLS'], tls });
const entry = (destination: string, mode: TlsMode): TlsFor => ({ destination, tls: mode });
const to = (domain: string): NextHop => ({ kind: 'domain', domain });
/** Of each session: whether TLS was begun. */
const begun = ({ sessions }: SmtpSink) => sessions.map((each) => each.isSecure);

async function dnsOf(zones: Record<string, Zone>): Promise<DnsServer> {
  const dns = await new DnsServer(zones).start();
  onTestFinished(() => dns.stop());
  return dns;
}

test.each<[string, TlsFor[], TlsMode]>([
  ['the common mode where none is named', [entry('other.test', 'none')], 'opportunistic'],
  ['the domain, whatever its case', [entry('to.test', 'required')], 'required'],
  ["the host's name", [entry('mx.to.test', 'verified')], 'verified'],
  ["the host's address, however it is written", [entry('2001:db8::1', 'none')], 'none'],
  [
    'the domain before the hosts that DNS names',
    [entry('mx.to.test', 'none'), entry('to.test', 'verified')],
    'verified',
  ],
  ['not the domain above', [entry('test', 'none')], 'opportunistic'],
])('what decides: %s', (_, tlsFor, mode) => {
  const destinations = ['To.Test', 'MX.to.test', '2001:DB8:0::1'];
  expect(tlsModeFor(tlsFor, destinations, 'opportunistic')).toBe(mode);
});

test('a domain that is excused gets no TLS, its neighbour on the same server does', async () => {
  const sink = await sinkOf(offering(), '127.0.0.11');
  const dns = await dnsOf({
    'old.test': { mx: [[1, 'mx.test']] },
    'new.test': { mx: [[1, 'mx.test']] },
    'mx.test': { a: ['127.0.0.11'] },
  });
  const by = courierOf({
    settings: { tlsFor: [entry('old.test', 'none')] },
    options: { dns: [dns.place], mxPort: sink.port },
  });
  for (const domain of ['old.test', 'new.test']) {
    await by.deliver(jobOf(to(domain), [`a@${domain}`]), new AbortController().signal);
  }
  expect(begun(sink)).toEqual([false, true]);
});

test('the certificate of a mail exchanger must be for the name that DNS gave it', async () => {
  const sink = await sinkOf(offering(), '127.0.0.11');
  const dns = await dnsOf({
    'to.test': { mx: [[1, 'localhost']] },
    'other.test': { mx: [[1, 'mx.other.test']] },
    localhost: { a: ['127.0.0.11'] },
    'mx.other.test': { a: ['127.0.0.11'] },
  });
  const settings = { tlsFor: [entry('to.test', 'verified'), entry('other.test', 'verified')] };
  const options = { dns: [dns.place], mxPort: sink.port, ca: tls.cert };
  const right = await deliver(to('to.test'), ['a@x'], { settings, options });
  expect(kindsOf(right)).toEqual({ 'a@x': 'delivered' });
  const wrong = await deliver(to('other.test'), ['a@x'], { settings, options });
  expect(wrong['a@x']).toMatchObject({
    kind: 'deferred',
    isUnreachable: true,
    reply: expect.stringMatching(/^4\.7\.5 TLS: /),
  });
});

test.each<[string, boolean, (sink: SmtpSink) => { hop: NextHop; inbound?: Inbound }]>([
  ["a row's host", false, (sink) => ({ hop: hostHop(sink) })],
  [
    'the inbound host',
    false,
    ({ port }) => ({
      hop: { kind: 'inbound' },
      inbound: { kind: 'smtp', host: '127.0.0.1', port },
    }),
  ],
  [
    'an inbound host over LMTP',
    true,
    ({ port }) => ({
      hop: { kind: 'inbound' },
      inbound: { kind: 'lmtp', host: '127.0.0.1', port },
    }),
  ],
])('%s can be excused from TLS, or asked for it', async (_, lmtp, routeTo) => {
  for (const [mode, kind] of [
    ['none', 'delivered'],
    ['required', 'delivered'],
    ['verified', 'deferred'],
  ] as const) {
    const sink = await sinkOf({ ...offering(), lmtp });
    const { hop, inbound } = routeTo(sink);
    const outcomes = await deliver(hop, ['a@x'], {
      settings: { tlsFor: [entry('127.0.0.1', mode)], ...(inbound ? { inbound } : {}) },
    });
    expect([mode, kindsOf(outcomes)]).toEqual([mode, { 'a@x': kind }]);
    expect(begun(sink)).toEqual([mode !== 'none']);
  }
});
