/**
 * Each limit of a peer against the real relay: what the peer is told, and the row that says why. One process;
 * the limits are set through the API, and the next connection or command meets them.
 * Threats: T10, T11, T12.
 */
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeliveryInput } from '../../shared/api/delivery.js';
import { FIRST_LIMITS } from '../../shared/api/limits.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { until } from '../support/until.js';

const PERMITTED = '127.0.9.9';
const PASSWORD = 'a long password';
/** The beginning of a TLS record with 512 octets of a handshake. */
const RECORD = '\u0016\u0003\u0001\u0002\u0000';

let gatepost: Gatepost;
beforeAll(async () => {
  gatepost = await Gatepost.start({ environment: { GATEPOST_SMTPS: '127.0.0.1:0' } });
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
});
afterAll(() => gatepost.stop());

async function setLimits(limits: DeliveryInput['limits']): Promise<void> {
  const { status } = await gatepost.deliver({ limits: { ...FIRST_LIMITS, ...limits } });
  expect(status).toBe(200);
}

const open = (localAddress: string) => SmtpClient.open({ port: gatepost.smtpPort, localAddress });

async function greeted(localAddress: string): Promise<SmtpClient> {
  const client = await open(localAddress);
  await client.say('EHLO peer.test');
  return client;
}

/** Nobody has a session. */
async function quiet(): Promise<void> {
  await until(async () => {
    const { sessions } = (await gatepost.status()).relay!;
    return sessions.permitted + sessions.others === 0 || null;
  });
}

/** The newest row of a limit, which names the reply that the peer got. */
async function rowOf(reason: string, peer: string) {
  const [row] = await gatepost.decisions(1, `reason=${reason}&peer=${peer}`);
  return row!;
}

/** Sends an octet every 100 ms until the server says something, or closes. */
async function trickle(client: SmtpClient): Promise<string> {
  const timer = setInterval(() => client.send('x'), 100);
  const reply = await client.reply();
  clearInterval(timer);
  client.close();
  return reply;
}

describe('how many', () => {
  beforeAll(() =>
    setLimits({
      sessionsPerAddress: 2,
      connectionsPerMinute: 6,
      messagesPerHour: 2,
      recipientsPerHour: 3,
      accountMessagesPerHour: 1,
      accountRecipientsPerHour: 1,
      recipientsPerMessage: 2,
      errors: 3,
      commandLine: 512,
      headerSize: 4096,
    }),
  );

  test('sessions of one address, none of them dropped; a permitted one has as many as it wants', async () => {
    const clients = [await open('127.0.1.1'), await open('127.0.1.1')];
    await expect(open('127.0.1.1')).rejects.toThrow(
      /421 4\.7\.0 Too many sessions from your address \(ref \w{7}\)/,
    );
    await expect(open('127.0.1.1')).rejects.toThrow(/Too many sessions from your address$/);
    clients.push(await open('127.0.1.2'));
    for (let i = 0; i < 10; i += 1) clients.push(await open(PERMITTED));
    for (const client of clients) expect(await client.say('NOOP')).toMatch(/^250/);
    const { relay } = await gatepost.status();
    expect(relay).toMatchObject({
      sessions: { permitted: 10, others: 3 },
      limited: [{ reason: 'limit-sessions-per-address', times: 2 }],
    });
    for (const client of clients) client.close();
    const row = await rowOf('limit-sessions-per-address', '127.0.1.1');
    expect(row).toMatchObject({ kind: 'limit', verdict: 'reject', decidedBy: 'limit' });
    expect(row).toMatchObject({ rule: 'limit 2', recipient: '', queueId: null });
    const detail = await gatepost.api('GET', `/api/decisions/${row.ref}`);
    expect(detail.body).toMatchObject({ decision: null, fate: null });
    const explained = await gatepost.api('GET', `/api/decisions/${row.ref}/explanation`);
    expect(explained.body).toEqual({ rules: [], now: null, changed: null, neighbours: null });
    await quiet();
  });

  test('connections of one address within a minute', async () => {
    for (let i = 0; i < 6; i += 1)
      expect(await (await open('127.0.1.3')).say('QUIT')).toMatch(/^221/);
    await expect(open('127.0.1.3')).rejects.toThrow(
      /421 4\.7\.0 Too many connections from your address within a minute/,
    );
    for (let i = 0; i < 8; i += 1) await (await open(PERMITTED)).say('QUIT');
  });

  test('errors; a message that is taken begins the count anew, and a permitted peer is not counted', async () => {
    const client = await greeted('127.0.1.4');
    expect(await client.say('WIZ')).toMatch(/^500/);
    expect(await client.say('MAIL FROM:nonsense>')).toMatch(/^501/);
    expect((await client.message('a@b.test', ['x@example.com'])).at(-1)).toMatch(/^250 2\.0\.0/);
    await client.say('MAIL FROM:<a@b.test>');
    expect(await client.say('RCPT TO:<x@remote.test>')).toMatch(/^550 5\.7\.1/);
    expect(await client.say('RCPT TO:<x@>')).toMatch(/^501/);
    expect(await client.say('AUTH PLAIN AGEAYg==')).toMatch(/^538/);
    expect(await client.reply()).toMatch(/^421 4\.7\.0 Too many errors \(ref \w{7}\)$/);
    expect(await client.reply()).toBe('');
    expect(await rowOf('limit-errors', '127.0.1.4')).toMatchObject({ helo: 'peer.test' });
    const permitted = await greeted(PERMITTED);
    for (let i = 0; i < 12; i += 1) expect(await permitted.say('WIZ')).toMatch(/^500/);
    expect(await permitted.say('QUIT')).toMatch(/^221/);
  });

  test('messages and recipients of one address within an hour', async () => {
    const client = await greeted('127.0.1.5');
    await client.say('MAIL FROM:<a@b.test>');
    expect(await client.say('RCPT TO:<1@example.com>')).toMatch(/^250/);
    expect(await client.say('RCPT TO:<2@example.com>')).toMatch(/^250/);
    expect(await client.say('RCPT TO:<3@example.com>')).toMatch(/^452 4\.5\.3/);
    await client.say('RSET');
    await client.say('MAIL FROM:<a@b.test>');
    expect(await client.say('RCPT TO:<3@example.com>')).toMatch(/^250/);
    const over = await client.say('RCPT TO:<4@example.com>');
    expect(over).toMatch(/^450 4\.7\.1 Too many recipients from your address within an hour/);
    const row = await rowOf('limit-recipients-per-address', '127.0.1.5');
    expect(row).toMatchObject({ kind: 'recipient', recipient: '4@example.com', reply: over });
    await client.say('RSET');
    expect(await client.say('MAIL FROM:<a@b.test>')).toMatch(
      /^450 4\.7\.1 Too many messages from your address within an hour.* \(ref \w{7}\)$/,
    );
    expect(await client.say('NOOP')).toMatch(/^250/);
    client.close();
  });

  test('messages and recipients of an account, which its address does not hold up', async () => {
    const client = await greeted('127.0.1.5');
    await client.startTls();
    await client.say('EHLO peer.test');
    const secret = Buffer.from(`\0printer\0${PASSWORD}`).toString('base64');
    expect(await client.say(`AUTH PLAIN ${secret}`)).toMatch(/^235/);
    expect(await client.say('MAIL FROM:<a@b.test>')).toMatch(/^250/);
    expect(await client.say('RCPT TO:<1@remote.test>')).toMatch(/^250/);
    expect(await client.say('RCPT TO:<2@remote.test>')).toMatch(
      /^450 4\.7\.1 Too many recipients of your account within an hour/,
    );
    await client.say('RSET');
    expect(await client.say('MAIL FROM:<a@b.test>')).toMatch(
      /^450 4\.7\.1 Too many messages of your account within an hour/,
    );
    const row = await rowOf('limit-messages-per-account', '127.0.1.5');
    expect(row).toMatchObject({ account: 'printer', rule: 'limit 1' });
    client.close();
  });

  test('octets of a command, of a header and of a message', async () => {
    const long = await greeted('127.0.1.6');
    expect(await long.say(`NOOP ${'x'.repeat(600)}`)).toMatch(/^421 4\.7\.0 Command line too long/);
    expect(await rowOf('limit-command-line', '127.0.1.6')).toMatchObject({
      rule: 'limit 512 octets',
    });

    const client = await greeted('127.0.1.7');
    const header = `Subject: test\r\n${`X-Filler: ${'x'.repeat(90)}\r\n`.repeat(45)}`;
    const replies = await client.message('a@b.test', ['x@example.com'], `${header}\r\nHello\r\n`);
    expect(replies.at(-1)).toMatch(/^552 5\.3\.4 The header is larger .* \(ref \w{7}\)$/);
    const trusted = await greeted(PERMITTED);
    const taken = await trusted.message('a@b.test', ['x@example.com'], `${header}\r\nHello\r\n`);
    expect(taken.at(-1)).toMatch(/^250/);
    trusted.close();
    const body = `Subject: test\r\n\r\n${`${'x'.repeat(90)}\r\n`.repeat(100)}`;
    expect((await client.message('a@b.test', ['x@example.com'], body)).at(-1)).toMatch(/^250/);
    client.close();

    const large = await greeted('127.0.1.8');
    expect(await large.say('MAIL FROM:<a@b.test> SIZE=99999999999')).toMatch(
      /^552 5\.3\.4 Message/,
    );
    expect(await rowOf('limit-message-size', '127.0.1.8')).toMatchObject({ kind: 'limit' });
    large.close();
  });
});

test('strangers leave the reserve to permitted peers, from the next connection on', async () => {
  await quiet();
  const early = await open('127.0.2.1');
  await setLimits({ sessions: 3, reserve: 1 });
  const clients = [early, await open('127.0.2.2')];
  await expect(open('127.0.2.3')).rejects.toThrow(/421 4\.3\.2 Too many sessions here/);
  clients.push(await open(PERMITTED));
  await expect(open(PERMITTED)).rejects.toThrow(/421 4\.3\.2 Too many sessions here/);
  expect(await early.say('NOOP')).toMatch(/^250/);
  await setLimits({});
  clients.push(await open('127.0.2.3'));
  for (const client of clients) client.close();
});

describe.concurrent('how long, however the octets trickle in', () => {
  beforeAll(() =>
    setLimits({ commandTime: 1, dataTime: 1, messageTime: 2, handshakeTime: 1, sessionTime: 3 }),
  );

  async function data(localAddress: string): Promise<SmtpClient> {
    const client = await greeted(localAddress);
    await client.say('MAIL FROM:<a@b.test>');
    await client.say('RCPT TO:<slow@example.com>');
    expect(await client.say('DATA')).toMatch(/^354/);
    client.send('Subject: test\r\n\r\n');
    return client;
  }

  test('a command', async () => {
    expect(await trickle(await greeted('127.0.3.1'))).toMatch(
      /^421 4\.4\.2 No whole command came for too long \(ref \w{7}\)$/,
    );
    expect(await rowOf('limit-command-time', '127.0.3.1')).toMatchObject({ rule: 'limit 1 s' });
  });

  test('an answer to a challenge', async () => {
    const client = await greeted('127.0.3.2');
    await client.startTls();
    await client.say('EHLO peer.test');
    expect(await client.say('AUTH LOGIN')).toMatch(/^334/);
    expect(await trickle(client)).toMatch(/^421 4\.4\.2 No whole command/);
  });

  test('the silence within a message', async () => {
    expect(await (await data('127.0.3.3')).reply()).toMatch(
      /^421 4\.4\.2 Nothing of the message came for too long/,
    );
    expect((await rowOf('limit-data-time', '127.0.3.3')).kind).toBe('limit');
  });

  test('a whole message', async () => {
    expect(await trickle(await data('127.0.3.4'))).toMatch(
      /^421 4\.4\.2 The message took too long to come/,
    );
    expect((await rowOf('limit-message-time', '127.0.3.4')).rule).toBe('limit 2 s');
  });

  test('a session, whose last message is finished', async () => {
    const client = await greeted('127.0.3.5');
    const replies: string[] = [];
    for (let i = 0; i < 100 && !replies.at(-1)?.startsWith('421'); i += 1) {
      replies.push(...(await client.message('a@b.test', ['fast@example.com'])));
      client.send('NOO');
      await new Promise((resolve) => setTimeout(resolve, 100));
      client.send('P\r\n');
      replies.push(await client.reply());
    }
    const last = replies.findIndex((reply) => reply.startsWith('421'));
    expect(replies[last]).toMatch(/^421 4\.4\.2 The session has lasted too long \(ref/);
    expect(replies[last - 1]).toMatch(/^250/);
  });

  test('a TLS handshake, after STARTTLS and at once', async () => {
    const client = await greeted('127.0.3.6');
    expect(await client.say('STARTTLS')).toMatch(/^220/);
    client.send(RECORD);
    expect(await trickle(client)).toBe('');
    const row = await rowOf('limit-handshake-time', '127.0.3.6');
    expect(row).toMatchObject({ helo: 'peer.test', reply: '' });

    const { address } = (await gatepost.status()).relay!.listeners.find(
      ({ kind }) => kind === 'smtps',
    )!;
    const port = Number(address.split(':').at(-1));
    const socket = connect({ port, host: '127.0.0.1', localAddress: '127.0.3.7' });
    socket.write(RECORD);
    const timer = setInterval(() => socket.write('x'), 100);
    await closed(socket);
    clearInterval(timer);
    expect(await rowOf('limit-handshake-time', '127.0.3.7')).toMatchObject({
      session: '',
      reply: '',
    });
  });
});

describe('a wait before the greeting', () => {
  beforeAll(() => setLimits({ greetingDelay: 1 }));

  test.concurrent.each([
    ['a line', 'EHLO peer.test\r\n'],
    ['less than a line', 'EHL'],
  ])('who sends %s before it is refused', async (what, octets) => {
    const localAddress = what === 'a line' ? '127.0.4.1' : '127.0.4.2';
    const socket = connect({ port: gatepost.smtpPort, host: '127.0.0.1', localAddress });
    socket.write(octets);
    let said = '';
    socket.setEncoding('utf8').on('data', (text: string) => (said += text));
    await closed(socket);
    expect(said).toMatch(/^554 5\.5\.1 You spoke before the greeting \(ref \w{7}\)\r\n$/);
    expect((await rowOf('early-talker', localAddress)).reply).toBe(said.trimEnd());
  });

  test.concurrent('who waits is greeted', async () => {
    const client = await open('127.0.4.3');
    expect(await client.say('EHLO peer.test')).toMatch(/^250/);
    client.close();
  });

  test('a permitted peer does not wait', async () => {
    const begun = performance.now();
    const client = await open(PERMITTED);
    expect(performance.now() - begun).toBeLessThan(900);
    client.close();
  });
});

function closed(socket: Socket): Promise<void> {
  socket.on('error', () => undefined).on('end', () => socket.destroy());
  return new Promise((resolve) => socket.once('close', () => resolve()));
}
