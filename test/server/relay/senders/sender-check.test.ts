import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  SenderCheck,
  type SenderCheckOptions,
} from '../../../../server/relay/senders/sender-check.js';
import { DnsServer, type Zone } from '../../../support/dns-server.js';

async function started(zones: Record<string, Zone>, options: Partial<SenderCheckOptions> = {}) {
  const dns = await new DnsServer(zones).start();
  const lines: string[] = [];
  const check = new SenderCheck({
    hostname: 'mail.example.com',
    dns: [dns.place],
    log: (line) => void lines.push(line),
    ...options,
  });
  const verify = (peer: string, sender: string) =>
    check.verify({ peer, helo: 'peer.test', sender });
  const stop = async () => {
    check.stop();
    await dns.stop();
    expect(lines).toEqual([]);
  };
  return { check, verify, dns, stop };
}

async function checkOf(zones: Record<string, Zone>, options?: Partial<SenderCheckOptions>) {
  const all = await started(zones, options);
  onTestFinished(all.stop);
  return all;
}

describe('a sender is known when its domain vouches for the peer', () => {
  const zones: Record<string, Zone> = {
    'good.test': { txt: ['v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all'] },
    'by-mx.test': { txt: ['v=spf1 mx -all'], mx: [[10, 'mx.by-mx.test']] },
    'mx.by-mx.test': { a: ['192.0.2.7'] },
    'included.test': { txt: ['v=spf1 include:good.test ~all'] },
    'soft.test': { txt: ['v=spf1 ~all'] },
    'neutral.test': { txt: ['v=spf1 ?all'] },
    'silent.test': { txt: ['some other text'] },
    'two.test': { txt: ['v=spf1 +all', 'v=spf1 -all'] },
    'broken.test': { fault: 'SERVFAIL' },
    'round.test': { txt: ['v=spf1 include:round.test +all'] },
  };

  let common: Awaited<ReturnType<typeof started>>;
  beforeAll(async () => {
    common = await started(zones);
  });
  afterAll(() => common.stop());

  test.each([
    ['192.0.2.7', 's@good.test', true],
    ['2001:db8::7', 's@good.test', true],
    ['192.0.2.7', 's@by-mx.test', true],
    ['192.0.2.7', 's@included.test', true],
    ['198.51.100.7', 's@good.test', false],
    ['198.51.100.7', 's@by-mx.test', false],
    ['198.51.100.7', 's@included.test', false],
    ['192.0.2.7', 's@soft.test', false],
    ['192.0.2.7', 's@neutral.test', false],
    ['192.0.2.7', 's@silent.test', false],
    ['192.0.2.7', 's@two.test', false],
    ['192.0.2.7', 's@broken.test', false],
    ['192.0.2.7', 's@absent.test', false],
    ['192.0.2.7', 's@[192.0.2.7]', false],
    ['192.0.2.7', '"a@good.test"@absent.test', false],
  ])('%s sends as %s: %s', async (peer, sender, expected) => {
    expect(await common.verify(peer, sender)).toBe(expected);
  });

  test('a record that leads in a circle is asked about ten times at most', async () => {
    const { verify, dns } = await checkOf(zones);
    expect(await verify('192.0.2.7', 's@round.test')).toBe(false);
    expect(dns.asked.length).toBeLessThanOrEqual(12);
  });
});

test('a DNS server that says nothing is waited for a while, and then nobody is known', async () => {
  const { verify } = await checkOf({ 'mute.test': { fault: 'silence' } }, { within: 300 });
  expect(await verify('192.0.2.7', 's@mute.test')).toBe(false);
});

test('after a rest it answers again', async () => {
  const { verify } = await checkOf({ 'all.test': { txt: ['v=spf1 +all'] } }, { idle: 1 });
  expect(await verify('192.0.2.7', 's@all.test')).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await verify('192.0.2.7', 's@all.test')).toBe(true);
});

test('while the relay stops nobody waits', async () => {
  const { check, verify } = await checkOf({ 'mute.test': { fault: 'silence' } });
  const asked = verify('192.0.2.7', 's@mute.test');
  check.stop();
  expect(await asked).toBe(false);
});
