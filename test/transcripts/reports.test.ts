/** Who is told that a message was not delivered, when a stranger sent it. Threats: T25. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostPort } from '../../shared/rules/text.js';
import { DnsServer } from '../support/dns-server.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';

let dns: DnsServer;
let gatepost: Gatepost;
/** The inbound host, which has nobody, and the host of the senders. */
let empty: SmtpSink;
let senders: SmtpSink;

beforeAll(async () => {
  dns = await new DnsServer({
    'vouching.test': { txt: ['v=spf1 ip4:127.0.0.1 -all'] },
    'silent.test': {},
  }).start();
  empty = await new SmtpSink({
    answer: (line) => (line.startsWith('RCPT') ? '550 5.1.1 nobody' : undefined),
  }).start();
  senders = await new SmtpSink().start();
  const { host, port } = dns.place;
  gatepost = await Gatepost.start({ environment: { GATEPOST_DNS: hostPort(host, port) } });
  const toSenders = { kind: 'host' as const, host: '127.0.0.1', port: senders.port };
  await gatepost.apply({
    routes: [
      { domain: 'example.com', to: { kind: 'inbound', host: '127.0.0.1', port: empty.port } },
      { domain: 'vouching.test', to: toSenders },
      { domain: 'silent.test', to: toSenders },
    ],
  });
});
afterAll(async () => {
  await gatepost.stop();
  await Promise.all([empty.stop(), senders.stop(), dns.stop()]);
});

async function send(sender: string, notify = ''): Promise<void> {
  const client = await SmtpClient.open({ port: gatepost.smtpPort });
  await client.say('EHLO peer.test');
  await client.say(`MAIL FROM:<${sender}>`);
  await client.say(`RCPT TO:<gone@example.com>${notify}`);
  await client.say('DATA');
  expect(await client.say('Subject: x\r\n\r\nx\r\n.')).toMatch(/^250 2\.0\.0/);
  client.close();
  await gatepost.queueEmpty();
}

test('an address that its domain vouches for is told, once', async () => {
  await send('s@vouching.test');
  await until(() => (senders.messages.length > 0 ? true : null));
  const [report] = senders.messages;
  expect([report!.sender, report!.recipients]).toEqual(['', ['s@vouching.test']]);
  expect(report!.content.toString()).toContain('Final-Recipient: rfc822; gone@example.com');
  senders.messages.length = 0;
});

test('an address that anybody may have written there is not, and neither is one that asked not to be', async () => {
  await send('s@silent.test');
  await send('s@vouching.test', ' NOTIFY=NEVER');
  await send('s@vouching.test', ' NOTIFY=SUCCESS,DELAY');
  const line = 'nobody verified the sender <s@silent.test>: no report is sent';
  await until(() => (gatepost.lines.some((each) => each.includes(line)) ? true : null));
  expect(senders.messages).toEqual([]);
});
