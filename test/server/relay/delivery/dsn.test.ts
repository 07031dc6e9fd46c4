/** RFC 3461: what a sender asked to be told goes on to a next hop that offers DSN. */
import { expect, test } from 'vitest';
import type { DsnRequest } from '../../../../server/relay/queue/courier.js';
import { deliver, hostHop, sinkOf } from '../../../support/deliver.js';

const ALL = ['all@x', 'never@x', 'plain@x'];
const DSN: DsnRequest = {
  ret: 'HDRS',
  envid: 'QQ314159+2Bx',
  recipients: new Map([
    ['all@x', { notify: ['success', 'failure', 'delay'], orcpt: 'rfc822;first+2Blast@old.test' }],
    ['never@x', { notify: [] }],
  ]),
};

const said = (commands: readonly string[]) =>
  commands.filter((line) => /^(MAIL|RCPT)/.test(line)).map((line) => line.replace(/ SIZE=\d+/, ''));

test.each([['PIPELINING'], ['8BITMIME']])(
  'with DSN (and %s) everything is handed on as it was asked',
  async (also) => {
    const sink = await sinkOf({ extensions: ['DSN', also] });
    const outcomes = await deliver(hostHop(sink), ALL, { job: { dsn: DSN } });
    expect(said(sink.sessions[0]!.commands)).toEqual([
      'MAIL FROM:<sender@from.test> RET=HDRS ENVID=QQ314159+2Bx',
      'RCPT TO:<all@x> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;first+2Blast@old.test',
      'RCPT TO:<never@x> NOTIFY=NEVER',
      'RCPT TO:<plain@x>',
    ]);
    for (const each of ALL) {
      expect(outcomes[each]).toMatchObject({ kind: 'delivered', reportsSuccess: true });
    }
  },
);

test('without DSN nothing of it is said, and reporting success stays with us', async () => {
  const sink = await sinkOf();
  const outcomes = await deliver(hostHop(sink), ALL, { job: { dsn: DSN } });
  expect(said(sink.sessions[0]!.commands)).toEqual([
    'MAIL FROM:<sender@from.test>',
    'RCPT TO:<all@x>',
    'RCPT TO:<never@x>',
    'RCPT TO:<plain@x>',
  ]);
  for (const each of ALL) expect(outcomes[each]).not.toHaveProperty('reportsSuccess');
});

test('where nothing was asked nothing is added', async () => {
  const sink = await sinkOf({ extensions: ['DSN'] });
  await deliver(hostHop(sink), ['a@x']);
  expect(said(sink.sessions[0]!.commands)).toEqual([
    'MAIL FROM:<sender@from.test>',
    'RCPT TO:<a@x>',
  ]);
});

test('a next hop that refuses a recipient reports nothing: we do', async () => {
  const sink = await sinkOf({
    extensions: ['DSN'],
    answer: (line) => (line.startsWith('RCPT TO:<never') ? '550 5.1.1 no such user' : undefined),
    afterData: () => '451 4.3.0 later',
  });
  const outcomes = await deliver(hostHop(sink), ALL, { job: { dsn: DSN } });
  expect(outcomes['never@x']!.kind).toBe('failed');
  expect(outcomes['all@x']!.kind).toBe('deferred');
  for (const each of ALL) expect(outcomes[each]).not.toHaveProperty('reportsSuccess');
});

test('what could end a command is never said in a parameter', async () => {
  const sink = await sinkOf({ extensions: ['DSN'] });
  const dsn: DsnRequest = {
    envid: 'a b',
    recipients: new Map([['a@x', { orcpt: 'rfc822;a\r\nRCPT TO:<victim@x>' }]]),
  };
  await deliver(hostHop(sink), ['a@x'], { job: { dsn } });
  expect(said(sink.sessions[0]!.commands)).toEqual([
    'MAIL FROM:<sender@from.test>',
    'RCPT TO:<a@x>',
  ]);
});
