import Database from 'better-sqlite3';
import { existsSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RECIPIENT_STATES } from '../../../../shared/api/queue.js';
import { mayMove } from '../../../../server/store/spool/state.js';
import { lastGood, openSpool, sealLastGood } from '../../../../server/store/spool/spool.js';
import { DELIVERY, opened, settingsFromStored } from '../../../../server/store/sealed-settings.js';
import { Secrets } from '../../../../server/store/secrets.js';
import { firstDelivery } from '../../../../shared/api/delivery.js';
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
  const [found] = await after.call('recover', 0);
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
  expect(await spool.call('recover', 0)).toHaveLength(199);
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
  const clash = { ...settled, reports: [accepted('A1', { recipients: [] })] };
  // The bounce takes the id of a message that goes in the same commit: allowed; a clash of its own is not.
  await spool.call('accept', accepted('B1'));
  await expect(spool.call('settle', { ...clash, reports: [accepted('B1')] })).rejects.toThrow();
  expect(await spool.call('recover', 0)).toHaveLength(2);
  const [report] = await spool.call('settle', { ...settled, reports: [accepted('C1')] });
  const left = await spool.call('recover', 0);
  expect(left.map(({ message }) => message.queueId)).toEqual(['B1', 'C1']);
  expect(left[1]!.number).toBe(report);
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
  await spool.call('settle', { number, moves: [move], done: false, reports: [] });
  const { spool: after } = temporarySpool(crashCopy(folder));
  const [found] = await after.call('recover', 0);
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

test('a password that an earlier version kept with them is sealed, and used as before', async () => {
  const folder = temporaryFolder();
  const { spool } = temporarySpool(folder);
  const auth = { username: 'us', password: 'KEPT-plain-5ecret' };
  const outbound = { kind: 'smarthost', host: 'a.test', port: 25, tls: 'required', auth } as const;
  const json = JSON.stringify({ ...firstDelivery('example.com'), outbound });
  await spool.call('saveLastGood', { kind: 'delivery', number: 3, json, since: '' });
  const secrets = new Secrets(folder.key);
  await sealLastGood(spool, folder.spool, secrets);
  const kept = lastGood(folder.spool, 'delivery')!;
  expect(kept).toMatchObject({ number: 3 });
  expect(kept.json).not.toContain('5ecret');
  const settings = opened(DELIVERY, settingsFromStored(DELIVERY, kept.json), secrets);
  expect(settings.outbound).toEqual(outbound);
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
  const moves = RECIPIENT_STATES.flatMap((from) =>
    RECIPIENT_STATES.filter((to) => mayMove(from, to)).map((to) => `${from} ${to}`),
  );
  expect(moves).toEqual([
    'queued active',
    'queued held',
    'queued bounced',
    'queued removed',
    'active queued',
    'active deferred',
    'active held',
    'active delivered',
    'active bounced',
    'active removed',
    'deferred active',
    'deferred held',
    'deferred bounced',
    'deferred removed',
    'held queued',
    'held deferred',
    'held bounced',
    'held removed',
  ]);
});

test('attempts are kept, the latest twenty of each recipient, and go with the message', async () => {
  const { spool } = temporarySpool();
  const number = await spool.call('accept', accepted('A1'));
  const move = { position: 0, state: 'deferred' as const, nextTry: 0, lastReply: 'later' };
  for (let attempt = 1; attempt <= 25; attempt += 1) {
    const kept = { position: 0, attempt, at: attempt, outcome: 'deferred' as const, host: null };
    await spool.call('settle', {
      number,
      moves: [{ ...move, attempts: attempt }],
      attempts: [{ ...kept, reply: `later ${attempt}` }],
      done: false,
      reports: [],
    });
  }
  const attempts = await spool.call('attempts', number);
  expect(attempts.map(({ attempt }) => attempt)).toEqual(
    Array.from({ length: 20 }, (_, index) => 25 - index),
  );
  await spool.call('settle', { number, moves: [], done: true, reports: [] });
  expect(await spool.call('attempts', number)).toEqual([]);
});

test('what the sender asked to be told comes back after a restart', async () => {
  const { folder, spool } = temporarySpool();
  const { message, ...rest } = accepted('A1');
  await spool.call('accept', {
    ...rest,
    message: { ...message, ret: 'FULL', envid: 'id+2B1' },
    recipients: [
      { address: 'a@to.test', nextHop: INBOUND, notify: ['success', 'delay'], orcpt: 'rfc822;a@b' },
      { address: 'b@to.test', nextHop: INBOUND, notify: [] },
      { address: 'c@to.test', nextHop: INBOUND },
    ],
  });
  const [found] = await temporarySpool(crashCopy(folder)).spool.call('recover', 0);
  expect(found!.message).toMatchObject({ ret: 'FULL', envid: 'id+2B1' });
  expect(found!.recipients.map(({ notify }) => notify)).toEqual([
    ['success', 'delay'],
    [],
    undefined,
  ]);
  expect(found!.recipients[0]!.orcpt).toBe('rfc822;a@b');
});

test("a damaged row keeps nothing else from coming back, and is nobody's end", async () => {
  const { folder, spool } = temporarySpool();
  await spool.call('accept', accepted('A1'));
  await spool.call('accept', accepted('B1'));
  const copy = crashCopy(folder);
  const db = new Database(copy.spool);
  db.exec(`UPDATE recipient SET next_hop = '{broken' WHERE message = 1;
    UPDATE message SET received = 'broken' WHERE number = 1`);
  db.close();
  const found = await temporarySpool(copy).spool.call('recover', 0);
  expect(found.map(({ message, recipients }) => [message.queueId, recipients[0]!.nextHop])).toEqual(
    [
      ['A1', null],
      ['B1', INBOUND],
    ],
  );
});
