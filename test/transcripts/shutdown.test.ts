/** `SIGTERM` at work: who is in the middle of something is not cut off, and nothing is lost or sent twice. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort } from '../support/free-port.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';
import { permitting } from '../support/permitting.js';

let gatepost: Gatepost;
let sink: SmtpSink;
let port: number;

beforeEach(async () => {
  sink = await new SmtpSink().start();
  port = await freePort();
  gatepost = await Gatepost.start({ environment: { GATEPOST_SMTP: `127.0.0.1:${port}` } });
  await gatepost.deliver({
    outbound: { kind: 'smarthost', host: '127.0.0.1', port: sink.port },
    retry: [1],
  });
  await gatepost.apply({
    restrictions: permitting('127.0.0.1'),
  });
});
afterEach(async () => {
  await gatepost.stop();
  await sink.stop();
});

function idOf(content: Buffer): string {
  return /^X-Id: (.*)\r$/m.exec(content.toString('latin1'))![1]!;
}

async function inData(id: string): Promise<SmtpClient> {
  const client = await SmtpClient.open({ port });
  await client.say('EHLO peer.test');
  await client.say('MAIL FROM:<s@sender.test>');
  await client.say('RCPT TO:<r@remote.test>');
  expect(await client.say('DATA')).toMatch(/^354/);
  client.send(`X-Id: ${id}\r\n\r\n`);
  return client;
}

test('sessions between messages are told 421 at once, one in a message may finish it, a slow one has an end', async () => {
  const idle = await SmtpClient.open({ port });
  const between = await SmtpClient.open({ port });
  await between.say('EHLO peer.test');
  await between.say('MAIL FROM:<s@sender.test>');
  const busy = await inData('busy');
  const slow = await inData('slow');
  const began = Date.now();
  const ended = gatepost.halt();
  const last = (client: SmtpClient) => client.reply();
  expect(await last(idle)).toMatch(/^421 4\.3\.2/);
  expect(await last(between)).toMatch(/^421 4\.3\.2/);
  await expect(SmtpClient.open({ port })).rejects.toThrow('not greeted');
  // What is sent ahead of the answer is not begun.
  busy.send('b\r\n.\r\nMAIL FROM:<s@sender.test>\r\nNOOP\r\n');
  expect(await last(busy)).toMatch(/^250 2\.0\.0/);
  expect(await last(busy)).toMatch(/^421 4\.3\.2/);
  expect(await last(busy)).toBe('');
  expect(await last(slow)).toMatch(/^421 4\.3\.2/);
  await ended;
  expect(Date.now() - began).toBeLessThan(14_000);
  await gatepost.start();
  await gatepost.logOn();
  await gatepost.queueEmpty();
  expect(sink.messages.map(({ content }) => idOf(content))).toEqual(['busy']);
});

test('a delivery that does not end is cut off and taken up at the next start', async () => {
  let hangs = true;
  sink.script = { answer: (line) => (hangs && line === 'DATA' ? 'HANG' : undefined) };
  const client = await inData('hung');
  expect(await client.say('b\r\n.')).toMatch(/^250 2\.0\.0/);
  client.close();
  await until(() =>
    sink.sessions.some(({ commands }) => commands.includes('DATA')) ? true : null,
  );
  await gatepost.halt();
  hangs = false;
  await gatepost.start();
  await until(() => (sink.messages.length > 0 ? true : null));
  await gatepost.logOn();
  await gatepost.queueEmpty();
  expect(sink.messages.map(({ content }) => idOf(content))).toEqual(['hung']);
});

interface Load {
  isOver: boolean;
  sent: number;
  readonly acknowledged: string[];
  readonly unanswered: Set<string>;
}

/** Session after session, each of several messages, as relays send them; one in five is large enough for a file. */
async function send(load: Load): Promise<void> {
  while (!load.isOver) {
    const client = await SmtpClient.open({ port }).catch(() => null);
    for (let isWelcome = client !== null; isWelcome && !load.isOver;) {
      const id = `m${(load.sent += 1)}`;
      const filler = load.sent % 5 === 0 ? `${'x'.repeat(76)}\r\n`.repeat(1500) : '';
      const text = `X-Id: ${id}\r\n\r\n${filler}`;
      const replies = await client!.message('s@sender.test', ['r@remote.test'], text);
      const answer = replies.at(-1)!;
      isWelcome = answer.startsWith('250 2.0.0');
      if (isWelcome) load.acknowledged.push(id);
      else if (answer === '') load.unanswered.add(id);
    }
    client?.close();
  }
}

test('stopped and started again under load: every acknowledged message arrives, and arrives once', async () => {
  const load: Load = { isOver: false, sent: 0, acknowledged: [], unanswered: new Set() };
  const { acknowledged, unanswered } = load;
  const senders = Array.from({ length: 8 }, () => send(load));
  for (let stops = 0; stops < 2; stops += 1) {
    const before = acknowledged.length;
    await until(() => (acknowledged.length > before + 100 ? true : null));
    await gatepost.halt();
    await gatepost.start();
  }
  load.isOver = true;
  await Promise.all(senders);
  await gatepost.logOn();
  await gatepost.queueEmpty();
  const arrivals = new Map<string, number>();
  for (const { content } of sink.messages) {
    const id = idOf(content);
    arrivals.set(id, (arrivals.get(id) ?? 0) + 1);
  }
  expect(acknowledged.filter((id) => arrivals.get(id) !== 1)).toEqual([]);
  // What came besides is what a peer was not answered about: nothing that it was refused.
  const others = [...arrivals.keys()].filter((id) => !acknowledged.includes(id));
  expect(others.filter((id) => !unanswered.has(id))).toEqual([]);
});
