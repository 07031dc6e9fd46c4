import { existsSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mayMove, type State } from '../../../../server/store/spool/state.js';
import { lastGood, openSpool } from '../../../../server/store/spool/spool.js';
import type { Accepted } from '../../../../server/store/spool/spooled.js';
import {
  crashCopy,
  INBOUND,
  temporaryFolder,
  temporarySpool,
} from '../../../support/spool-folder.js';

function accepted(queueId: string, more: Partial<Accepted> = {}): Accepted {
  const body = Buffer.from('Subject: x\r\n\r\nhello\r\n');
  return {
    message: {
      queueId,
      sender: 's@from.test',
      receivedAt: 1000,
      size: body.length,
      eightBit: false,
      smtputf8: false,
      received: { peer: '192.0.2.1', helo: 'h' },
      inFile: false,
    },
    body,
    recipients: [{ address: '"odd one"@to.test', nextHop: INBOUND }],
    decisions: [],
    ...more,
  };
}

test('what was accepted is there after a crash, envelope and body byte for byte', async () => {
  const { folder, spool } = temporarySpool();
  const number = await spool.call('accept', accepted('A1'));
  const { spool: after } = temporarySpool(crashCopy(folder));
  const [found] = await after.call('recover', null);
  expect(found).toMatchObject({
    number,
    message: accepted('A1').message,
    recipients: [{ address: '"odd one"@to.test', nextHop: INBOUND, state: 'queued', attempts: 0 }],
  });
  const body = await after.call('body', number);
  expect(Buffer.from(body!).toString()).toBe('Subject: x\r\n\r\nhello\r\n');
});

test('many messages at once share a flush, and one that cannot be stored fails alone', async () => {
  const { spool } = temporarySpool();
  const wanted = Array.from({ length: 200 }, (_, index) => `Q${index === 100 ? 7 : index}`);
  const results = await Promise.allSettled(
    wanted.map((queueId) => spool.call('accept', accepted(queueId))),
  );
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  expect(results[100]).toMatchObject({
    status: 'rejected',
    reason: { code: /^SQLITE_CONSTRAINT/ },
  });
  expect(await spool.call('recover', null)).toHaveLength(199);
});

test('a decision is in the spool exactly when the message it accepted is', async () => {
  const { folder, spool } = temporarySpool();
  const decisions = [{ number: 5, json: '{"verdict":"inbound"}' }];
  await spool.call('accept', accepted('A1', { decisions }));
  const twice = accepted('A1', { decisions: [{ number: 6, json: '{}' }] });
  await expect(spool.call('accept', twice)).rejects.toThrow();
  const { spool: after } = temporarySpool(crashCopy(folder));
  expect(await after.call('decisions', null)).toEqual(decisions);
  await after.call('forgetDecisions', 5);
  expect(await after.call('decisions', null)).toEqual([]);
});

test('outcomes, the end of a message and the bounce that tells of it are one commit', async () => {
  const { spool } = temporarySpool();
  const number = await spool.call('accept', accepted('A1'));
  const move = { position: 0, attempts: 1, nextTry: 9, lastReply: '550 no' };
  const settled = { number, moves: [{ ...move, state: 'bounced' as const }], done: true };
  const clash = { ...settled, bounce: accepted('A1', { recipients: [] }) };
  // The bounce takes the id of a message that goes in the same commit: allowed; a clash of its own is not.
  await spool.call('accept', accepted('B1'));
  await expect(spool.call('settle', { ...clash, bounce: accepted('B1') })).rejects.toThrow();
  expect(await spool.call('recover', null)).toHaveLength(2);
  const bounce = await spool.call('settle', { ...settled, bounce: accepted('C1') });
  const left = await spool.call('recover', null);
  expect(left.map(({ message }) => message.queueId)).toEqual(['B1', 'C1']);
  expect(left[1]!.number).toBe(bounce);
});

test('a recipient that waits keeps attempts, time and last reply over a restart', async () => {
  const { folder, spool } = temporarySpool();
  const number = await spool.call('accept', accepted('A1'));
  const move = {
    position: 0,
    state: 'deferred' as const,
    attempts: 3,
    nextTry: 77,
    lastReply: '451 later',
  };
  await spool.call('settle', { number, moves: [move], done: false, bounce: null });
  const { spool: after } = temporarySpool(crashCopy(folder));
  const [found] = await after.call('recover', null);
  expect(found!.recipients).toMatchObject([move]);
});

test('the last settings in force are there for whoever starts without a configuration', async () => {
  const folder = temporaryFolder();
  expect(lastGood(folder.spool, 'rules')).toBeNull();
  const { spool } = temporarySpool(folder);
  const first = { kind: 'rules', number: 1, json: '{}', since: '2026-01-01T00:00:00Z' };
  await spool.call('saveLastGood', first);
  await spool.call('saveLastGood', { ...first, number: 2 });
  expect(lastGood(folder.spool, 'rules')).toEqual({ ...first, number: 2 });
  expect(lastGood(folder.spool, 'delivery')).toBeNull();
});

test('a spool that is no database is named, and left as it is', async () => {
  const folder = temporaryFolder();
  writeFileSync(folder.spool, 'garbage '.repeat(1000));
  expect(() => lastGood(folder.spool, 'rules')).toThrow(/spool\.db is damaged/);
  const error = await new Promise<Error>((resolve) => void openSpool(folder.spool, resolve));
  expect(error.message).toMatch(/spool\.db is damaged/);
  expect(existsSync(folder.spool)).toBe(true);
});

test('a recipient ends once, and nothing follows its end', () => {
  const states: State[] = ['queued', 'active', 'deferred', 'delivered', 'bounced'];
  const moves = states.flatMap((from) =>
    states.filter((to) => mayMove(from, to)).map((to) => `${from} ${to}`),
  );
  expect(moves).toEqual([
    'queued active',
    'active queued',
    'active deferred',
    'active delivered',
    'active bounced',
    'deferred active',
  ]);
});
