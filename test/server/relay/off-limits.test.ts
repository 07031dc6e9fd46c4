/**
 * Next hops and account stores at addresses that Gatepost never connects to, by whatever way they are named.
 * Threats: T26.
 */
import { onTestFinished, describe, expect, test } from 'vitest';
import type { NextHop } from '../../../shared/engine/decision.js';
import { FIRST_SECURITY, securitySchema } from '../../../shared/api/security.js';
import { hostDialogue } from '../../../server/relay/delivery/host-dialogue.js';
import { logonNameOf } from '../../../server/relay/logon/account-store.js';
import { storeClient } from '../../../server/relay/logon/store-client.js';
import { dataFolder } from '../../../server/store/layout.js';
import { firstDelivery } from '../../../shared/api/delivery.js';
import type { DialogueLine } from '../../../shared/api/dialogues.js';
import { DnsServer } from '../../support/dns-server.js';
import { deliver, sinkOf } from '../../support/deliver.js';

const SAID = /169\.254\.169\.254 is a link-local or cloud metadata address/;

async function dnsOf() {
  const dns = await new DnsServer({
    'bad.test': { a: ['169.254.169.254'], mx: [[10, 'mx.bad.test']] },
    'mx.bad.test': { a: ['169.254.169.254'] },
  }).start();
  onTestFinished(() => dns.stop());
  return dns;
}

describe('a next hop', () => {
  const host = (name: string): NextHop => ({ kind: 'host', host: name, port: 25 });

  test.each(['169.254.169.254', '::ffff:169.254.169.254', 'bad.test'])(
    '%s, named by the administrator: the mail waits, with the reason',
    async (name) => {
      const options = { dns: [(await dnsOf()).place] };
      const outcomes = await deliver(host(name), undefined, { options });
      expect(outcomes['a@to.test']).toMatchObject({ kind: 'deferred' });
      expect(JSON.stringify(outcomes)).toMatch(SAID);
    },
  );

  test('a stranger’s domain that leads there has no mail server', async () => {
    const options = { dns: [(await dnsOf()).place] };
    const hop: NextHop = { kind: 'domain', domain: 'bad.test' };
    const outcomes = await deliver(hop, undefined, { options });
    expect(outcomes['a@to.test']).toMatchObject({ kind: 'failed' });
    const literal: NextHop = { kind: 'domain', domain: '[169.254.169.254]' };
    expect((await deliver(literal, undefined, { options }))['a@to.test']).toMatchObject({
      kind: 'failed',
    });
  });
});

describe('a dialogue', () => {
  const hold = async (name: string, port: number, dns?: DnsServer) => {
    const delivery = firstDelivery('example.com');
    const lines: Pick<DialogueLine, 'from' | 'text'>[] = [];
    const ended = await hostDialogue({
      settings: () => delivery,
      hostname: 'mail.example.com',
      ownListeners: () => [],
      dns: dns ? [dns.place] : [],
      folder: dataFolder('/nonexistent'),
    })(
      { kind: 'inbound', inbound: { kind: 'smtp', host: name, port } },
      (from, text) => lines.push({ from, text }),
      new AbortController().signal,
    );
    return { ended, lines };
  };

  test.each(['169.254.169.254', 'bad.test'])('with %s is not begun', async (name) => {
    const { ended, lines } = await hold(name, 80, await dnsOf());
    expect(ended.state).toBe('bad');
    expect(ended.outcome).toMatch(SAID);
    expect(lines.filter(({ from }) => from !== 'note')).toEqual([]);
  });

  test('shows what a host says in bounded, printable lines', async () => {
    const long = 'x'.repeat(1900);
    const sink = await sinkOf({ greeting: `220 \u001b[31m\u202e${long}` });
    const { lines } = await hold('127.0.0.1', sink.port);
    const greeting = lines.find(({ from }) => from === 'theirs')!;
    expect(greeting.text).toHaveLength(603);
    expect(greeting.text).toMatch(/^220 \?\[31m\?x+\.\.\.$/);
  });
});

describe('an account store', () => {
  const common = { name: 'it', port: 993 };
  const stores = (host: string) => [
    { kind: 'dovecot', name: 'it', at: { host, port: 12345 } },
    { kind: 'ldap', ...common, host, tls: 'ldaps', bind: { how: 'template', template: '{name}' } },
    {
      kind: 'ldap',
      ...common,
      host,
      tls: 'starttls',
      bind: { how: 'template', template: '{name}' },
    },
    { kind: 'imap', ...common, host, tls: 'implicit' },
    { kind: 'imap', ...common, host, tls: 'starttls' },
    { kind: 'pop3', ...common, host, tls: 'implicit' },
  ];

  test.each(['169.254.169.254', 'numeric'])('at %s is not asked', async (name) => {
    for (const each of stores('169.254.169.254')) {
      const [store] = securitySchema.parse({ ...FIRST_SECURITY, stores: [each] }).stores;
      // The system reads the number as a name that leads to the address.
      if (name === 'numeric') {
        if (store!.kind === 'dovecot') Object.assign(store!.at, { host: '2852039166' });
        else Object.assign(store!, { host: '2852039166' });
      }
      const client = storeClient(store!, 2000);
      const peer = { address: '127.0.0.1', localAddress: '127.0.0.1', tls: true };
      const answer = await client.logon(logonNameOf('anna@example.com'), 'secret', peer);
      await client.close();
      expect(answer).toMatchObject({ kind: 'unavailable', why: expect.stringMatching(SAID) });
    }
  });
});
