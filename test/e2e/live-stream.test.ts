/** The live stream while mail pours in and its connection is cut again and again: no row is missing, none comes twice. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DecisionPage, DecisionRow } from '../../shared/api/decisions.js';
import { EventReader, type Event } from '../server/console/event-reader.js';
import { freePort } from '../support/free-port.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { until } from '../support/until.js';

const SESSIONS = 4;
const TRANSACTIONS = 10;
const RECIPIENTS = 50;
const ROWS = SESSIONS * TRANSACTIONS * RECIPIENTS;

let gatepost: Gatepost;
let cookie: string;

beforeAll(async () => {
  const environment = { GATEPOST_CONSOLE: `127.0.0.1:${await freePort()}` };
  gatepost = await Gatepost.start({ environment });
  await gatepost.apply({ routes: [{ domain: 'example.com', to: { kind: 'inbound' } }] });
  // A thousand refusals of one session are wanted here.
  await gatepost.deliver({ limits: { errors: 0 } });
  cookie = await gatepost.cookie();
});
afterAll(() => gatepost?.stop());

/** A session that asks for many recipients, all at once: every other one is refused. */
async function pour(session: number): Promise<void> {
  const client = await SmtpClient.open({
    port: gatepost.smtpPort,
    localAddress: `127.0.6.${session + 1}`,
  });
  await client.say('EHLO peer.test');
  for (let turn = 0; turn < TRANSACTIONS; turn += 1) {
    await client.say('MAIL FROM:<a@sender.test>');
    const names = Array.from({ length: RECIPIENTS }, (_, i) => `${session}-${turn}-${i}`);
    client.send(
      names
        .map((name, i) => `RCPT TO:<${name}@${i % 2 ? 'remote.test' : 'example.com'}>\r\n`)
        .join(''),
    );
    for (let i = 0; i < RECIPIENTS; i += 1) {
      expect(await client.reply()).toMatch(i % 2 ? /^550 / : /^250 /);
    }
    await client.say('RSET');
  }
  client.close();
}

/** Reads so many rows and cuts its connection after each `every` of them. */
async function readCut(query: string, rows: number, every: number): Promise<readonly Event[]> {
  const events: Event[] = [];
  let last = '0';
  while (events.length < rows) {
    const reader = await until(() => open(query, last));
    const wanted = Math.min(every, rows - events.length);
    for (let i = 0; i < wanted; i += 1) {
      const event = await Promise.race([reader.next(), reader.ended]);
      // The console has gone: what has been read up to here counts.
      if (!event) break;
      events.push(event);
      last = event.id;
    }
    reader.stop();
  }
  return events;
}

function open(query: string, lastEventId: string): Promise<EventReader | null> {
  const headers = { cookie, 'last-event-id': lastEventId };
  const url = `${gatepost.consoleUrl}/api/decisions/stream?${query}`;
  return EventReader.open(url, headers).catch(() => null);
}

async function rowsOldestFirst(query: string): Promise<readonly DecisionRow[]> {
  const found: DecisionRow[] = [];
  for (let after: string | null = ''; after !== null;) {
    const path: string = `/api/decisions?limit=1000&${query}${after && `&after=${after}`}`;
    const { body } = await gatepost.api<DecisionPage>('GET', path);
    found.push(...body.items);
    after = body.next;
  }
  return found.toReversed();
}

test('2,000 rows under load, the connection cut many times and the console ended twice', async () => {
  const poured = Promise.all(Array.from({ length: SESSIONS }, (_, i) => pour(i)));
  const read = Promise.all([
    readCut('', ROWS, 90),
    readCut('verdict=reject', ROWS / 2, 37),
    readCut('peer=127.0.6.2', ROWS / SESSIONS, 501),
  ]);
  for (let i = 0; i < 2; i += 1) {
    const { console } = await gatepost.children();
    process.kill(console, 'SIGKILL');
    await until(async () => ((await gatepost.children()).console > 0 ? true : null));
    await until(() => gatepost.status().catch(() => null));
  }
  await poured;
  const [all, refused, one] = await read;
  for (const [events, query] of [
    [all, ''],
    [refused, 'verdict=reject'],
    [one, 'peer=127.0.6.2'],
  ] as const) {
    const rows = await rowsOldestFirst(query);
    expect(events.map(({ data }) => JSON.parse(data) as DecisionRow)).toEqual(rows);
    expect(new Set(events.map(({ id }) => id)).size).toBe(rows.length);
  }
  expect(all.length).toBe(ROWS);
});
