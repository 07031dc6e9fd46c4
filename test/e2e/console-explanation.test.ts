/**
 * One decision explained, from the reference on the telephone to the entry in the draft, by keyboard. The
 * console's answers about the decision are made in the browser (`decision-api.ts`); rules and draft are real.
 */
import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Rules } from '../../shared/rules/schema.js';
import { rulesWith } from '../client/draft/rules-of-test.js';
import { expectAccessible, LOOKS, openBrowser, type Look } from '../support/browser.js';
import { Gatepost } from '../support/gatepost.js';
import { ConsoleWindow } from './console-window.js';
import { DecisionApi, MARIA, REF } from './decision-api.js';

const HOSTILE = '"<img src=x onerror=globalThis.ran=1>\u202egnp"@x.test';
const REQUEST = {
  peer: '10.1.3.27',
  recipient: 'invoices@supplier.example.net',
  sender: 'scanner@example.com',
  helo: 'scan-3f.example.com',
};

let browser: Browser;
let gatepost: Gatepost;
let rules: Rules;
let window: ConsoleWindow;

beforeAll(async () => {
  [browser, gatepost] = await Promise.all([openBrowser(), Gatepost.start()]);
  rules = rulesWith([{ domain: 'example.com', to: { kind: 'inbound' } }], ['10.1.2.0/24'], {
    expectations: [{ request: { peer: '10.1.2.9', recipient: 'x@y.test' }, verdict: 'relay' }],
  });
  rules.restrictions.never.entries.push({ network: '10.1.2.66', note: 'guest kiosk' });
  rules.restrictions.addresses.enabled = false;
  rules.restrictions.authenticated = true;
  await gatepost.apply({ ...rules, expectations: [] });
});
afterAll(async () => {
  await browser?.close();
  await gatepost?.stop();
});
afterEach(async () => {
  await window.close();
  expect(window.faults).toEqual([]);
});

async function open(
  api: DecisionApi,
  { path = `/ref/${REF}`, look }: { readonly path?: string; readonly look?: Look } = {},
): Promise<void> {
  window = await ConsoleWindow.open(browser, gatepost, {
    path,
    look,
    prepare: (page) => api.answerIn(page),
  });
}

const heading = (text: string | RegExp): Locator =>
  window.page.getByRole('heading', { level: 2, name: text });
const fix = (): Locator => window.page.getByRole('complementary', { name: 'Smallest safe fix' });

test('a refusal is explained and mended by keyboard: reference, sentence, choice, draft, Undo', async () => {
  const api = new DecisionApi(rules, REQUEST);
  api.explanation = {
    ...api.explanation,
    changed: {
      verdict: 'relay',
      reason: 'address',
      rule: 'address 10.1.0.0/16',
      before: 11,
      by: { ...MARIA, at: new Date().toISOString() },
      lastSeen: MARIA.at,
    },
    neighbours: { network: '10.1.3.0/24', peers: 6, decisions: 203, since: MARIA.at },
  };
  await open(api, { path: '/routing' });
  const { page } = window;
  await window.press('/');
  await page.keyboard.type(`ref ${REF.toLowerCase()}`);
  await window.press('Enter');
  await page.waitForURL(`**/ref/${REF}`);
  await heading(
    '10.1.3.27 was refused: no criterion permits its address, and it did not log on.',
  ).waitFor();
  expect(await page.getByRole('tab', { selected: true }).textContent()).toBe('Decision Log');
  await page.getByText('The same would be decided now.').waitFor();
  await page.getByText(/It relayed until \d\d:\d\d today\./).waitFor();
  expect(await page.getByRole('link', { name: 'Show the difference' }).getAttribute('href')).toBe(
    '/history/12',
  );
  await fix().getByText('1 peer gains: 38 refusals of the last 7 days would relay').waitFor();
  await fix().getByText('No public address is added').waitFor();
  await fix().getByText('The box “Hosts and clients with these IP addresses” is not').waitFor();
  await expectAccessible(page);

  await fix().getByRole('radio', { name: 'Permit this host only' }).focus();
  await window.press('ArrowDown');
  await fix().getByText('6 peers there were refused since').waitFor();
  await fix().getByLabel('Note').fill('Scanners, 3rd floor');
  await fix().getByLabel('Ends').selectOption('week');
  await expect
    .poll(() => api.replayed.at(-1)?.restrictions.addresses)
    .toMatchObject({
      enabled: true,
      entries: [{ network: '10.1.2.0/24' }, { network: '10.1.3.0/24', until: expect.any(String) }],
    });
  await fix().getByText('Nobody loses relaying').waitFor();
  await fix().getByRole('button', { name: 'Put into the draft' }).press('Enter');
  await page
    .getByText(/IP=10\.1\.3\.0, MASK=255\.255\.255\.0 is in the draft, and the box/)
    .waitFor();
  await fix().getByText('Your draft permits it already').waitFor();
  await window.foot.getByText('2 changes in your draft').waitFor();
  expect(await fix().getByRole('link', { name: 'Preview...' }).getAttribute('href')).toBe(
    '/routing/preview',
  );
  await expectAccessible(page);
  await window.button('Undo').press('Enter');
  await fix().getByRole('button', { name: 'Put into the draft' }).waitFor();
  await window.foot.getByText('2 changes in your draft').waitFor({ state: 'hidden' });
});

test('a decision is kept as an expectation, once, and not twice', async () => {
  await open(new DecisionApi(rules, REQUEST));
  await window.button('Keep as expectation').press('Enter');
  await window.page.getByText(/reject is expected, once the draft is applied\./).waitFor();
  await window.foot.getByText('1 change in your draft').waitFor();
  await fix().getByText('0 of 1 expectation holds').waitFor();
  await window.button('Keep as expectation').press('Enter');
  await window.page.getByText(/reject is expected already\./).waitFor();
  await window.foot.getByText('1 change in your draft').waitFor();
});

test('what can never relay gets no fix: the entry is named, with who put it there', async () => {
  const api = new DecisionApi(rules, { ...REQUEST, peer: '10.1.2.66' });
  let explain = () => {};
  api.explained = new Promise((resolve) => (explain = resolve));
  await open(api, { path: '/routing', look: LOOKS[3] });
  const { page } = window;
  await window.button('Find').click();
  await page.keyboard.type(REF);
  await window.press('Enter');
  await heading(/10\.1\.2\.66 was refused: its address is on the list that can NEVER/).waitFor();
  await page.getByText('wins over every permit').waitFor();
  await page.getByText('Reading who set the rules…').waitFor();
  expect(await page.getByText('guest kiosk').count()).toBe(0);
  explain();
  const asked = page.getByRole('region', { name: 'What was asked, in order' });
  await asked.getByText(/guest kiosk, since revision 12 by Maria Keller/).waitFor();
  await expectAccessible(page);
  expect(await window.button('Put into the draft').count()).toBe(0);
  await page.getByRole('link', { name: 'Show the list' }).click();
  await window.dialog('Routing Restrictions').waitFor();
});

test('accepted mail shows what became of it, and leads to the queue while it is there', async () => {
  const request = { ...REQUEST, recipient: 'user@example.com' };
  const api = new DecisionApi(rules, request, { queueId: 'Q7' });
  const reply = '450 4.2.2 Mailbox full';
  const at = '2026-11-24T14:31:09.000Z';
  const fate = {
    state: 'deferred',
    at,
    attempts: 2,
    host: 'mx.b.test[192.0.2.1]:25',
    reply,
  } as const;
  api.detail = { ...api.detail, fate };
  await open(api, { look: LOOKS[1] });
  await heading('10.1.3.27 was taken in: the row example.com is inbound.').waitFor();
  const became = window.page.getByRole('region', { name: 'What became of it' });
  await became.getByText(/Deferred, to be tried again, last asked .*2 attempts/).waitFor();
  await became.getByText(reply).waitFor();
  const queue = became.getByRole('link', { name: 'Show in Queues' });
  expect(await queue.getAttribute('href')).toBe('/queues/Q7');
  expect(await fix().count()).toBe(0);
  await expectAccessible(window.page);
  await window.page.getByRole('region', { name: 'Facts' }).getByText('user@example.com').click();
  await window.page.waitForURL('**/log?recipient=user%40example.com');
});

test('hostile words are only words, in the sentence too, and a reference that is gone says so', async () => {
  const api = new DecisionApi(
    rules,
    { ...REQUEST, recipient: HOSTILE, sender: HOSTILE, helo: HOSTILE },
    { reason: 'unknown-recipient', decidedBy: 'recipient', reply: `550 5.1.1 <${HOSTILE}>` },
  );
  await open(api, { look: LOOKS[2] });
  const { page } = window;
  await heading(
    /<img src=x onerror=globalThis\.ran=1>\\u202egnp"@x\.test does not exist\./,
  ).waitFor();
  await page.getByText('The sender wrote to an address that is not there.').waitFor();
  await expectAccessible(page);
  expect(await page.locator('main img').count()).toBe(0);
  expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await window.close();

  window = await ConsoleWindow.open(browser, gatepost, { path: '/ref/0000000', answers: [404] });
  await heading('No decision has this reference.').waitFor();
  await window.page.getByText('It may be older than decisions are kept').waitFor();
  await expectAccessible(window.page);
  await window.button('Show the Decision Log').press('Enter');
  await window.page.waitForURL('**/log');
});
