/** What goes to a server that cannot take everything: 8BITMIME, SMTPUTF8, SIZE. */
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { deliver, hostHop, kindsOf, sinkOf } from '../../../support/deliver.js';

const SEVEN = { extensions: ['PIPELINING', 'SIZE 1000'] };
const EIGHT_BIT = Buffer.from(
  'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\ngr\u00fcn ist gut\r\n',
);
const job = { body: () => EIGHT_BIT, size: EIGHT_BIT.length, eightBit: true };

const mailOf = (commands: readonly string[]) => commands.find((line) => line.startsWith('MAIL'));

test('a server with 8BITMIME gets the message as it is, and is told', async () => {
  const sink = await sinkOf({ extensions: ['8BITMIME', 'SIZE'] });
  await deliver(hostHop(sink), undefined, { job });
  expect(sink.messages[0]!.content).toEqual(EIGHT_BIT);
  expect(mailOf(sink.sessions[0]!.commands)).toBe(
    `MAIL FROM:<sender@from.test> SIZE=${EIGHT_BIT.length} BODY=8BITMIME`,
  );
});

test.each([
  ['in the spool', job],
  ['in a file', { ...job, body: () => Readable.from([EIGHT_BIT]) }],
])('one without gets it in seven bits, and SIZE is what is sent (%s)', async (_, held) => {
  const sink = await sinkOf(SEVEN);
  expect(kindsOf(await deliver(hostHop(sink), undefined, { job: held }))).toEqual({
    'a@to.test': 'delivered',
  });
  const { raw } = sink.messages[0]!;
  expect(raw.toString()).toBe(
    'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n' +
      'Content-Transfer-Encoding: quoted-printable\r\n\r\ngr=C3=BCn ist gut\r\n',
  );
  expect(mailOf(sink.sessions[0]!.commands)).toBe(
    `MAIL FROM:<sender@from.test> SIZE=${raw.length}`,
  );
});

test('a server from before EHLO gets it in seven bits too', async () => {
  const sink = await sinkOf({
    answer: (line) => (line.startsWith('EHLO') ? '502 what?' : undefined),
  });
  await deliver(hostHop(sink), undefined, { job });
  expect(sink.messages[0]!.raw.toString()).toContain('gr=C3=BCn');
});

test('one that is too large only when it is encoded is too large', async () => {
  const body = Buffer.from(`Content-Type: image/png\r\n\r\n${'\u00fc'.repeat(450)}\r\n`);
  const sink = await sinkOf(SEVEN);
  const outcomes = await deliver(hostHop(sink), undefined, {
    job: { body: () => body, size: body.length, eightBit: true },
  });
  expect(outcomes['a@to.test']!.reply).toMatch(
    /^5\.3\.4 the message has 1\d\d\d octets, the server takes 1000$/,
  );
});

test('one that may not be encoded is returned, and the server is kept for the next', async () => {
  const body = Buffer.from('Subject: gr\u00fcn\r\n\r\nx\r\n');
  const sink = await sinkOf(SEVEN);
  const outcomes = await deliver(hostHop(sink), undefined, {
    job: { body: () => body, size: body.length, eightBit: true },
  });
  expect(outcomes['a@to.test']).toEqual({
    kind: 'failed',
    reply: expect.stringMatching(/^5\.6\.3 /),
    host: `127.0.0.1[127.0.0.1]:${sink.port}`,
  });
  expect(sink.sessions[0]!.commands).toEqual(['EHLO gatepost.test']);
});

test('one whose file has gone waits', async () => {
  const sink = await sinkOf(SEVEN);
  const body = () =>
    Readable.from(
      (function* () {
        yield EIGHT_BIT;
        throw new Error('no such file');
      })(),
    );
  const outcomes = await deliver(hostHop(sink), undefined, { job: { ...job, body } });
  expect(outcomes['a@to.test']).toMatchObject({
    kind: 'deferred',
    reply: '4.3.0 the message could not be read: no such file',
  });
});

const BOTH = ['plain@x', 'gr\u00fcn@x'];

test('without SMTPUTF8 a message goes to those whom it can be said', async () => {
  const sink = await sinkOf();
  const outcomes = await deliver(hostHop(sink), BOTH);
  expect(kindsOf(outcomes)).toEqual({ 'plain@x': 'delivered', 'gr\u00fcn@x': 'failed' });
  expect(outcomes['gr\u00fcn@x']!.reply).toBe(
    '5.6.7 the address needs SMTPUTF8, which the server does not offer',
  );
  expect(sink.messages[0]!.recipients).toEqual(['plain@x']);
  expect(mailOf(sink.sessions[0]!.commands)).not.toContain('SMTPUTF8');
});

test.each([
  ['a header', { smtputf8: true, eightBit: true }],
  ['a sender', { sender: 'gr\u00fcn@from.test' }],
])('%s that needs it is a matter of all recipients', async (_, needy) => {
  const sink = await sinkOf({ extensions: ['8BITMIME'] });
  const outcomes = await deliver(hostHop(sink), BOTH, { job: needy });
  for (const each of BOTH) {
    expect(outcomes[each]).toMatchObject({
      kind: 'failed',
      reply: '5.6.7 the message needs SMTPUTF8, which the server does not offer',
    });
  }
  const able = await sinkOf({ extensions: ['8BITMIME', 'SMTPUTF8'] });
  expect(kindsOf(await deliver(hostHop(able), BOTH, { job: needy }))).toEqual({
    'plain@x': 'delivered',
    'gr\u00fcn@x': 'delivered',
  });
  expect(mailOf(able.sessions[0]!.commands)).toMatch(/ SMTPUTF8$/);
});
