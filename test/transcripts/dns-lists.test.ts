/**
 * DNS lists against the real relay and a DNS server of our own: what a listed peer is told, and whom nobody asks about.
 * Threats: T30.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { DecisionDetail } from '../../shared/api/decisions.js';
import { DnsServer } from '../support/dns-server.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { until } from '../support/until.js';

const PASSWORD = 'a long password';
const PERMITTED = '127.0.9.9';
const LISTED = '127.0.7.1';

const dns = new DnsServer({
  '1.7.0.127.bad.test': { a: ['127.0.0.2'], txt: ['see https://bad.test/?127.0.7.1\u0007'] },
  '2.7.0.127.noted.test': { a: ['127.0.0.2'] },
  '3.7.0.127.refusing.test': { a: ['127.255.255.254'] },
  '6.7.0.127.bad.test': { a: ['127.0.0.2'] },
  '9.9.0.127.bad.test': { a: ['127.0.0.2'] },
});
let gatepost: Gatepost;
beforeAll(async () => {
  const { host, port } = (await dns.start()).place;
  gatepost = await Gatepost.start({
    environment: { GATEPOST_DNS: `${host}:${port}`, GATEPOST_SUBMISSION: '127.0.0.1:0' },
  });
  await gatepost.apply({
    routes: [{ domain: 'example.com', to: { kind: 'inbound' } }],
    restrictions: {
      authenticated: true,
      addresses: { enabled: true, entries: [{ network: PERMITTED }] },
      internalAddresses: { enabled: false, entries: [] },
      never: { entries: [] },
    },
  });
  await gatepost.api('POST', '/api/accounts', { name: 'printer', password: PASSWORD });
  const dnsLists = [
    { zone: 'bad.test', answers: ['127.0.0.2'] },
    { zone: 'noted.test', action: 'log' as const },
    { zone: 'refusing.test' },
    { zone: 'elsewhere.test', listeners: ['192.0.2.1:25'] },
  ];
  expect((await gatepost.deliver({ dnsLists })).status).toBe(200);
});
afterAll(async () => {
  await gatepost.stop();
  await dns.stop();
});
beforeEach(() => {
  dns.asked.length = 0;
});

async function begun(localAddress: string): Promise<SmtpClient> {
  const client = await SmtpClient.open({ port: gatepost.smtpPort, localAddress });
  await client.say('EHLO peer.test');
  return client;
}

async function rcpt(client: SmtpClient, to = 'x@example.com'): Promise<string> {
  await client.say('MAIL FROM:<a@b.test>');
  return client.say(`RCPT TO:<${to}>`);
}

async function detailOf(reply: string): Promise<DecisionDetail> {
  const ref = /\(ref (\w{7})\)/.exec(reply)![1]!;
  return until(async () => {
    const { status, body } = await gatepost.api<DecisionDetail>('GET', `/api/decisions/${ref}`);
    return status === 200 ? body : null;
  });
}

test('a listed peer is refused for our own domains too, with the words of the list, and a row that names it', async () => {
  const client = await begun(LISTED);
  const reply = await rcpt(client);
  expect(reply).toMatch(
    /^550 5\.7\.1 Service unavailable; \[127\.0\.7\.1\] is listed by bad\.test: see https:\/\/bad\.test\/\?127\.0\.7\.1\? \(ref/,
  );
  const { row, decision } = await detailOf(reply);
  expect(row).toMatchObject({ verdict: 'reject', reason: 'dns-list', decidedBy: 'dnsbl' });
  expect(row).toMatchObject({ rule: 'dns-list bad.test', queueId: null, reply });
  expect(decision).toBeNull();
  const found = await gatepost.decisions(1, `rule=${encodeURIComponent('dns-list bad.test')}`);
  expect(found).toMatchObject([{ ref: row.ref }]);
  expect(await gatepost.decisions(1, 'reason=dns-list')).toHaveLength(1);
  const explained = await gatepost.api('GET', `/api/decisions/${row.ref}/explanation`);
  expect(explained.body).toMatchObject({ now: null, changed: null });
  // What the rules refuse, they refuse; postmaster is heard.
  expect(await client.say('RCPT TO:<x@remote.test>')).toMatch(/^550 5\.7\.1 Relaying denied/);
  expect(await client.say('RCPT TO:<postmaster@example.com>')).toMatch(/^250/);
  client.close();
});

test('its address is asked about once for each list, and not in vain', async () => {
  const client = await begun('127.0.7.9');
  expect(await rcpt(client)).toMatch(/^250/);
  client.close();
  const again = await begun('127.0.7.9');
  expect(await rcpt(again)).toMatch(/^250/);
  again.close();
  const asked = dns.asked.filter((each) => each.includes('9.7.0.127.'));
  expect(asked.toSorted()).toEqual([
    'A 9.7.0.127.bad.test',
    'A 9.7.0.127.noted.test',
    'A 9.7.0.127.refusing.test',
  ]);
});

test('a list that only notes refuses nobody; its rows are found by it', async () => {
  const client = await begun('127.0.7.2');
  const reply = await rcpt(client);
  expect(reply).toMatch(/^250/);
  const { row } = await detailOf(reply);
  expect(row).toMatchObject({ verdict: 'inbound', reason: 'inbound-route' });
  const rule = encodeURIComponent('dns-list noted.test');
  expect(await gatepost.decisions(1, `rule=${rule}`)).toMatchObject([{ ref: row.ref }]);
  client.close();
});

test('nobody is asked about a permitted peer, nor on a listener for accounts; a logon sets a listed peer free', async () => {
  const permitted = await begun(PERMITTED);
  expect(await rcpt(permitted, 'x@remote.test')).toMatch(/^250/);
  permitted.close();
  const { listeners } = (await gatepost.status()).relay!;
  const address = listeners.find(({ kind }) => kind === 'submission')!.address;
  const port = Number(address.split(':').at(-1));
  const submission = await SmtpClient.open({ port, localAddress: '127.0.7.5' });
  await submission.say('EHLO peer.test');
  submission.close();
  expect(dns.asked).toEqual([]);
  const listed = await begun(LISTED);
  await listed.startTls();
  await listed.say('EHLO peer.test');
  const logon = Buffer.from(`\0printer\0${PASSWORD}`).toString('base64');
  expect(await listed.say(`AUTH PLAIN ${logon}`)).toMatch(/^235/);
  expect(await rcpt(listed)).toMatch(/^250/);
  listed.close();
});

test('a list that refuses to answer lists nobody, and the status says so', async () => {
  const client = await begun('127.0.7.3');
  expect(await rcpt(client)).toMatch(/^250/);
  client.close();
  const { dnsLists } = (await gatepost.status()).relay!;
  const problem = 'it does not answer us (127.255.255.254)';
  expect(dnsLists).toMatchObject([{ name: 'refusing.test', problem }]);
  const line = 'DNS list refusing.test: left out for a while';
  await until(async () => gatepost.lines.some((each) => each.includes(line)) || null);
});

test('DNS that says nothing holds mail up for two seconds at most, and once', async () => {
  dns.zones['4.7.0.127.bad.test'] = { fault: 'silence' };
  const begunAt = performance.now();
  const client = await begun('127.0.7.4');
  expect(await rcpt(client)).toMatch(/^250/);
  expect(performance.now() - begunAt).toBeGreaterThan(1500);
  client.close();
  dns.asked.length = 0;
  const next = await begun('127.0.7.6');
  expect(await rcpt(next)).toMatch(/^250/);
  next.close();
  expect(dns.asked.filter((each) => each.includes('bad.test'))).toEqual([]);
  // What is known of others still holds.
  const known = await begun(LISTED);
  expect(await rcpt(known)).toMatch(/^550/);
  known.close();
});
