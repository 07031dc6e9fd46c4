/**
 * "My mail was refused, it said ref 7F3K2QX": from the telephone to the mend and back, by keyboard, with the
 * real relay, real SMTP and a real next hop.
 */
import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { DecisionDetail, Fate } from '../../shared/api/decisions.js';
import type { RoutingDocument } from '../../shared/api/routing.js';
import { FIRST_RULES, type RulesInput } from '../../shared/rules/schema.js';
import { expectAccessible, openBrowser } from '../support/browser.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';
import { ConsoleWindow } from './console-window.js';

const OFFICE = '127.0.2.9';
const STRANGER = '127.0.5.1';
const ANYONE = 'invoices@supplier.test';

let browser: Browser;
let gatepost: Gatepost;
let nextHop: SmtpSink;
let window: ConsoleWindow;

beforeAll(async () => {
  [browser, nextHop] = await Promise.all([openBrowser(), new SmtpSink().start()]);
});
afterAll(async () => {
  await browser?.close();
  await nextHop?.stop();
});
beforeEach(async () => {
  nextHop.script = {};
  gatepost = await Gatepost.start();
  const { port } = nextHop;
  await gatepost.deliver({ outbound: { kind: 'smarthost', host: '127.0.0.1', port, tls: 'none' } });
  await gatepost.apply(permitting({ network: '127.0.2.0/24', note: 'office' }));
});
afterEach(async () => {
  await window.close();
  await gatepost.stop();
  expect(window.faults).toEqual([]);
});

type Entry = RulesInput['restrictions']['addresses']['entries'][number];

function permitting(...entries: Entry[]): Partial<RulesInput> {
  const { restrictions } = FIRST_RULES;
  return {
    routes: [{ domain: 'example.com', to: { kind: 'inbound' } }],
    restrictions: { ...restrictions, addresses: { enabled: true, entries } },
  };
}

/** The reply to one recipient; the message is sent when it is taken. */
async function send(from: string, to = ANYONE): Promise<string> {
  const client = await SmtpClient.open({ port: gatepost.smtpPort, localAddress: from });
  const replies = await client.message('printer@example.com', [to]);
  client.close();
  return replies[2]!;
}

function referenceIn(reply: string): string {
  return /\(ref (\w{7})\)$/.exec(reply)![1]!;
}

async function fateOf(ref: string): Promise<Fate> {
  const path = `/api/decisions/${ref}`;
  return until(async () => (await gatepost.api<DecisionDetail>('GET', path)).body.fate ?? null);
}

/** Of the only row about that recipient, once it is in the log. */
async function referenceOf(recipient: string): Promise<string> {
  return (await gatepost.decisions(1, `recipient=${recipient}`))[0]!.ref;
}

/** Types it into the find box, as the helpdesk does. */
async function find(reference: string): Promise<void> {
  await window.press('/');
  await window.page.keyboard.type(reference);
  await window.press('Enter');
  await window.page.waitForURL(`**/ref/${reference}`);
}

const heading = (text: string | RegExp): Locator =>
  window.page.getByRole('heading', { level: 2, name: text });
const fix = (): Locator => window.page.getByRole('complementary', { name: 'Smallest safe fix' });
const became = (): Locator => window.page.getByRole('region', { name: 'What became of it' });

test('reference, why, permit with an end, Apply: the same peer relays; a restore shuts it out again', async () => {
  expect(await send('127.0.5.2')).toMatch(/^550 5\.7\.1 /);
  const refusal = await send(STRANGER);
  expect(refusal).toMatch(/^550 5\.7\.1 .*<invoices@supplier\.test>/);
  const reference = referenceIn(refusal);
  window = await ConsoleWindow.open(browser, gatepost);
  const { page } = window;

  await find(reference);
  await heading(
    `${STRANGER} was refused: no criterion permits its address, and it did not log on.`,
  ).waitFor();
  await page.getByText('The same would be decided now.').waitFor();
  await fix().getByText('2 peers there were refused since').waitFor();
  await fix().getByText('Nobody loses relaying').waitFor();
  await expectAccessible(page);
  await window.tabTo(fix().getByRole('radio', { name: 'Permit this host only' }));
  await window.press('Space');
  await window.tabTo(fix().getByLabel('Note'));
  await window.press('Control+a');
  await page.keyboard.type('Label printer, until Friday');
  await window.tabTo(fix().getByLabel('Ends'));
  await window.press('i');
  await fix().getByText('1 peer gains: 1 refusal of the last 7 days would relay').waitFor();
  await window.tabTo(fix().getByRole('button', { name: 'Put into the draft' }));
  await window.press('Enter');
  await fix().getByText('Your draft permits it already').waitFor();
  // Nothing is in force before Apply.
  expect(await send(STRANGER)).toMatch(/^550/);
  await window.tabTo(fix().getByRole('link', { name: 'Preview...' }));
  await window.press('Enter');
  await page.waitForURL('**/routing/preview');
  await heading(/^1 peer would gain relaying/).waitFor();
  await expectAccessible(page);
  await window.press('Control+Enter');
  await window.enforces(3);

  expect(await send(STRANGER)).toMatch(/^250/);
  expect(await send('127.0.5.2')).toMatch(/^550/);
  await gatepost.queueEmpty();
  expect(nextHop.messages.at(-1)?.recipients).toEqual([ANYONE]);
  await find(reference);
  await page.getByText(/Now it would relay: its address is covered by IP=127\.0\.5\.1/).waitFor();
  await fix().getByText('The rules in force permit it by now').waitFor();

  await window.tabTo(page.getByRole('tab', { selected: true }));
  await window.press('End');
  await page.getByRole('article', { name: 'Revision 3' }).waitFor();
  await page.getByText('Label printer, until Friday').waitFor();
  await page.getByText(/1 added/).waitFor();
  await expectAccessible(page);
  await window.press('Alt+r');
  const dialog = window.dialog('Restore Revision 2');
  await dialog.getByText('The rules of revision 2 become revision 4').waitFor();
  await window.press('Enter');
  await window.enforces(4);
  const again = await send(STRANGER);
  expect(again).toMatch(/^550/);
  expect(await send(OFFICE)).toMatch(/^250/);
  await find(referenceIn(again));
  await page.getByText(/It relayed until .*today/).waitFor();
});

test('a watched Apply that shuts a peer out is rolled back by itself, and every page says so', async () => {
  expect(await send(OFFICE)).toMatch(/^250/);
  window = await ConsoleWindow.open(browser, gatepost);
  const { page } = window;
  await window.button('Routing Restrictions...').waitFor();
  await window.press('Alt+t');
  await window.dialog('Routing Restrictions').waitFor();
  await window.press('Alt+i');
  await window.tabTo(window.dialog('Routing Restrictions').getByRole('button', { name: 'OK' }));
  await window.press('Enter');
  await window.tabTo(window.foot.getByRole('button', { name: 'List' }));
  await window.press('Enter');
  const changes = window.dialog('Changes in Your Draft');
  await changes.waitFor();
  await window.press('Alt+w');
  await window.press('Alt+b');
  expect(await changes.getByLabel(/Bring revision 2 back by itself/).isChecked()).toBe(true);
  await window.tabTo(changes.getByRole('button', { name: 'Apply' }));
  await window.press('Enter');
  await window.enforces(3);
  await page.getByText(/Refusals are watched until/).waitFor();

  // Who never relayed does not count.
  for (let i = 0; i < 5; i += 1) expect(await send(STRANGER)).toMatch(/^550/);
  for (let i = 0; i < 3; i += 1) expect(await send(OFFICE)).toMatch(/^550/);
  const third = Date.now();
  await window.enforces(4);
  expect(await send(OFFICE)).toMatch(/^250/);
  expect(Date.now() - third).toBeLessThan(10_000);
  await page.getByText('Revision 2 was brought back as revision 4.').waitFor();
  await page.getByText(/1 peer that relayed before was refused under revision 3/).waitFor();
  await expectAccessible(page);
  for (const title of [
    'Connections',
    'Queues',
    'Security',
    'Decision Log',
    'Diagnostics',
    'History',
  ]) {
    await window.tabTo(page.getByRole('tab', { selected: true }));
    await window.press('ArrowRight');
    await page.getByRole('tab', { name: title, selected: true }).waitFor();
    await page.getByText('Revision 2 was brought back as revision 4.').waitFor();
  }
  await page.getByRole('link', { name: /4.*Rolled back to revision 2/ }).waitFor();
  await page
    .getByText(/gatepost/)
    .first()
    .waitFor();
});

test('without roll-back the alarm counts on, and the way back is two presses', async () => {
  expect(await send(OFFICE)).toMatch(/^250/);
  const { etag, body } = await gatepost.api<RoutingDocument>('GET', '/api/routing');
  const { restrictions } = FIRST_RULES;
  const wish = {
    rules: { ...body.rules, restrictions },
    watchFor: { minutes: 10, rollBack: false },
  };
  await gatepost.api('PUT', '/api/routing', wish, { 'if-match': etag });
  for (let i = 0; i < 3; i += 1) expect(await send(OFFICE)).toMatch(/^550/);
  window = await ConsoleWindow.open(browser, gatepost, { path: '/queues' });
  const { page } = window;
  const alarm = page.getByRole('alert');
  await alarm.getByText(/1 peer that relayed before is refused since revision 3/).waitFor();
  await alarm.getByText(/ 3 refusals\./).waitFor();
  for (let i = 0; i < 2; i += 1) expect(await send(OFFICE)).toMatch(/^550/);
  await alarm.getByText(/ 5 refusals\./).waitFor();
  await expectAccessible(page);
  await window.tabTo(alarm.getByRole('button', { name: 'Roll back to 2...' }));
  await window.press('Enter');
  await window.dialog('Restore Revision 2').getByText('become revision 4').waitFor();
  await window.press('Enter');
  await window.enforces(4);
  await alarm.waitFor({ state: 'hidden' });
  expect(await send(OFFICE)).toMatch(/^250/);
});

test('a temporary permit ends by itself, and is shown as ended', async () => {
  const ends = new Date(Date.now() + 2000).toISOString();
  await gatepost.apply(permitting({ network: STRANGER, note: 'one job', until: ends }));
  expect(await send(STRANGER)).toMatch(/^250/);
  const refusal = await until(async () => {
    const reply = await send(STRANGER);
    return reply.startsWith('550') ? reply : null;
  });
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(ends));
  window = await ConsoleWindow.open(browser, gatepost);
  await find(referenceIn(refusal));
  await heading(/no criterion permits its address/).waitFor();
  await window.tabTo(window.page.getByRole('tab', { selected: true }));
  await window.press('Home', 'ArrowRight');
  await window.button('Routing Restrictions...').waitFor();
  await window.press('Alt+t');
  await window
    .dialog('Routing Restrictions')
    .getByText(/^ended/)
    .waitFor();
});

test('accepted mail shows its fate: being delivered, delivered with the reply, returned to the sender', async () => {
  let answer = () => {};
  const asked = new Promise<void>((resolve) => (answer = resolve));
  nextHop.script = {
    answer: (line) =>
      line.startsWith('RCPT TO:<nobody@') ? '550 5.1.1 No such user here' : undefined,
    afterData: () => '250 2.0.0 Ok: queued as 4QfX',
    write: async (socket, bytes) => {
      if (bytes.includes('4QfX')) await asked;
      socket.write(bytes);
    },
  };
  expect(await send(OFFICE)).toMatch(/^250/);
  const reference = await referenceOf(ANYONE);
  await until(async () => ((await fateOf(reference)).state === 'active' ? true : null));
  window = await ConsoleWindow.open(browser, gatepost);
  await find(reference);
  await became().getByText('Is being delivered').waitFor();
  await became().getByRole('link', { name: 'Show in Queues' }).waitFor();
  answer();
  await became()
    .getByText(/^Delivered to /)
    .waitFor();
  await became().getByText('250 2.0.0 Ok: queued as 4QfX').waitFor();
  const delivered = await fateOf(reference);
  expect(delivered).toMatchObject({
    state: 'delivered',
    attempts: 1,
    host: `127.0.0.1[127.0.0.1]:${nextHop.port}`,
    reply: '250 2.0.0 Ok: queued as 4QfX',
  });

  expect(await send(OFFICE, 'nobody@supplier.test')).toMatch(/^250/);
  const refused = await referenceOf('nobody@supplier.test');
  await until(async () => ((await fateOf(refused)).state === 'bounced' ? true : null));
  await find(refused);
  await became()
    .getByText(/^Returned to the sender/)
    .waitFor();
  await became().getByText('550 5.1.1 No such user here').waitFor();
  await expectAccessible(window.page);
});
