/**
 * Peers behind a proxy, against the real relay: whom the proxy names is who is judged, on each kind of listener;
 * from anywhere else the same octets are worth nothing. One process.
 * Threats: T29.
 */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DecisionDetail, DecisionRow } from '../../shared/api/decisions.js';
import { Gatepost } from '../support/gatepost.js';
import { proxyV2 } from '../support/proxy-header.js';
import { SmtpClient, type ClientOptions } from '../support/smtp-client.js';
import { until } from '../support/until.js';

const PROXY = '127.0.5.5';
const PASSWORD = 'a long password';
const LISTED = '203.0.113.7';
const STRANGER = '198.51.100.7';
const SILENT = '127.0.5.66';
const NEVER = '203.0.113.66';
const INTERNAL = '192.0.2.10';
const PUBLIC = '192.0.2.25';

type Version = 'version 1' | 'version 2';

let gatepost: Gatepost;
/** What a proxy got to hear that says nothing; it is waited for at the end. */
let silent: Promise<string>;
beforeAll(async () => {
  const environment = { GATEPOST_SUBMISSION: '127.0.0.1:0', GATEPOST_SMTPS: '127.0.0.1:0' };
  gatepost = await Gatepost.start({ environment });
  await gatepost.apply({
    routes: [{ domain: 'example.com', to: { kind: 'inbound' } }],
    restrictions: {
      authenticated: true,
      addresses: { enabled: true, entries: [{ network: LISTED }] },
      internalAddresses: { enabled: true, entries: [{ address: INTERNAL }] },
      never: { entries: [{ network: NEVER }] },
    },
  });
  await gatepost.api('POST', '/api/accounts', { name: 'printer', password: PASSWORD });
  const proxies = [{ network: '127.0.5.0/24', note: 'load balancer' }];
  const limits = { sessionsPerAddress: 2, errors: 2 };
  expect((await gatepost.deliver({ proxies, limits })).status).toBe(200);
  silent = unheard(gatepost.smtpPort, SILENT, '');
});
afterAll(() => gatepost.stop());

async function portOf(kind: string): Promise<number> {
  const { listeners } = (await gatepost.status()).relay!;
  return Number(
    listeners
      .find((each) => each.kind === kind)!
      .address.split(':')
      .at(-1),
  );
}

function headerFor(version: Version, peer: string, localAddress: string): Buffer {
  if (version === 'version 1') {
    return Buffer.from(`PROXY TCP4 ${peer} ${localAddress} 40001 25\r\n`);
  }
  return proxyV2({ peer, peerPort: 40_001, localAddress, localPort: 25 });
}

/** Through the proxy. */
const open = (header: Buffer | string, more: Partial<ClientOptions> = {}) =>
  SmtpClient.open({ port: gatepost.smtpPort, localAddress: PROXY, header, ...more });

async function rcpt(client: SmtpClient): Promise<string> {
  await client.say('EHLO peer.test');
  await client.say('MAIL FROM:<a@b.test>');
  return client.say('RCPT TO:<x@remote.test>');
}

/** The row that a reply refers to. */
async function rowOf(reply: string): Promise<DecisionRow> {
  const ref = /\(ref (\w{7})\)/.exec(reply)![1]!;
  return until(async () => {
    const { status, body } = await gatepost.api<DecisionDetail>('GET', `/api/decisions/${ref}`);
    return status === 200 ? body.row : null;
  });
}

/** Sends that alone, and returns what is said until the server closes. */
async function unheard(port: number, localAddress: string, octets: string | Buffer) {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  let said = '';
  socket.on('data', (more: Buffer) => (said += more.toString('latin1')));
  socket.on('error', () => undefined);
  if (octets !== '') socket.write(octets);
  await new Promise((resolve) => socket.once('close', resolve));
  return said;
}

const newest = async (query: string) => (await gatepost.decisions(1, query))[0]!;
const logon = () => `AUTH PLAIN ${Buffer.from(`\0printer\0${PASSWORD}`).toString('base64')}`;

describe.each<Version>(['version 1', 'version 2'])('%s of the header', (version) => {
  test('the plain listener judges by the true addresses, both of them', async () => {
    const cases = [
      [LISTED, PUBLIC, '250', 'address'],
      [STRANGER, INTERNAL, '250', 'internal-address'],
      [STRANGER, PUBLIC, '550', 'not-permitted'],
      [NEVER, INTERNAL, '550', 'never-route'],
    ] as const;
    for (const [peer, localAddress, code, reason] of cases) {
      const client = await open(headerFor(version, peer, localAddress));
      const reply = await rcpt(client);
      expect(reply.slice(0, 3)).toBe(code);
      expect(await rowOf(reply)).toMatchObject({ peer, localAddress, reason });
      client.close();
    }
    const line = `from ${LISTED} to ${PUBLIC} through the proxy ${PROXY}`;
    await until(async () => gatepost.lines.some((each) => each.includes(line)) || null);
  });

  test('and after STARTTLS', async () => {
    const client = await open(headerFor(version, LISTED, PUBLIC));
    await client.say('EHLO peer.test');
    expect(await client.startTls()).toMatch(/^220/);
    const row = await rowOf(await rcpt(client));
    expect(row).toMatchObject({ peer: LISTED, reason: 'address' });
    expect(row.tls).toMatch(/^TLSv1\.[23] /);
    client.close();
  });

  test('submission and implicit TLS, whose handshake comes after the header, know whom a logon comes from', async () => {
    for (const kind of ['submission', 'smtps']) {
      const tls = kind === 'smtps';
      for (const [peer, said] of [
        [STRANGER, /^250/],
        [NEVER, /^550 5\.7\.1 .*can never relay/],
      ] as const) {
        const port = await portOf(kind);
        const client = await open(headerFor(version, peer, PUBLIC), { port, tls });
        await client.say('EHLO peer.test');
        if (!tls) await client.startTls();
        await client.say('EHLO peer.test');
        expect(await client.say(logon())).toMatch(/^235/);
        const reply = await rcpt(client);
        expect(reply).toMatch(said);
        expect(await rowOf(reply)).toMatchObject({ peer, account: 'printer' });
        client.close();
      }
    }
  });
});

test('a header in two pieces is one, and octets ahead of the greeting behind it are a fault as from anybody', async () => {
  const header = headerFor('version 1', LISTED, PUBLIC);
  const two = await open(header.subarray(0, 20), { more: header.subarray(20) });
  expect(await rcpt(two)).toMatch(/^250/);
  two.close();
  const ahead = open(Buffer.concat([header, Buffer.from('QUIT\r\n')]));
  await expect(ahead).rejects.toThrow('421 4.7.0 Wait for the greeting');
});

test('a health check is the proxy itself', async () => {
  for (const header of [proxyV2(null, { command: 0 }), 'PROXY UNKNOWN\r\n']) {
    const client = await open(header);
    const row = await rowOf(await rcpt(client));
    expect(row).toMatchObject({ peer: PROXY, reason: 'not-permitted', localAddress: '127.0.0.1' });
    client.close();
  }
});

test('sessions of one address are counted for whom the proxy names, and not for the proxy', async () => {
  const peers = ['198.51.100.1', '198.51.100.2', '198.51.100.3'];
  const clients = [];
  for (const peer of peers) {
    for (const version of ['version 1', 'version 2'] as const) {
      clients.push(await open(headerFor(version, peer, PUBLIC)));
    }
    await expect(open(headerFor('version 1', peer, PUBLIC))).rejects.toThrow(
      '421 4.7.0 Too many sessions from your address',
    );
  }
  for (const client of clients) client.close();
  await until(async () => (await gatepost.status()).relay!.sessions.others === 0 || null);
});

test.each([
  ['plain', 'SMTP', 'EHLO peer.test\r\n', 'no PROXY header'],
  ['plain', 'a broken line', 'PROXY TCP4 1.2.3.4\r\n', 'a header that cannot be read'],
  ['plain', 'a Unix socket', proxyV2(null, { family: 0x31, tail: [Buffer.alloc(216)] }), 'not TCP'],
  [
    'plain',
    'a long line',
    `PROXY UNKNOWN ${'x'.repeat(200)}\r\n`,
    'a header of more than 107 octets',
  ],
  ['smtps', 'a handshake', '\x16\x03\x01\x02\x00\x01', 'no PROXY header'],
])(
  'on the %s listener a proxy that sends %s is not greeted, and a row says why',
  async (kind, _, header, why) => {
    const localAddress = `127.0.5.${100 + why.length + kind.length}`;
    const port = kind === 'smtps' ? await portOf('smtps') : gatepost.smtpPort;
    expect(await unheard(port, localAddress, header)).toBe('');
    const row = await newest(`peer=${localAddress}&reason=proxy-header`);
    expect(row).toMatchObject({ kind: 'limit', verdict: 'reject', reply: '', session: '' });
    expect(row.rule).toContain(why);
  },
);

test('from an address that is not listed a header is an unknown command, an error, and believed by nobody', async () => {
  const localAddress = '127.0.6.6';
  const client = await SmtpClient.open({ port: gatepost.smtpPort, localAddress });
  const line = headerFor('version 1', LISTED, INTERNAL).toString().trimEnd();
  expect(await client.say(line)).toMatch(/^500 5\.5\.2 Command not recognized/);
  expect(await rcpt(client)).toMatch(/^550/);
  expect(await client.reply()).toMatch(/^421 4\.7\.0 Too many errors/);
  const rows = await gatepost.decisions(2, `peer=${localAddress}`);
  expect(rows.map(({ reason }) => reason)).toEqual(['limit-errors', 'not-permitted']);
  expect(rows[1]).toMatchObject({ localAddress: '127.0.0.1' });
  const port = await portOf('smtps');
  const header = headerFor('version 2', LISTED, INTERNAL);
  await expect(open(header, { localAddress, port, tls: true })).rejects.toThrow('not greeted');
});

test('whole of a world cannot be listed, and a network that is none is said with its place', async () => {
  const refused = await gatepost.deliver({
    proxies: [{ network: PROXY }, { network: '0.0.0.0/0' }],
  });
  expect(refused.status).toBe(422);
  expect(JSON.stringify(refused.body)).toMatch(/proxies\.1\.network.*name the proxies alone/);
});

test('a proxy that says nothing is closed after 5 seconds, without a word', async () => {
  expect(await silent).toBe('');
  expect((await newest(`peer=${SILENT}&reason=proxy-header`)).rule).toBe(
    'no PROXY header within 5 s',
  );
});
