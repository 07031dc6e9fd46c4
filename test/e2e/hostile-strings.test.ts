/**
 * What strangers write, through real SMTP into every place that shows it: pages, files, the live stream.
 * Nothing of it runs, nothing breaks the layout, nothing is lost on the way.
 * Threats: T17.
 */
import type { Browser, Page } from 'playwright-core';
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DecisionPage, DecisionRow } from '../../shared/api/decisions.js';
import { FIRST_RULES } from '../../shared/rules/schema.js';
import { EventReader } from '../server/console/event-reader.js';
import { LOOKS, openBrowser } from '../support/browser.js';
import { Gatepost } from '../support/gatepost.js';
import { HOSTILE } from '../support/hostile-strings.js';
import { SmtpClient } from '../support/smtp-client.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { ConsoleWindow } from './console-window.js';

const PERMITTED = '127.0.7.1';
const REFUSED = '127.0.8.1';
const [WIDE, , , NARROW] = LOOKS;
/** Of a row of a table or list, and of one that is open or a dialog (pixels). */
const MOST_ROW = { 1280: 72, 360: 120 } as const;
/** Directions, controls and what cannot be seen stand nowhere as they are. */
const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u;

let browser: Browser;
let gatepost: Gatepost;
let nextHop: SmtpSink;
let streamed: EventReader;
let cookie: string;
let rows: readonly DecisionRow[];
/** References of the refusals, by what was said. */
const told = new Map<string, readonly string[]>();

beforeAll(async () => {
  const answer = (line: string) =>
    line.startsWith('RCPT')
      ? { raw: `450 4.2.0 ${HOSTILE[0]} \u202e ${line}\u001b[2J\r\n` }
      : undefined;
  [browser, gatepost, nextHop] = await Promise.all([
    openBrowser(),
    Gatepost.start(),
    new SmtpSink({ answer, extensions: ['SMTPUTF8', '8BITMIME'] }).start(),
  ]);
  const { port } = nextHop;
  await gatepost.deliver({ outbound: { kind: 'smarthost', host: '127.0.0.1', port, tls: 'none' } });
  await gatepost.apply({
    routes: [{ domain: 'example.com', to: { kind: 'inbound' } }],
    restrictions: {
      ...FIRST_RULES.restrictions,
      addresses: { enabled: true, entries: [{ network: '127.0.7.0/24' }] },
    },
  });
  cookie = await gatepost.cookie();
  streamed = await openStream('0');
  for (const text of HOSTILE) await sayEverywhere(text);
  await Promise.all(HOSTILE.map(logOnAs));
  const last = await greeted(REFUSED, 'last.test');
  await last.message('a@sender.test', ['last@to.test']);
  last.close();
  await gatepost.decisions(1, 'recipient=last@to.test');
  rows = await allRows();
});
afterAll(async () => {
  streamed?.stop();
  await browser?.close();
  await gatepost?.stop();
  await nextHop?.stop();
});

/** HELO, sender and recipient, as far as each is let in; every RCPT is answered with a reference. */
async function sayEverywhere(text: string): Promise<void> {
  const quoted = `"${text.replace(/["\\]/g, String.raw`\$&`)}"`;
  const recipients = [`${quoted}@to.test`, `${text}@to.test`, `user@${text}`, text];
  for (const sender of [`${quoted}@sender.test`, '']) {
    const refused = await greeted(REFUSED, text);
    if (!(await said(refused, `MAIL FROM:<${sender}> SMTPUTF8`)).startsWith('250')) continue;
    for (const recipient of recipients) {
      const reply = await said(refused, `RCPT TO:<${recipient}>`);
      const [, reference] = /\(ref (\w{7})\)$/.exec(reply) ?? [];
      expect(reference ?? reply, recipient).toMatch(/^\w{7}$/);
      told.set(text, [...(told.get(text) ?? []), reference!]);
    }
    refused.close();
    const permitted = await greeted(PERMITTED, text);
    await said(permitted, `MAIL FROM:<${sender}> SMTPUTF8`);
    const taken = await said(permitted, `RCPT TO:<${recipients[0]}>`);
    if (taken.startsWith('250')) {
      await permitted.say('DATA');
      expect(await permitted.say('Subject: x\r\n\r\n.')).toMatch(/^250/);
    }
    permitted.close();
  }
}

/** A logon under that name, from an address of its own: failures at one address are answered late. */
async function logOnAs(text: string): Promise<void> {
  const client = await SmtpClient.open({
    port: gatepost.smtpPort,
    localAddress: `127.0.9.${HOSTILE.indexOf(text) + 1}`,
  });
  await client.say('EHLO peer.test');
  await client.startTls();
  await client.say('EHLO peer.test');
  const name = Buffer.from(`\0${text}\0password`).toString('base64');
  expect(await client.say(`AUTH PLAIN ${name}`)).toMatch(/^[45]/);
  client.close();
}

async function greeted(localAddress: string, helo: string): Promise<SmtpClient> {
  const client = await SmtpClient.open({ port: gatepost.smtpPort, localAddress });
  if (!(await said(client, `EHLO ${helo}`)).startsWith('250')) await client.say('EHLO peer.test');
  return client;
}

/** The first reply; where the line is divided into several commands, the others are read too. */
async function said(client: SmtpClient, line: string): Promise<string> {
  client.send(`${line}\r\nVRFY\r\n`);
  const replies: string[] = [];
  for (;;) {
    const reply = await client.reply();
    if (/^252|^$/.test(reply)) return replies[0] ?? reply;
    expect(reply).toMatch(/^\P{Cc}+(?:\n\P{Cc}+)*$/u);
    replies.push(reply);
  }
}

async function allRows(): Promise<readonly DecisionRow[]> {
  const found: DecisionRow[] = [];
  for (let after = ''; ;) {
    const { body } = await gatepost.api<DecisionPage>('GET', `/api/decisions?limit=1000${after}`);
    found.push(...body.items);
    if (body.next === null) return found;
    after = `&after=${body.next}`;
  }
}

function openStream(lastEventId: string): Promise<EventReader> {
  const headers = { cookie, 'last-event-id': lastEventId };
  return EventReader.open(`${gatepost.consoleUrl}/api/decisions/stream`, headers);
}

test('the live stream brings each row once, also behind a cut', async () => {
  const events = new Map<string, DecisionRow>();
  const newestFirst = rows.toReversed();
  for (let i = 0; i < rows.length; i += 1) {
    const { id, data } = await streamed.next();
    const row = JSON.parse(data) as DecisionRow;
    expect(row).toEqual(newestFirst[i]);
    events.set(row.ref, row);
    if (i % 50 !== 49) continue;
    streamed.stop();
    streamed = await openStream(id);
  }
  expect(events.size).toBe(rows.length);
});

test('CSV holds no formula and reads back to the same strings; NDJSON is the list, line by line', async () => {
  const lines = (await gatepost.download('/api/decisions/export?format=ndjson')).split('\n');
  expect(lines.pop()).toBe('');
  expect(lines.map((line) => JSON.parse(line) as DecisionRow)).toEqual(rows);

  const csv = await gatepost.download('/api/decisions/export?format=csv');
  const program =
    'import csv,io,json,sys;t=sys.stdin.buffer.read().decode();' +
    'print(json.dumps(list(csv.reader(io.StringIO(t,newline=""),strict=True))))';
  const [head, ...records] = JSON.parse(
    execFileSync('python3', ['-c', program], { input: csv, encoding: 'utf8' }),
  ) as [(keyof DecisionRow)[], ...string[][]];
  expect(records.length).toBe(rows.length);
  records.forEach((record, i) => {
    for (const field of record) expect(field).not.toMatch(/^[\s\p{Cc}]*[=+\-@]/u);
    const row = head.map((column) => String(rows[i]![column] ?? ''));
    expect(record.map(plain)).toEqual(row.map(plain));
  });
  // Where the comma does not separate cells, a spreadsheet sees others.
  for (const cell of csv.split(/[\r\n;\t]/)) expect(cell).not.toMatch(/^"*[=+\-@]/);
});

/** Without the marks that make text of what would be a formula (where they stand: `csv.test.ts`). */
function plain(text: string): string {
  return text.replaceAll("'", '');
}

for (const look of [WIDE, NARROW]) {
  test(`every page shows it as words, ${look.width} px wide`, async () => {
    const window = await ConsoleWindow.open(browser, gatepost, { path: '/log', look });
    const { page } = window;
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await page.getByText(rows[0]!.ref).waitFor();
    await sound(page, look.width);
    for (const [text, references] of told) {
      const [opened, explained] = [references[0]!, references.at(-1)!];
      await go(page, `/log/${opened}`);
      await page
        .getByRole('region', { name: `Decision ${opened}` })
        .getByText('HELO')
        .waitFor();
      await sound(page, look.width, text);
      await go(page, `/ref/${explained}`);
      await page.getByText(`ref ${explained}`, { exact: true }).waitFor();
      await page.getByRole('region', { name: 'Facts' }).getByText('Connected to').waitFor();
      await sound(page, look.width, text);
    }
    if (look === WIDE) {
      // The HELO is proposed as the note of the permit, and stands in lists and History from then on.
      await go(page, `/ref/${told.get(HOSTILE[0]!)![0]}`);
      await window.button('Put into the draft').click();
      await window.press('Control+Enter');
      await window.enforces(3);
    }
    await go(page, '/history/3');
    await page.getByText(HOSTILE[0]!).first().waitFor();
    await sound(page, look.width);
    await go(page, '/routing/restrictions');
    await window.dialog('Routing Restrictions').getByText(HOSTILE[0]!).waitFor();
    await sound(page, look.width);
    await window.press('Escape');
    await go(page, '/queues');
    await page.getByRole('row').nth(3).waitFor();
    await sound(page, look.width);
    await go(page, '/overview');
    await page.getByText('Peers refused most').waitFor();
    await sound(page, look.width);
    await go(page, '/security');
    await page
      .getByText(/^127\.0\.9\./)
      .first()
      .waitFor();
    await sound(page, look.width);
    await go(page, '/routing/who-may-relay');
    await page.getByText('127.0.7.0').first().waitFor();
    await sound(page, look.width);
    expect(dialogs).toEqual([]);
    expect(window.faults).toEqual([]);
    await window.close();
  });
}

/** Goes to another page as a link of the console does. */
async function go(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
}

/** Nothing ran, nothing is wider or higher than it ought to be, nothing hides or turns. */
async function sound(page: Page, width: 360 | 1280, text = ''): Promise<void> {
  const found = await page.evaluate(() => {
    const heights = [
      ...document.querySelectorAll('tr.row, .rows > li:not(.detail), .grid-row'),
    ].map((row) => row.getBoundingClientRect().height);
    const titles = [...document.querySelectorAll('[title]')].map((each) =>
      each.getAttribute('title'),
    );
    return {
      ran: 'ran' in globalThis,
      made: document.querySelectorAll('main :is(img, script, iframe), [onload], [onerror]').length,
      links: [...document.links].filter(({ protocol }) => !/^https?:$/.test(protocol)).length,
      width: document.scrollingElement!.scrollWidth,
      panel: [...document.querySelectorAll('.page')].map(
        (each) => each.scrollWidth - each.clientWidth,
      ),
      highest: Math.max(0, ...heights),
      words: `${document.body.innerText}\n${titles.join('\n')}`,
    };
  });
  const { words, highest, panel, ...rest } = found;
  const where = `${page.url()} with ${JSON.stringify(text.slice(0, 40))}`;
  expect.soft(rest, where).toEqual({ ran: false, made: 0, links: 0, width });
  expect.soft(Math.max(0, ...panel), `overflow, ${where}`).toBeLessThanOrEqual(0);
  expect.soft(highest, `row height, ${where}`).toBeLessThanOrEqual(MOST_ROW[width]);
  expect.soft(UNSEEN.exec(words)?.[0], where).toBeUndefined();
}
