/**
 * A restart of the relay while others send, with the sockets held for it as systemd holds them: nobody is
 * refused a connection, and what was acknowledged arrives.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { SocketHolder } from '../support/socket-holder.js';
import { until } from '../support/until.js';

const CLIENTS = 20;
const RESTARTS = 2;
/** Acknowledged before each restart. */
const MESSAGES = 200;
const UP = /smtp listens on/;

let gatepost: Gatepost;
let sink: SmtpSink;
let holder: SocketHolder;
let port: number;

beforeAll(async () => {
  sink = await new SmtpSink().start();
  gatepost = await Gatepost.start();
  await gatepost.deliver({
    outbound: { kind: 'smarthost', host: '127.0.0.1', port: sink.port },
    retry: [1],
  });
  await gatepost.apply({
    restrictions: {
      authenticated: false,
      addresses: { enabled: true, entries: [{ network: '127.0.0.1' }] },
      internalAddresses: { enabled: false, entries: [] },
      never: { entries: [] },
    },
  });
  await gatepost.halt();
});
afterAll(async () => {
  await gatepost.stop();
  await sink.stop();
});

beforeEach(async () => {
  const environment = {
    GATEPOST_DATA: gatepost.data,
    // Taken by nobody: what is handed over stands in its place.
    GATEPOST_SMTP: '192.0.2.1:25',
    GATEPOST_HOSTNAME: 'mail.example.com',
  };
  holder = new SocketHolder({ sockets: ['smtp=127.0.0.1:0', 'smtps=127.0.0.1:0'], environment });
  port = await holder.port('smtp');
});
afterEach(() => holder.end());

test('20 clients send while the relay is restarted twice: none is refused, nothing is lost or doubled', async () => {
  await holder.start(UP);
  const acknowledged = new Set<string>();
  const refused: string[] = [];
  const end = new AbortController();
  const send = async (client: number) => {
    let number = 0;
    while (!end.signal.aborted) {
      const session = await opened(refused);
      if (!session) continue;
      for (; !end.signal.aborted; number += 1) {
        const text = `X-Id: ${client}-${number}\r\nSubject: test\r\n\r\nHello\r\n`;
        const replies = await session.message('s@sender.test', ['r@remote.test'], text);
        if (!replies.at(-1)!.startsWith('250')) break;
        acknowledged.add(`${client}-${number}`);
      }
      // What was not acknowledged may have been taken all the same: its number is not used again.
      number += 1;
      session.close();
    }
  };
  const clients = Array.from({ length: CLIENTS }, (_, index) => send(index));
  for (let restart = 0; restart <= RESTARTS; restart += 1) {
    const before = acknowledged.size;
    await until(() => (acknowledged.size - before >= MESSAGES ? true : null));
    if (restart === RESTARTS) break;
    expect(await holder.stop()).toBe(0);
    await holder.start(UP);
  }
  end.abort();
  await Promise.all(clients);
  expect(refused).toEqual([]);
  await holder.stop();
  await gatepost.start();
  await gatepost.logOn();
  await gatepost.queueEmpty();
  await gatepost.halt();
  const ids = sink.messages.map(({ content }) => idOf(content));
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  expect([...acknowledged].filter((id) => !ids.includes(id))).toEqual([]);
});

test('the listener of TLS is taken over too, and ends in order like any other', async () => {
  await holder.start(/smtps listens on/);
  const tls = await SmtpClient.open({ port: await holder.port('smtps'), tls: true });
  expect(await tls.say('EHLO peer.test')).toContain('AUTH');
  expect(await holder.stop()).toBe(0);
  expect(await tls.reply()).toMatch(/^421 4\.3\.2/);
});

test('a socket that nobody knows what to do with ends the start in one line', async () => {
  const environment = { GATEPOST_DATA: gatepost.data, GATEPOST_HOSTNAME: 'mail.example.com' };
  const other = new SocketHolder({ sockets: ['unknown=127.0.0.1:0'], environment });
  try {
    await other.start(/^LISTEN_FDNAMES: “unknown” is none of smtp, submission, smtps, console\.$/);
    expect(await other.ended()).toBe(78);
  } finally {
    await other.end();
  }
});

/** A session; null where it was told to come again. Whatever is no greeting at all counts as refused. */
async function opened(refused: string[]): Promise<SmtpClient | null> {
  try {
    return await SmtpClient.open({ port });
  } catch (error) {
    const { message } = error as Error;
    if (!message.includes('421')) refused.push(message);
    return null;
  }
}

function idOf(content: Buffer): string {
  return /^X-Id: (.*)\r$/m.exec(content.toString('latin1'))![1]!;
}
