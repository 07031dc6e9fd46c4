/** A disk that is full, fails, or gives back garbage: peers are put off, and the queue is what it was. Threats: T15. */
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, type TestContext } from 'vitest';
import type { QueueMessage, QueuePage } from '../../shared/api/queue.js';
import { failingFileSystem, fill, memoryFileSystem, NO_MOUNT } from '../support/file-system.js';
import { freePort } from '../support/free-port.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';

const MIB = 1024 * 1024;

let gatepost: Gatepost | null = null;
afterEach(async () => {
  await gatepost?.stop();
  gatepost = null;
});

/** Gatepost on that folder, whose mail goes to a port where nobody is yet. */
async function startOn(data: string | undefined, minimumFree = 0): Promise<number> {
  const hop = await freePort();
  gatepost = await Gatepost.start(data === undefined ? {} : { data });
  await gatepost.deliver({ retry: [1], minimumFree });
  await gatepost.apply({
    routes: [{ domain: 'example.com', to: { kind: 'inbound', host: '127.0.0.1', port: hop } }],
  });
  return hop;
}

function mount<T extends { unmount(): void }>(context: TestContext, fileSystem: T | null): T {
  if (!fileSystem) context.skip(NO_MOUNT);
  onTestFinished(async () => {
    await gatepost?.stop();
    gatepost = null;
    fileSystem!.unmount();
  });
  return fileSystem!;
}

/** The last reply: to the message, or to what was refused before it. */
async function send(id: string, { size = 0, said = '' } = {}): Promise<string> {
  const client = await SmtpClient.open({ port: gatepost!.smtpPort });
  await client.say('EHLO peer.test');
  const mail = await client.say(`MAIL FROM:<s@sender.test>${said}`);
  if (!mail.startsWith('250')) {
    client.close();
    return mail;
  }
  await client.say('RCPT TO:<r@example.com>');
  const data = await client.say('DATA');
  const filler = `${'x'.repeat(78)}\r\n`.repeat(Math.ceil(size / 80));
  const reply = data.startsWith('354') ? await client.say(`X-Id: ${id}\r\n\r\n${filler}.`) : data;
  client.close();
  return reply;
}

const refusing = async () => (await gatepost!.status()).relay?.refusing ?? null;
const queued = async () => (await gatepost!.api<QueuePage>('GET', '/api/queue')).body.total;

function ids(sink: SmtpSink): (string | undefined)[] {
  const all = sink.messages.map(({ content }) => /^X-Id: (.*)\r$/m.exec(content.toString())?.[1]);
  return all.toSorted();
}

describe('a full disk', () => {
  test('with less room than is kept free mail is put off by size, and taken again when there is room', async (context) => {
    const { path } = mount(context, memoryFileSystem(48));
    await startOn(path, 4 * MIB);
    expect(await send('a')).toMatch(/^250 2\.0\.0/);
    const most = await fill(path, 8 * MIB);
    const tooLarge = async () => (await send('b', { said: ` SIZE=${6 * MIB}` })).startsWith('452');
    await until(async () => ((await tooLarge()) ? true : null));
    expect(await refusing()).toBeNull();
    expect(await send('c', { said: ' SIZE=1000' })).toMatch(/^250 2\.0\.0/);
    await most.free();
    const all = await fill(path, MIB);
    await until(async () => ((await send('d')) === LATER ? true : null));
    expect(await refusing()).toMatch(/ left, less than the 4 MiB that are kept free/);
    await all.free();
    await until(async () => ((await refusing()) === null ? true : null));
    expect(await send('e')).toMatch(/^250 2\.0\.0/);
    expect(await queued()).toBeGreaterThanOrEqual(3);
  });

  test('full to the last octet: what is refused leaves nothing behind, what was accepted is delivered once', async (context) => {
    const { path } = mount(context, memoryFileSystem(48));
    const hop = await startOn(path);
    // It answers, if not with yes: one that is not there would be left alone for a while.
    const later = (line: string) => (line.startsWith('RCPT') ? '451 4.2.0 later' : undefined);
    const sink = await new SmtpSink({ answer: later }).start('127.0.0.1', hop);
    onTestFinished(() => sink.stop());
    for (const id of ['a', 'b', 'c']) expect(await send(id)).toMatch(/^250 2\.0\.0/);
    // They are delivered from now on; what became of them is written down when there is room.
    sink.script = {};
    const filler = await fill(path, 0);
    expect(await send('large', { size: 3 * MIB })).toMatch(/^452 4\.3\.1/);
    expect(await refusing()).toMatch(/could not be stored \(.*\): no mail is taken/);
    expect(await send('small')).toMatch(/^452 4\.3\.1/);
    await filler.free();
    await until(async () => ((await refusing()) === null ? true : null));
    expect(await send('after', { size: 3 * MIB })).toMatch(/^250 2\.0\.0/);
    await gatepost!.queueEmpty();
    expect(ids(sink)).toEqual(['a', 'after', 'b', 'c']);
    // Also what was decided while the log could not be written: the recipient of `large`.
    expect(await gatepost!.decisions(5, 'recipient=r@example.com')).toHaveLength(5);
  });
});

test('a disk that fails and can only be read: mail is put off, and the next start finds all that was accepted', async (context) => {
  const disk = mount(context, failingFileSystem(64));
  const hop = await startOn(disk.path);
  for (const id of ['a', 'b', 'c']) expect(await send(id)).toMatch(/^250 2\.0\.0/);
  disk.fail();
  expect(await send('d')).toMatch(/^452 4\.3\.1/);
  expect(await refusing()).toMatch(/no mail is taken/);
  expect(await send('e')).toMatch(/^452 4\.3\.1/);
  await gatepost!.halt();
  disk.mend();
  const sink = await new SmtpSink().start('127.0.0.1', hop);
  onTestFinished(() => sink.stop());
  await gatepost!.start();
  await gatepost!.logOn();
  await gatepost!.queueEmpty();
  expect(ids(sink)).toEqual(['a', 'b', 'c']);
  expect(await send('f')).toMatch(/^250 2\.0\.0/);
});

test('a row of the queue that cannot be read is held and shown, and nobody else waits for it', async () => {
  const hop = await startOn(undefined);
  const queueIds: string[] = [];
  for (const id of ['a', 'b', 'c']) queueIds.push(/as (\w+)$/.exec(await send(id))![1]!);
  await gatepost!.halt();
  const db = new Database(join(gatepost!.data, 'spool.db'));
  const number = db.prepare('SELECT number FROM message WHERE queue_id = ?').pluck();
  const garbage = db.prepare(`UPDATE recipient SET next_hop = '{"kind":' WHERE message = ?`);
  garbage.run(number.get(queueIds[1]));
  db.prepare(`UPDATE message SET received = 'x' WHERE number = ?`).run(number.get(queueIds[2]));
  db.close();
  const sink = await new SmtpSink().start('127.0.0.1', hop);
  onTestFinished(() => sink.stop());
  await gatepost!.start();
  await gatepost!.logOn();
  await until(() => (sink.messages.length === 2 ? true : null));
  const { body } = await gatepost!.api<QueueMessage>('GET', `/api/queue/${queueIds[1]}`);
  expect(body.all).toMatchObject([
    {
      address: 'r@example.com',
      state: 'held',
      lastReply: '4.3.0 its record in the queue is damaged',
    },
  ]);
  expect([await queued(), ids(sink)]).toEqual([1, ['a', 'c']]);
  // Released, it goes where the rules say.
  await gatepost!.api('POST', `/api/queue/${queueIds[1]}/release`);
  await gatepost!.queueEmpty();
  expect(ids(sink)).toEqual(['a', 'b', 'c']);
});

const LATER = '452 4.3.1 No room for more mail now, try again later';
