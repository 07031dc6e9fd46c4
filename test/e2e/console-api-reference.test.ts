/** The API reference: found by filter and address, tried with the session; answers of the real thing are as described. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { DecisionPage } from '../../shared/api/decisions.js';
import type { QueuePage } from '../../shared/api/queue.js';
import { expectAccessible, LOOKS, openBrowser, type Look, EXTREMES } from '../support/browser.js';
import { Described } from '../support/described.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { ConsoleWindow } from './console-window.js';

let browser: Browser;
let gatepost: Gatepost;
let window: ConsoleWindow | null = null;

beforeAll(async () => {
  [browser, gatepost] = await Promise.all([openBrowser(), Gatepost.start()]);
  await gatepost.apply({ routes: [{ domain: 'example.com', to: { kind: 'inbound' } }] });
});
afterAll(async () => {
  await browser?.close();
  await gatepost?.stop();
});
afterEach(async () => {
  await window?.close();
  expect(window?.faults ?? []).toEqual([]);
  window = null;
});

async function open(path: string, look: Look = LOOKS[0]) {
  window = await ConsoleWindow.open(browser, gatepost, { path, look });
  return window.page;
}

test('an operation is found from the user menu by its name, and a GET is tried with the session', async () => {
  const page = await open('/queues');
  await page.getByRole('button', { name: 'admin' }).press('Enter');
  await page.getByRole('menuitem', { name: 'API reference' }).press('Enter');
  await page.getByRole('heading', { name: /can be done over HTTP/ }).waitFor();
  await expectAccessible(page);
  await page.getByLabel('Filter operations').fill('revisions number');
  const list = page.getByRole('navigation', { name: 'Operations' });
  expect(await list.getByRole('link').count()).toBe(2);
  await list.getByRole('link', { name: /GET \/routing\/revisions\/\{number\}/ }).press('Enter');
  await page.getByRole('article', { name: 'GET /api/routing/revisions/{number}' }).waitFor();
  expect(decodeURIComponent(new URL(page.url()).hash)).toBe('#get-/api/routing/revisions/{number}');
  await page.getByText('Still needed: number.').waitFor();
  await page.getByLabel(/^number/).fill('2');
  await window!.press('Enter');
  const answer = page.getByRole('region', { name: 'Answer', exact: true });
  await answer.getByText('200').waitFor();
  await answer.getByText(/"author": "admin"/).waitFor();
  await expectAccessible(page);
});

test('what changes something is asked about first', async () => {
  const page = await open('/api-reference#delete-/api/routing/watch');
  await window!.button('Send...').press('Enter');
  const dialog = window!.dialog('Send This Request');
  await dialog.getByText('DELETE /api/routing/watch').waitFor();
  await expectAccessible(page);
  await window!.press('Enter');
  await page.getByRole('region', { name: 'Answer', exact: true }).getByText('204').waitFor();
});

test('a body begins with an example that meets the schema in form', async () => {
  const page = await open('/api-reference#post-/api/routing/decide');
  const body = page.getByLabel('Body (JSON)');
  expect(JSON.parse(await body.inputValue())).toEqual({ request: { peer: '', recipient: '' } });
  await body.fill('{');
  await page.getByText(/This is no JSON/).waitFor();
  await body.fill('{"request": {"peer": "127.0.0.1", "recipient": "a@example.com"}}');
  await window!.button('Send...').press('Enter');
  await window!.dialog('Send This Request').waitFor();
  await window!.press('Enter');
  await page.getByText(/"verdict": "inbound"/).waitFor();
});

test.each(EXTREMES.map((look) => [`${look.width} pixels, ${look.colorScheme}`, look] as const))(
  'at %s nothing is wider than the window',
  async (_name, look) => {
    const page = await open('/api-reference#put-/api/delivery', look);
    await page.getByRole('article', { name: 'PUT /api/delivery' }).waitFor();
    await expectAccessible(page);
    const wide = await page
      .getByRole('tabpanel')
      .evaluate((panel) => panel.scrollWidth > panel.clientWidth);
    expect(wide).toBe(false);
  },
);

test('answers about real decisions, messages and account stores are as described', async () => {
  const described = new Described((await gatepost.api<object>('GET', '/api/openapi.json')).body);
  await gatepost.deliver({ inbound: { kind: 'smtp', host: '127.0.0.1', port: 1 } });
  const client = await SmtpClient.open({ port: gatepost.smtpPort });
  for (const line of ['EHLO peer.test', 'MAIL FROM:<s@sender.test>']) await client.say(line);
  for (const to of ['a@example.com', 'x@remote.test']) await client.say(`RCPT TO:<${to}>`);
  await client.say('DATA');
  expect(await client.say('Subject: x\r\n\r\nhello\r\n.')).toMatch(/^250/);
  client.close();
  await gatepost.decisions(2);
  const asked = async <T>(path: string, values: Readonly<Record<string, string>> = {}) => {
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => values[name]!);
    const { status, body } = await gatepost.api<T>('GET', filled);
    described.check('GET', path, status, body);
    expect(status).toBe(200);
    return body;
  };
  const { items } = await asked<DecisionPage>('/api/decisions');
  for (const { ref } of items) {
    await asked('/api/decisions/{ref}', { ref });
    await asked('/api/decisions/{ref}/explanation', { ref });
  }
  const queue = await asked<QueuePage>('/api/queue');
  await asked('/api/queue/{id}', { id: queue.items[0]!.id });
  await asked('/api/queue/overview');
  await asked('/api/overview');
  await asked('/api/status');
  await asked('/api/security/state');
  await asked('/api/routing/use');
  await asked('/api/routing/revisions/{number}', { number: '2' });
  const { id } = queue.items[0]!;
  const held = await gatepost.api('POST', `/api/queue/${id}/hold`);
  described.check('POST', '/api/queue/{id}/hold', held.status, held.body);
});
