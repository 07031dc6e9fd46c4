/**
 * Known attacks on mail servers, each against the same running relay, which goes on as before.
 * Threats: T3, T4, T7, T8, T9, T12.
 */
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Gatepost } from '../support/gatepost.js';
import { freePort } from '../support/free-port.js';
import { SmtpClient } from '../support/smtp-client.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';

const MIB = 1024 * 1024;
const STRANGER = '127.0.0.1';
const PERMITTED = '127.0.0.9';

let gatepost: Gatepost;
let sink: SmtpSink;
let port: number;

beforeAll(async () => {
  sink = await new SmtpSink().start();
  port = await freePort();
  gatepost = await Gatepost.start({ environment: { GATEPOST_SMTP: `127.0.0.1:${port}` } });
  await gatepost.deliver({
    siteDomain: 'example.com',
    outbound: { kind: 'smarthost', host: '127.0.0.1', port: sink.port, tls: 'none' },
    retry: [3600],
  });
  const inbound = (domain: string) => ({ domain, to: { kind: 'inbound' as const } });
  const { status } = await gatepost.apply({
    routes: [
      inbound('example.com'),
      { domain: 'loop.test', to: { kind: 'host', host: '127.0.0.1', port }, alwaysRelay: true },
    ],
    restrictions: {
      authenticated: true,
      addresses: { enabled: true, entries: [{ network: PERMITTED }] },
      internalAddresses: { enabled: false, entries: [] },
      never: { entries: [] },
    },
  });
  expect(status).toBe(200);
});
afterAll(async () => {
  await gatepost.stop();
  await sink.stop();
});
beforeEach(() => {
  sink.script = {};
  sink.messages.length = sink.sessions.length = 0;
});

async function open(localAddress = STRANGER): Promise<SmtpClient> {
  const client = await SmtpClient.open({ port, localAddress });
  await client.say('EHLO peer.test');
  return client;
}

/** A bare connection; `heard` waits until a line begins so, and answers all that came. */
function peer(localAddress = STRANGER) {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  const pieces: string[] = [];
  let last = '';
  socket
    .on('error', () => undefined)
    .on('data', (chunk: Buffer) => {
      pieces.push(chunk.toString('latin1'));
      last = (last + pieces.at(-1)!).slice(-1000);
    });
  const heard = async (line: string) => {
    await until(() => last.startsWith(line) || last.includes(`\n${line}`) || null);
    return pieces.join('');
  };
  return { socket, heard };
}

/** Of the relay, resident, in octets. */
async function memory(): Promise<number> {
  const { relay } = await gatepost.children();
  const status = readFileSync(`/proc/${relay}/status`, 'latin1');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)![1]) * 1024;
}

describe('smuggling (CVE-2023-51764 and its kin)', () => {
  const ENDS = [
    '\n.\n',
    '\n.\r\n',
    '\r\n.\n',
    '\r.\r',
    '\r\n.\r',
    '\n.\r',
    '\r\n\0.\r\n',
    '\r\n.\0\r\n',
  ];
  const SMUGGLED =
    'MAIL FROM:<evil@evil.test>\r\nRCPT TO:<victim@remote.test>\r\nDATA\r\nsmuggled\r\n';

  test.each(ENDS.map((end) => [JSON.stringify(end), end]))(
    '%s, split at every octet, ends no message for us, and none for the next hop',
    async (_, end) => {
      const whole = `Subject: one\r\n\r\nfirst${end}${SMUGGLED}.`;
      const from = whole.indexOf(end);
      const answers = await Promise.all(
        Array.from({ length: end.length + 1 }, async (__, at) => {
          const client = await open(PERMITTED);
          await client.say('MAIL FROM:<s@sender.test>');
          await client.say('RCPT TO:<r@remote.test>');
          await client.say('DATA');
          await client.stream(Buffer.from(whole.slice(0, from + at), 'latin1'));
          const answer = await client.say(whole.slice(from + at));
          const next = await client.say('NOOP');
          client.close();
          return [answer.slice(0, 9), next.slice(0, 3)].join();
        }),
      );
      expect(new Set(answers).size).toBe(1);
      expect(answers[0]).toMatch(/^(?:250 2\.0\.0|550 5\.6\.0),250$/);
      await gatepost.queueEmpty();
      const taken = answers[0]!.startsWith('250') ? answers.length : 0;
      expect(sink.messages).toHaveLength(taken);
      for (const { sender, recipients, raw } of sink.messages) {
        expect([sender, recipients]).toEqual(['s@sender.test', ['r@remote.test']]);
        expect(raw.toString('latin1')).not.toMatch(/(?:^|[\r\n])\.[\r\n]/);
      }
    },
  );
});

test('what came in one segment with STARTTLS is answered neither before TLS nor under it', async () => {
  const talk = peer(PERMITTED);
  await talk.heard('220 ');
  talk.socket.write('EHLO peer.test\r\n');
  await talk.heard('250 DSN');
  const envelope = 'MAIL FROM:<evil@evil.test>\r\nRCPT TO:<victim@remote.test>\r\n';
  talk.socket.write(`STARTTLS\r\n${envelope}`);
  const before = await talk.heard('220 2.0.0');
  expect(before).not.toMatch(/^250 2\./m);
  talk.socket.removeAllListeners('data');
  const secure = connectTls({ socket: talk.socket, rejectUnauthorized: false });
  await once(secure, 'secureConnect');
  let said = '';
  secure.on('data', (chunk: Buffer) => (said += chunk.toString()));
  secure.write('NOOP\r\nDATA\r\nQUIT\r\n');
  await once(secure, 'end');
  expect(said.split('\r\n').map((line) => line.slice(0, 9))).toEqual([
    '250 2.0.0',
    '503 5.5.1',
    '221 2.0.0',
    '',
  ]);
  secure.destroy();
  expect(sink.messages).toEqual([]);
});

describe('too much of something', () => {
  test('10,000 recipients in one session: each gets its answer, no more are taken than is said, others do not wait', async () => {
    const before = await memory();
    const count = 10_000;
    const ask = (_: unknown, i: number) => `RCPT TO:<r${i}@remote.test>\r\n`;
    const talk = peer(PERMITTED);
    await talk.heard('220 ');
    talk.socket.write('EHLO peer.test\r\n');
    await talk.heard('250 DSN');
    talk.socket.write(
      `MAIL FROM:<s@sender.test>\r\n${Array.from({ length: count }, ask).join('')}`,
    );
    const client = await open();
    const from = performance.now();
    expect(await client.say('NOOP')).toMatch(/^250/);
    expect(performance.now() - from).toBeLessThan(5000);
    talk.socket.write('QUIT\r\n');
    const said = await talk.heard('221 ');
    expect(said.match(/^250 2\.1\.5 /gm)).toHaveLength(1000);
    expect(said.match(/^452 4\.5\.3 /gm)).toHaveLength(count - 1000);
    client.close();
    expect((await memory()) - before).toBeLessThan(80 * MIB);
  });

  test('a header line of 1 MB is passed on whole; a command of 1 MB ends the session', async () => {
    const before = await memory();
    const line = `X-Long: ${'x'.repeat(MIB)}`;
    const client = await open(PERMITTED);
    await client.message('s@sender.test', ['r@remote.test'], `${line}\r\n\r\nbody\r\n`);
    client.close();
    await gatepost.queueEmpty();
    expect(sink.messages[0]!.content.toString('latin1')).toContain(line);
    const talk = peer();
    await talk.heard('220 ');
    talk.socket.write(`EHLO peer.test\r\nMAIL FROM:<${'x'.repeat(MIB)}>\r\n`);
    await talk.heard('421 4.7.0 Command line too long');
    expect((await memory()) - before).toBeLessThan(60 * MIB);
  });
});

describe('hostile next hops (CVE-2020-8794)', () => {
  test.each([
    ['a reply of endless lines', 'FLOOD'],
    ['a line without end', { raw: `250 ${'x'.repeat(8 * MIB)}` }],
    ['a thousand replies to one command', { raw: '250 ok\r\n'.repeat(1000) }],
  ] as const)('%s: the message waits, the relay keeps its size', async (_, said) => {
    const before = await memory();
    // A conversation of before may still be open: it says no EHLO any more.
    sink.script = { answer: (line) => (/^(?:EHLO|MAIL)/.test(line) ? said : undefined) };
    const client = await open(PERMITTED);
    const replies = await client.message('s@sender.test', ['r@remote.test']);
    expect(replies.at(-1)).toMatch(/^250 2\.0\.0/);
    client.close();
    const id = / queued as (\S+)/.exec(replies.at(-1)!)![1]!;
    const state = await until(async () => {
      const { status, body } = await gatepost.api<{ all: { state: string }[] }>(
        'GET',
        `/api/queue/${id}`,
      );
      return status === 200 && body.all[0]!.state === 'deferred' ? 'deferred' : null;
    });
    expect(state).toBe('deferred');
    expect((await memory()) - before).toBeLessThan(60 * MIB);
    expect((await gatepost.api('DELETE', `/api/queue/${id}`)).status).toBeLessThan(300);
  });
});

test('a row that leads to ourselves: the mail comes back to its sender with 5.4.6, and goes round not once', async () => {
  const client = await open();
  const replies = await client.message('sender@example.com', ['r@loop.test']);
  client.close();
  expect(replies.at(-1)).toMatch(/^250 2\.0\.0/);
  await gatepost.queueEmpty();
  const rows = await gatepost.decisions(1, 'recipient=loop.test');
  expect(rows).toHaveLength(1);
});

test('no recipient leads out of the folder of Maildirs', async () => {
  const locals = [
    'a/b',
    '..',
    '../../x',
    '.',
    '"../../y"',
    '"a b"',
    '%2e%2e',
    'x'.repeat(200),
    'üñ',
  ];
  for (const local of locals) {
    const client = await open();
    await client.say('MAIL FROM:<s@sender.test> SMTPUTF8');
    const reply = await client.say(`RCPT TO:<${local}@example.com>`);
    if (reply.startsWith('250')) {
      await client.say('DATA');
      await client.say('Subject: x\r\n\r\nx\r\n.');
    }
    client.close();
  }
  await gatepost.queueEmpty();
  const root = join(gatepost.data, 'maildir');
  for (const name of readdirSync(root)) {
    expect(name).toMatch(/@example\.com$|^[\w%~.-]+$/);
    expect(readdirSync(join(root, name)).toSorted()).toEqual(['cur', 'new', 'tmp']);
  }
  const top = readdirSync(gatepost.data);
  expect(top.filter((name) => /^[xy]|^new$/.test(name))).toEqual([]);
});
