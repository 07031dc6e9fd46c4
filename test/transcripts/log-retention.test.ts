/** A log that is older than it is to be kept is trimmed by the running relay, which takes mail meanwhile. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  openCommands,
  type DecisionCommands,
} from '../../server/store/decisions/writer-commands.js';
import { dataFolder } from '../../server/store/layout.js';
import type { LogExtent } from '../../shared/api/decisions.js';
import { referenceFromNumber } from '../../shared/smtp/reference.js';
import { drawnRows } from '../server/store/decisions/drawn-rows.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { until } from '../support/until.js';

const OLD = 20_000;
const DAYS_OLD = 200;
let data: string;
let gatepost: Gatepost;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'gatepost-'));
  const { db, commands } = openCommands(dataFolder(data).decisions);
  const { append, reserve } = commands as unknown as DecisionCommands;
  const at = Date.now() - DAYS_OLD * 86_400_000;
  const rows = drawnRows(OLD).map((row, i) => ({ ...row, number: reserve(1), at: at + i }));
  db.transaction(() => append(rows))();
  db.close();
  gatepost = await Gatepost.start({ data });
  // A stranger asks until the old rows are gone.
  await gatepost.deliver({ limits: { errors: 0 } });
}, 60_000);
afterAll(async () => {
  await gatepost.halt();
  await rm(data, { recursive: true, force: true });
});

const extent = async () => (await gatepost.api<LogExtent>('GET', '/api/decisions/extent')).body;

test('old rows go while new ones come, with progress, and their references are not found any more', async () => {
  const lefts = new Set<number>();
  const client = await SmtpClient.open({ port: gatepost.smtpPort });
  await client.say('EHLO peer.test');
  await client.say('MAIL FROM:<s@sender.test>');
  let refused = 0;
  await until(async () => {
    const reply = await client.say('RCPT TO:<r@remote.test>');
    refused += Number(reply.startsWith('550'));
    const { rows, removing } = await extent();
    lefts.add(removing);
    return removing === 0 && rows < OLD ? rows : null;
  });
  expect(lefts.size).toBeGreaterThan(1);
  const found = await until(async () => {
    const { body } = await gatepost.api<{ items: unknown[] }>('GET', '/api/decisions?limit=1000');
    return body.items.length === refused ? body.items : null;
  });
  expect(found.length).toBe(refused);
  const old = await gatepost.api('GET', `/api/decisions/${referenceFromNumber(1)}`);
  expect(old.status).toBe(404);
});
