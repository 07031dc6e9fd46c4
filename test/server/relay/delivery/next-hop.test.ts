/** Threats: T8, T13. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished, describe, expect, test } from 'vitest';
import type { NextHop } from '../../../../shared/engine/decision.js';
import { isOwnListener } from '../../../../server/own-listeners.js';
import { DnsServer, type Zone } from '../../../support/dns-server.js';
import { deliver, hostHop, kindsOf, MESSAGE, sinkOf } from '../../../support/deliver.js';
import { temporaryFolder } from '../../../support/spool-folder.js';

async function dnsOf(zones: Record<string, Zone>): Promise<DnsServer> {
  const dns = await new DnsServer(zones).start();
  onTestFinished(() => dns.stop());
  return dns;
}

const to = (domain: string): NextHop => ({ kind: 'domain', domain });

/** Sinks on 127.0.0.x, all on one port, as mail exchangers are. */
async function exchangers(...hosts: string[]) {
  const first = await sinkOf({}, hosts[0]);
  const others = await Promise.all(hosts.slice(1).map((host) => sinkOf({}, host, first.port)));
  return { port: first.port, sinks: [first, ...others] };
}

const attempt = (dns: DnsServer, mxPort: number, domain = 'to.test') =>
  deliver(to(domain), undefined, { options: { dns: [dns.place], mxPort, dnsTimeOut: 300 } });

const own = (port: number, address = '127.0.0.1') => ({
  ownListeners: () => [{ address, port }],
});

describe('by MX', () => {
  const zones: Record<string, Zone> = {
    'to.test': {
      mx: [
        [20, 'b.to.test'],
        [10, 'a.to.test'],
      ],
    },
    'a.to.test': { a: ['127.0.0.11'] },
    'b.to.test': { a: ['127.0.0.12'] },
  };

  test('the server with the lowest preference gets it', async () => {
    const { port, sinks } = await exchangers('127.0.0.11', '127.0.0.12');
    const outcomes = await attempt(await dnsOf(zones), port);
    expect(outcomes['a@to.test']).toMatchObject({
      kind: 'delivered',
      host: `a.to.test[127.0.0.11]:${port}`,
    });
    expect(sinks.map(({ messages }) => messages.length)).toEqual([1, 0]);
  });

  test('the next one gets it when the first cannot be reached or says no to us', async () => {
    const { port, sinks } = await exchangers('127.0.0.12');
    const dns = await dnsOf(zones);
    expect(kindsOf(await attempt(dns, port))).toEqual({ 'a@to.test': 'delivered' });
    const busy = await sinkOf({ greeting: '421 4.3.2 busy' }, '127.0.0.11', port);
    expect(kindsOf(await attempt(dns, port))).toEqual({ 'a@to.test': 'delivered' });
    busy.script = { answer: (line) => (line.startsWith('RCPT') ? 'DROP' : undefined) };
    expect(kindsOf(await attempt(dns, port))).toEqual({ 'a@to.test': 'delivered' });
    expect(sinks[0]!.messages).toHaveLength(3);
  });

  test('a message that the first one may have taken is not given to the next', async () => {
    const { port, sinks } = await exchangers('127.0.0.11', '127.0.0.12');
    sinks[0]!.script = { afterData: () => 'DROP' };
    const outcomes = await attempt(await dnsOf(zones), port);
    expect(kindsOf(outcomes)).toEqual({ 'a@to.test': 'deferred' });
    expect(sinks[1]!.sessions).toEqual([]);
  });

  test('servers of equal preference share the mail', async () => {
    const { port, sinks } = await exchangers('127.0.0.11', '127.0.0.12');
    const equal: Zone = {
      mx: [
        [10, 'a.to.test'],
        [10, 'b.to.test'],
      ],
    };
    const dns = await dnsOf({ ...zones, 'to.test': equal });
    for (let n = 0; n < 40; n += 1) await attempt(dns, port);
    for (const { messages } of sinks) expect(messages.length).toBeGreaterThan(5);
  });

  test('a domain without MX is its own server, by A or AAAA, also by way of a CNAME', async () => {
    const { port, sinks } = await exchangers('127.0.0.13');
    const dns = await dnsOf({
      'plain.test': { a: ['127.0.0.13'] },
      'other.test': { cname: 'plain.test' },
      'six.test': { aaaa: ['::ffff:127.0.0.13'] },
    });
    for (const domain of ['plain.test', 'other.test', 'six.test']) {
      expect([domain, kindsOf(await attempt(dns, port, domain))]).toEqual([
        domain,
        { 'a@to.test': 'delivered' },
      ]);
    }
    expect(sinks[0]!.messages).toHaveLength(3);
  });

  test.each<[string, string, Zone | undefined, string]>([
    [
      'a domain that accepts no mail (null MX)',
      'failed',
      { mx: [[0, '.']], a: ['127.0.0.11'] },
      '5.1.10',
    ],
    ['a domain that does not exist', 'failed', undefined, '5.1.2'],
    ['a domain without MX and address', 'failed', {}, '5.4.4'],
    ['a domain whose servers have no address', 'failed', { mx: [[1, 'nowhere.test']] }, '5.4.4'],
    ['a domain whose server is an address', 'failed', { mx: [[1, '127.0.0.11']] }, '5.4.4'],
    ['a domain whose server is no host', 'failed', { a: ['0.0.0.0'] }, '5.4.4'],
    ['a domain whose resolver fails', 'deferred', { fault: 'SERVFAIL' }, '4.4.3'],
    ['a domain whose resolver refuses', 'deferred', { fault: 'REFUSED' }, '4.4.3'],
    ['a domain whose resolver is silent', 'deferred', { fault: 'silence' }, '4.4.3'],
    ['a domain whose servers cannot be looked up', 'deferred', { mx: [[1, 'sick.test']] }, '4.4.3'],
  ])('%s is %s', async (_, kind, zone, status) => {
    const dns = await dnsOf({
      ...(zone ? { 'x.test': zone } : {}),
      'sick.test': { fault: 'SERVFAIL' },
    });
    const { 'a@to.test': outcome } = await attempt(dns, 1, 'x.test');
    expect(outcome!.kind).toBe(kind);
    expect(outcome!.reply.startsWith(`${status} `)).toBe(true);
  });

  test('a resolver that is dead defers', async () => {
    const dns = await dnsOf({});
    const place = dns.place;
    const gone = { place } as DnsServer;
    await dns.stop();
    onTestFinished(() => undefined);
    dns.stop = () => Promise.resolve();
    expect((await attempt(gone, 1))['a@to.test']).toMatchObject({ kind: 'deferred' });
  });

  test('one server that cannot be looked up does not keep the mail from the others', async () => {
    const { port } = await exchangers('127.0.0.11');
    const dns = await dnsOf({
      ...zones,
      'to.test': {
        mx: [
          [1, 'sick.test'],
          [2, 'a.to.test'],
        ],
      },
      'sick.test': { fault: 'SERVFAIL' },
    });
    expect(kindsOf(await attempt(dns, port))).toEqual({ 'a@to.test': 'delivered' });
  });

  test('an address literal is the server itself', async () => {
    const { port } = await exchangers('127.0.0.11');
    const dns = await dnsOf({});
    expect(kindsOf(await attempt(dns, port, '[127.0.0.11]'))).toEqual({ 'a@to.test': 'delivered' });
    expect(dns.asked).toEqual([]);
  });

  test.each(['127.0.0.11', '127.11', '2130706443', '0x7f.11', 'a.1'])(
    'the domain %s looks like an address: nobody is asked or connected to',
    async (domain) => {
      const { port, sinks } = await exchangers('127.0.0.11');
      const dns = await dnsOf({ [domain]: { a: ['127.0.0.11'] } });
      const { 'a@to.test': outcome } = await attempt(dns, port, domain);
      expect(outcome).toMatchObject({ kind: 'failed', reply: expect.stringMatching(/^5\.1\.2 /) });
      expect([dns.asked, sinks[0]!.sessions]).toEqual([[], []]);
    },
  );
});

describe('a next hop that is ourselves', () => {
  test('address and port of a listener are a loop, another port is a neighbour', async () => {
    const sink = await sinkOf();
    const loop = await deliver(hostHop(sink), undefined, { options: own(sink.port) });
    expect(loop['a@to.test']).toMatchObject({
      kind: 'failed',
      reply: expect.stringMatching(/^5\.4\.6 /),
    });
    expect(sink.sessions).toEqual([]);
    const neighbour = await deliver(hostHop(sink), undefined, { options: own(sink.port + 1) });
    expect(kindsOf(neighbour)).toEqual({ 'a@to.test': 'delivered' });
  });

  test('a listener on all addresses is at each of them', () => {
    const listeners = [{ address: '::', port: 25 }];
    expect(isOwnListener('127.0.0.5', 25, listeners)).toBe(true);
    expect(isOwnListener('::ffff:127.0.0.5', 25, listeners)).toBe(true);
    expect(isOwnListener('::1', 25, listeners)).toBe(true);
    expect(isOwnListener('127.0.0.5', 26, listeners)).toBe(false);
    expect(isOwnListener('192.0.2.1', 25, listeners)).toBe(false);
  });

  test('where we are one of several servers only those before us are tried', async () => {
    const sink = await sinkOf({}, '127.0.0.11');
    const zones: Record<string, Zone> = {
      'backup.test': {
        mx: [
          [10, 'main.test'],
          [20, 'us.test'],
          [30, 'last.test'],
        ],
      },
      'ours.test': {
        mx: [
          [10, 'us.test'],
          [20, 'main.test'],
        ],
      },
      'main.test': { a: ['127.0.0.11'] },
      'us.test': { a: ['127.0.0.12'] },
      'last.test': { a: ['127.0.0.13'] },
    };
    const dns = await dnsOf(zones);
    const options = { ...own(sink.port, '127.0.0.12'), dns: [dns.place], mxPort: sink.port };
    expect(kindsOf(await deliver(to('backup.test'), undefined, { options }))).toEqual({
      'a@to.test': 'delivered',
    });
    const loop = await deliver(to('ours.test'), undefined, { options });
    expect(loop['a@to.test']!.reply).toMatch(/^5\.4\.6 /);
    expect(sink.messages).toHaveLength(1);
  });
});

describe('hosts that the administrator named', () => {
  test('a smart host gets all outward mail, an inbound host all inbound', async () => {
    const [smart, store] = [await sinkOf(), await sinkOf()];
    const settings = {
      outbound: {
        kind: 'smarthost' as const,
        host: 'smart.test',
        port: smart.port,
        tls: 'none' as const,
      },
      inbound: { kind: 'smtp' as const, host: 'localhost', port: store.port },
    };
    const dns = await dnsOf({ 'smart.test': { a: ['127.0.0.1'] } });
    const options = { dns: [dns.place] };
    await deliver(to('anywhere.test'), undefined, { settings, options });
    await deliver({ kind: 'inbound' }, ['b@x'], { settings, options });
    expect(smart.messages[0]!.recipients).toEqual(['a@to.test']);
    expect(store.messages[0]!.recipients).toEqual(['b@x']);
  });

  test("an inbound row's own host comes before the inbound host", async () => {
    const [particular, general] = [await sinkOf(), await sinkOf()];
    const settings = { inbound: { kind: 'smtp' as const, host: '127.0.0.1', port: general.port } };
    await deliver({ kind: 'inbound', host: '127.0.0.1', port: particular.port }, ['b@x'], {
      settings,
    });
    expect([particular.messages.length, general.messages.length]).toEqual([1, 0]);
  });

  test('a host whose name is not known defers: the mistake is not the sender\u2019s', async () => {
    const dns = await dnsOf({});
    const hop: NextHop = { kind: 'host', host: 'typo.test', port: 25 };
    const { 'a@to.test': outcome } = await deliver(hop, undefined, {
      options: { dns: [dns.place] },
    });
    expect(outcome).toMatchObject({ kind: 'deferred', reply: expect.stringMatching(/^4\.4\.4 /) });
  });

  test('without resolvers of its own the system is asked, its table of hosts too', async () => {
    const sink = await sinkOf();
    const hop: NextHop = { kind: 'host', host: 'LOCALHOST', port: sink.port };
    expect(kindsOf(await deliver(hop))).toEqual({ 'a@to.test': 'delivered' });
  });

  test('the embedded inbound host keeps a Maildir for each recipient', async () => {
    const folder = temporaryFolder();
    const outcomes = await deliver({ kind: 'inbound' }, ['A@x.test', 'b@x.test'], {
      options: { folder },
    });
    expect(kindsOf(outcomes)).toEqual({ 'A@x.test': 'delivered', 'b@x.test': 'delivered' });
    expect(readdirSync(folder.maildir).toSorted()).toEqual(['a@x.test', 'b@x.test']);
    const [name] = readdirSync(join(folder.maildir, 'a@x.test', 'new'));
    expect(readFileSync(join(folder.maildir, 'a@x.test', 'new', name!), 'utf8')).toBe(MESSAGE);
  });
});
