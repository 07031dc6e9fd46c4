/** kill -9 at the moments that count: around each commit of the spool. Threats: T14. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../support/free-port.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { temporaryFolder } from '../support/spool-folder.js';
import { until } from '../support/until.js';
import { permitting } from '../support/permitting.js';

const PRELOADED = new URL('../support/kill-at-commit.mjs', import.meta.url).href;
const SMALL = 'Subject: small\r\n\r\nx\r\n';
const LARGE = `Subject: large\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(5000)}`;

interface Killed {
  readonly gatepost: Gatepost;
  /** The next hop of everything; what it got. */
  readonly sink: SmtpSink;
  /** What the peer was told at the end; '' when the connection broke. */
  readonly told: string;
}

/** Sends one message to a relay that dies at the given moment, and waits until it is up again. */
async function killedAt(moment: string, text: string, refusing = false): Promise<Killed> {
  const answer = (line: string) =>
    refusing && line.startsWith('RCPT TO:<r@') ? '550 5.1.1 Nobody of that name' : undefined;
  const sink = await new SmtpSink({ extensions: ['PIPELINING'], answer }).start();
  onTestFinished(() => sink.stop());
  const port = await freePort();
  const once = join(temporaryFolder().root, 'done');
  const gatepost = await Gatepost.start({
    environment: {
      GATEPOST_SMTP: `127.0.0.1:${port}`,
      NODE_OPTIONS: `--import=${PRELOADED}`,
      KILL_AT: moment,
      KILL_ONCE: once,
    },
  });
  onTestFinished(() => gatepost.stop());
  await gatepost.deliver({
    outbound: { kind: 'smarthost', host: '127.0.0.1', port: sink.port },
    retry: [1],
  });
  await gatepost.apply({
    restrictions: permitting('127.0.0.1'),
  });
  const { relay } = await gatepost.children();
  const client = await SmtpClient.open({ port });
  const replies = await client.message('s@remote.test', ['r@remote.test'], text);
  client.close();
  await until(() => (existsSync(once) ? true : null));
  await until(async () => ((await gatepost.children()).relay || relay) !== relay || null);
  await until(async () => (await SmtpClient.open({ port }).catch(() => null)) && true);
  await gatepost.queueEmpty();
  return { gatepost, sink, told: replies.at(-1) ?? '' };
}

const bodies = ({ gatepost }: Killed) => readdir(join(gatepost.data, 'bodies'));
const arrivals = ({ sink }: Killed) => sink.messages.filter(({ sender }) => sender !== '').length;
const reports = ({ sink }: Killed) => sink.messages.filter(({ sender }) => sender === '').length;

describe.each([
  ['a small message', SMALL],
  ['a message in a file', LARGE],
])('%s', (_, text) => {
  test('before it is committed: the peer was told nothing, and nothing is left of it', async () => {
    const killed = await killedAt('before accept', text);
    expect(killed.told).toBe('');
    expect(arrivals(killed)).toBe(0);
    expect(await bodies(killed)).toEqual([]);
  });

  test('between the commit and the 250: it arrives, once', async () => {
    const killed = await killedAt('after accept', text);
    expect(killed.told).toBe('');
    expect(arrivals(killed)).toBe(1);
    expect(await bodies(killed)).toEqual([]);
  });

  test('between the delivery and its record: it arrives twice, not more', async () => {
    const killed = await killedAt('before settle', text);
    expect(killed.told).toMatch(/^250 2\.0\.0/);
    expect(arrivals(killed)).toBe(2);
    expect(await bodies(killed)).toEqual([]);
  });

  test('after the record: it has arrived once, and its file goes', async () => {
    const killed = await killedAt('after settle', text);
    expect(killed.told).toMatch(/^250 2\.0\.0/);
    expect(arrivals(killed)).toBe(1);
    expect(await bodies(killed)).toEqual([]);
  });
});

describe('a message that the next hop refuses', () => {
  test.each(['before settle', 'after settle'])(
    'killed %s, its sender gets one report, not two and not none',
    async (moment) => {
      const killed = await killedAt(moment, SMALL, true);
      expect(killed.told).toMatch(/^250 2\.0\.0/);
      expect(arrivals(killed)).toBe(0);
      expect(reports(killed)).toBe(1);
    },
  );
});
