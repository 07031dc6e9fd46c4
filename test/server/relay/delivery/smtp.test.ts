/** Threats: T5. */
import { setTimeout as wait } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mailboxFromText, mailboxToText } from '../../../../shared/address/mailbox.js';
import { deliver, hostHop, kindsOf, MESSAGE, SHORT, sinkOf } from '../../../support/deliver.js';
import type { Said } from '../../../support/smtp-sink.js';
import { temporaryFolder } from '../../../support/spool-folder.js';

const lmtp = (port: number) => ({ inbound: { kind: 'lmtp' as const, host: '127.0.0.1', port } });
const PLAIN = { extensions: [] };

function slowBody(): Readable {
  return Readable.from(
    (async function* () {
      yield Buffer.from('A: b\r\n\r\nfirst\r\n');
      await wait(100);
      yield Buffer.from('last\r\n');
    })(),
  );
}

function brokenBody(): Readable {
  return Readable.from(
    (function* () {
      yield Buffer.from('A: b\r\n\r\nfirst\r\n');
      throw new Error('no such file');
    })(),
  );
}

describe.each([
  ['with pipelining', ['PIPELINING', 'SIZE 1000000', '8BITMIME']],
  ['one command at a time', []],
])('%s', (_, extensions) => {
  test('a message arrives byte for byte, and the next hop is named in the outcome', async () => {
    const sink = await sinkOf({ extensions });
    const outcomes = await deliver(hostHop(sink), ['a@to.test', 'b@to.test']);
    expect(outcomes['a@to.test']).toEqual({
      kind: 'delivered',
      reply: '250 2.0.0 stored',
      host: `127.0.0.1[127.0.0.1]:${sink.port}`,
    });
    expect(sink.messages[0]).toMatchObject({
      sender: 'sender@from.test',
      recipients: ['a@to.test', 'b@to.test'],
    });
    expect(sink.messages[0]!.raw.toString()).toBe(MESSAGE);
    expect(sink.sessions[0]!.commands[0]).toBe('EHLO gatepost.test');
  });

  test('each recipient has its own answer: some accepted, some put off, some refused', async () => {
    const sink = await sinkOf({
      extensions,
      answer: (line) =>
        /later/.test(line)
          ? '450 4.2.1 later'
          : /bad/.test(line)
            ? '550-5.1.1 no\r\n550 5.1.1 such user'
            : undefined,
    });
    const outcomes = await deliver(hostHop(sink), ['ok@x', 'later@x', 'bad@x', 'ok2@x']);
    expect(kindsOf(outcomes)).toEqual({
      'ok@x': 'delivered',
      'later@x': 'deferred',
      'bad@x': 'failed',
      'ok2@x': 'delivered',
    });
    expect(outcomes['bad@x']!.reply).toBe('550 5.1.1 no 5.1.1 such user');
    expect(sink.messages[0]!.recipients).toEqual(['ok@x', 'ok2@x']);
  });

  test('where every recipient is refused no message is sent, not even an empty one', async () => {
    const sink = await sinkOf({
      extensions,
      answer: (line) => (line.startsWith('RCPT') ? '550 5.1.1 no' : undefined),
    });
    expect(kindsOf(await deliver(hostHop(sink), ['a@x', 'b@x']))).toEqual({
      'a@x': 'failed',
      'b@x': 'failed',
    });
    await wait(50);
    expect(sink.messages).toEqual([]);
  });

  test.each([
    ['MAIL', '451 4.3.0 later', 'deferred'],
    ['MAIL', '550 5.1.7 no', 'failed'],
    ['DATA', '451 4.3.0 later', 'deferred'],
    ['DATA', '554 5.5.0 no', 'failed'],
    ['MAIL', '421 4.3.2 closing', 'deferred'],
    ['RCPT', '421 4.3.2 closing', 'deferred'],
  ])('%s answered %s is %s for all', async (command, reply, kind) => {
    const sink = await sinkOf({
      extensions,
      answer: (line) => (line.startsWith(command) ? reply : undefined),
    });
    const outcomes = await deliver(hostHop(sink), ['a@x', 'b@x']);
    expect(outcomes['a@x']).toMatchObject({ kind, reply });
    expect(outcomes['b@x']).toMatchObject({ kind, reply });
    expect(sink.messages).toEqual([]);
  });

  test.each([
    ['452 4.3.1 full', 'deferred'],
    ['554 5.7.1 spam', 'failed'],
    ['354 again', 'deferred'],
  ])('the end of data answered %s is %s', async (reply, kind) => {
    const sink = await sinkOf({ extensions, afterData: () => reply });
    expect(await deliver(hostHop(sink))).toMatchObject({ 'a@to.test': { kind } });
  });

  test.each(['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'end of data'])(
    'a next hop that hangs up at %s defers, and says so',
    async (stage) => {
      const sink = await sinkOf({
        extensions,
        ...(stage === 'greeting' ? { greeting: 'DROP' as const } : {}),
        answer: (line) => (line.startsWith(stage) ? 'DROP' : undefined),
        afterData: () => (stage === 'end of data' ? 'DROP' : '250 ok'),
      });
      const { 'a@to.test': outcome } = await deliver(hostHop(sink));
      expect(outcome!.kind).toBe('deferred');
      expect(outcome!.reply).toMatch(/^4\.4\.2 lost connection/);
    },
  );

  test.each(['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'end of data'])(
    'a next hop that falls silent at %s is given up in time',
    async (stage) => {
      const sink = await sinkOf({
        extensions,
        ...(stage === 'greeting' ? { greeting: 'HANG' as const } : {}),
        answer: (line) => (line.startsWith(stage) ? 'HANG' : undefined),
        afterData: () => (stage === 'end of data' ? 'HANG' : '250 ok'),
      });
      const timeOuts = { ...SHORT, command: 300, dataEnd: 300 };
      const { 'a@to.test': outcome } = await deliver(hostHop(sink), undefined, {
        options: { timeOuts },
      });
      expect(outcome).toMatchObject({ kind: 'deferred' });
      expect(outcome!.reply).toMatch(/^4\.4\.2 timed out/);
    },
  );

  test('replies that come octet by octet are the same replies', async () => {
    const sink = await sinkOf({
      extensions,
      write: async (socket, bytes) => {
        for (const octet of bytes) {
          socket.write(Buffer.from([octet]));
          await wait(0);
        }
      },
      answer: (line) => (/bad/.test(line) ? '550-5.1.1 no\r\n550 5.1.1 such user' : undefined),
    });
    const outcomes = await deliver(hostHop(sink), ['a@x', 'bad@x']);
    expect(kindsOf(outcomes)).toEqual({ 'a@x': 'delivered', 'bad@x': 'failed' });
  });

  test.each<[string, Said]>([
    ['garbage', { raw: Buffer.from([0, 1, 2, 255, 10]) }],
    ['a web server', 'HTTP/1.1 400 Bad Request'],
    ['an endless reply', { raw: '250-and so on\r\n'.repeat(100_000) }],
    ['an endless line', { raw: 'x'.repeat(10_000_000) }],
    ['too many replies', { raw: '250 ok\r\n'.repeat(100_000) }],
  ])('%s at any stage defers and takes nothing with it', async (_name, said) => {
    for (const stage of ['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'end of data']) {
      const sink = await sinkOf({
        extensions,
        ...(stage === 'greeting' ? { greeting: said } : {}),
        answer: (line) => (line.startsWith(stage) ? said : undefined),
        afterData: () => (stage === 'end of data' ? said : '250 ok'),
      });
      const { 'a@to.test': outcome } = await deliver(hostHop(sink));
      // Many replies to the end of data: the first one is the answer.
      const taken = stage === 'end of data' && _name === 'too many replies';
      if (!taken) expect([stage, outcome!.kind]).toEqual([stage, 'deferred']);
    }
  });
});

describe('the message', () => {
  const odd = 'A: b\r\n\r\n.\r\n..\r\n...\r\n.a\r\n\r\n.\r\n.end\r\n';

  test('dots at the beginning of lines arrive as they were, split at any octet', async () => {
    const sink = await sinkOf();
    for (let at = 0; at <= odd.length; at += 1) {
      const pieces = [odd.slice(0, at), odd.slice(at)].map((piece) => Buffer.from(piece));
      await deliver(hostHop(sink), undefined, { job: { body: () => Readable.from(pieces) } });
      expect(sink.messages.at(-1)!.content.toString()).toBe(odd);
    }
    expect(sink.messages).toHaveLength(odd.length + 1);
    expect(
      sink.messages.every(
        ({ raw }) =>
          !raw
            .toString()
            .split(/\r\n|\r|\n/)
            .includes('.'),
      ),
    ).toBe(true);
  });

  test('a large one is streamed and arrives whole', async () => {
    const sink = await sinkOf();
    const line = Buffer.from(`${'x'.repeat(70)}\r\n`.repeat(1000));
    const body = () => Readable.from(Array<Buffer>(40).fill(line));
    const size = line.length * 40;
    const outcomes = await deliver(hostHop(sink), undefined, { job: { body, size } });
    expect(kindsOf(outcomes)).toEqual({ 'a@to.test': 'delivered' });
    expect(sink.messages[0]!.raw.length).toBe(size);
  });

  test('one that is refused in its middle is refused for the reason given', async () => {
    const sink = await sinkOf({ onDataPiece: () => '552 5.3.4 too much' });
    const line = Buffer.from(`${'x'.repeat(998)}\r\n`.repeat(1000));
    const body = () => Readable.from(Array<Buffer>(50).fill(line));
    const outcomes = await deliver(hostHop(sink), undefined, { job: { body } });
    expect(outcomes['a@to.test']).toMatchObject({ kind: 'failed', reply: '552 5.3.4 too much' });
  });

  test('one that is taken before its end counts as not taken', async () => {
    let said = false;
    const sink = await sinkOf({
      onDataPiece: () => {
        if (said) return undefined;
        said = true;
        return '250 2.0.0 stored';
      },
    });
    const outcomes = await deliver(hostHop(sink), undefined, { job: { body: slowBody } });
    expect(kindsOf(outcomes)).toEqual({ 'a@to.test': 'deferred' });
    expect(sink.messages).toEqual([]);
  });

  test('one whose file has gone defers, and its beginning is not taken for the whole', async () => {
    const sink = await sinkOf();
    const outcomes = await deliver(hostHop(sink), undefined, { job: { body: brokenBody } });
    expect(outcomes['a@to.test']).toMatchObject({ kind: 'deferred' });
    expect(sink.messages).toEqual([]);
  });

  test('SIZE, 8BITMIME and SMTPUTF8 are said where they are offered and needed', async () => {
    const sink = await sinkOf({ extensions: ['size 5000', '8bitmime', 'smtputf8'] });
    await deliver(hostHop(sink));
    await deliver(hostHop(sink), undefined, { job: { eightBit: true, smtputf8: true } });
    const mails = sink.sessions.map(({ commands }) => commands[1]);
    const from = 'MAIL FROM:<sender@from.test> SIZE=49';
    expect(mails).toEqual([from, `${from} BODY=8BITMIME SMTPUTF8`]);
    const large = await deliver(hostHop(sink), undefined, { job: { size: 5001 } });
    expect(large['a@to.test']).toMatchObject({
      kind: 'failed',
      reply: expect.stringMatching(/^5\.3\.4/),
    });
  });

  test('one that needs SMTPUTF8 fails where it is not offered', async () => {
    const sink = await sinkOf();
    const outcomes = await deliver(hostHop(sink), ['gr\u00fcn@x'], { job: { smtputf8: true } });
    expect(outcomes['gr\u00fcn@x']).toMatchObject({
      kind: 'failed',
      reply: expect.stringMatching(/^5\.6\.7/),
    });
  });
});

describe('what was decided is what is delivered', () => {
  const character = fc.constantFrom(
    ...'abzAZ09!#$%&\'*+-/=?^_`{|}~.@"\\ <>,;:[]()\u00fc\u20ac\u{1f600}\t',
  );
  const local = fc.string({ unit: character, minLength: 1, maxLength: 20 });
  const address = fc
    .oneof(
      local,
      local.map((text) => `"${text}"`),
    )
    .map((text) => mailboxFromText(`${text}@to.test`, 'site.test'))
    .filter(({ ok }) => ok)
    .map((read) => (read.ok ? mailboxToText(read.value) : ''));

  test('every address that we accept is said byte for byte, and no other', async () => {
    const sink = await sinkOf({ extensions: ['PIPELINING', 'SMTPUTF8'] });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(address, { minLength: 1, maxLength: 10 }),
        async (recipients) => {
          const outcomes = await deliver(hostHop(sink), recipients, { job: { smtputf8: true } });
          expect(Object.values(outcomes).map(({ kind }) => kind)).toEqual(
            recipients.map(() => 'delivered'),
          );
          const said = sink.sessions.at(-1)!.commands.filter((line) => line.startsWith('RCPT'));
          const wanted = recipients.map((one) =>
            Buffer.from(`RCPT TO:<${one}>`).toString('latin1'),
          );
          expect(said).toEqual(wanted);
        },
      ),
      { numRuns: 60 },
    );
  });

  test.each([
    'a@x\r\nRCPT TO:<victim@x>',
    'a@x> <b@x',
    'a b@x',
    'a',
    '',
    '"a@x',
    'a\u0000@x',
    'a\ud800@x',
    '"a"b@x',
  ])('an address that is none of ours is never said: %j', async (recipient) => {
    const sink = await sinkOf();
    expect(kindsOf(await deliver(hostHop(sink), [recipient, 'ok@x']))).toEqual({
      [recipient]: 'failed',
      'ok@x': 'delivered',
    });
    expect(sink.messages[0]!.recipients).toEqual(['ok@x']);
  });

  test('a sender that cannot be said is said to nobody', async () => {
    const sink = await sinkOf();
    const job = { sender: 'a@x>\r\nQUIT' };
    expect(kindsOf(await deliver(hostHop(sink), undefined, { job }))).toEqual({
      'a@to.test': 'failed',
    });
    expect(sink.sessions).toEqual([]);
    await deliver(hostHop(sink), undefined, { job: { sender: '' } });
    expect(sink.sessions[0]!.commands).toContain('MAIL FROM:<> SIZE=49');
  });
});

describe('older and other servers', () => {
  test('a server that does not know EHLO is greeted with HELO', async () => {
    const sink = await sinkOf({
      answer: (line) => (line.startsWith('EHLO') ? '502 5.5.1 what?' : undefined),
    });
    expect(kindsOf(await deliver(hostHop(sink)))).toEqual({ 'a@to.test': 'delivered' });
    expect(sink.sessions[0]!.commands[1]).toBe('HELO gatepost.test');
  });

  test.each(['421 4.7.0 too many', '554 5.7.1 not you', '220-hello\r\n554 no'])(
    'a server that greets with %s defers: it says no to us, not to the message',
    async (greeting) => {
      const sink = await sinkOf({ greeting });
      expect(kindsOf(await deliver(hostHop(sink)))).toEqual({ 'a@to.test': 'deferred' });
    },
  );

  test('a port where nobody listens defers', async () => {
    const sink = await sinkOf();
    const hop = hostHop(sink);
    await sink.stop().catch(() => undefined);
    const { 'a@to.test': outcome } = await deliver(hop);
    expect(outcome).toMatchObject({
      kind: 'deferred',
      reply: expect.stringMatching(/^4\.4\.1 connect ECONNREFUSED/),
    });
  });

  test('a stop of the relay ends a delivery that waits', async () => {
    const sink = await sinkOf({
      ...PLAIN,
      answer: (line) => (line.startsWith('MAIL') ? 'HANG' : undefined),
    });
    const signal = AbortSignal.timeout(200);
    const { 'a@to.test': outcome } = await deliver(hostHop(sink), undefined, { signal });
    expect(outcome).toMatchObject({ kind: 'deferred', reply: expect.stringContaining('stopping') });
  });
});

describe('LMTP', () => {
  test('each recipient has its own answer after the message', async () => {
    const sink = await sinkOf({
      lmtp: true,
      answer: (line) => (/none/.test(line) ? '550 5.1.1 no such user' : undefined),
      afterData: ({ recipients }) =>
        recipients.map((who) =>
          /full/.test(who)
            ? '452 4.2.2 over quota'
            : /spam/.test(who)
              ? '554 5.7.1 no'
              : '250 2.0.0 saved',
        ),
    });
    const recipients = ['full@x', 'none@x', 'ok@x', 'spam@x'];
    const outcomes = await deliver({ kind: 'inbound' }, recipients, { settings: lmtp(sink.port) });
    expect(kindsOf(outcomes)).toEqual({
      'full@x': 'deferred',
      'none@x': 'failed',
      'ok@x': 'delivered',
      'spam@x': 'failed',
    });
    expect(sink.sessions[0]!.commands[0]).toBe('LHLO gatepost.test');
  });

  test('a server that hangs up between the answers takes none back', async () => {
    const sink = await sinkOf({ lmtp: true, afterData: () => ['250 2.0.0 saved', 'DROP'] });
    const outcomes = await deliver({ kind: 'inbound' }, ['a@x', 'b@x'], {
      settings: lmtp(sink.port),
    });
    expect(kindsOf(outcomes)).toEqual({ 'a@x': 'delivered', 'b@x': 'deferred' });
  });

  test('a Unix socket will do', async () => {
    const path = join(temporaryFolder().root, 'lmtp');
    const sink = await sinkOf({ lmtp: true, path });
    const settings = { inbound: { kind: 'lmtp' as const, socket: path } };
    const outcomes = await deliver({ kind: 'inbound' }, ['a@x'], { settings });
    expect(outcomes['a@x']).toMatchObject({ kind: 'delivered', host: `localhost[${path}]` });
    expect(sink.messages).toHaveLength(1);
  });
});
