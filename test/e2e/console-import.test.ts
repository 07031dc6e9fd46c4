/** Import of another server's rules: reviewed, put into the draft, previewed, applied; and what is exported. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import type { RoutingDocument } from '../../shared/api/routing.js';
import { expectAccessible, LOOKS, openBrowser } from '../support/browser.js';
import { Gatepost } from '../support/gatepost.js';
import { ConsoleWindow } from './console-window.js';

let browser: Browser;
let gatepost: Gatepost;

beforeAll(async () => {
  browser = await openBrowser();
  gatepost = await Gatepost.start();
  await gatepost.logOn();
});
afterAll(async () => {
  await browser.close();
  await gatepost.stop();
});

const MAIN_CF = `mydestination = example.com
relay_domains = partner.test
mynetworks = 127.0.0.0/8 10.1.0.0/16 0.0.0.0/0
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
`;

test('two files of Postfix are reviewed line by line, and enter the rules only through draft, preview and Apply', async () => {
  const window = await ConsoleWindow.open(browser, gatepost);
  const { page } = window;
  await window.button('Import...').click();
  const dialog = window.dialog('Import Rules');
  await dialog.getByLabel('Text of the configuration').fill(MAIN_CF);
  await page.getByLabel('Or files').setInputFiles({
    name: 'transport',
    mimeType: 'text/plain',
    buffer: Buffer.from('partner.test smtp:[10.0.0.5]\nuser@x.test smtp:[10.0.0.6]\n'),
  });
  await dialog.getByLabel('Pasted text is of').waitFor();
  const left = dialog.getByRole('region', { name: 'Left out' });
  await left.getByText('mynetworks: 0.0.0.0/0').waitFor();
  await left.getByText('user@x.test smtp:[10.0.0.6]').waitFor();
  await dialog
    .getByRole('region', { name: 'Understood' })
    .getByText('10.1.0.0/16 may relay')
    .waitFor();
  await expectAccessible(page);
  const stored = await gatepost.api<RoutingDocument>('GET', '/api/routing');
  expect(stored.body.revision).toBe(1);
  await dialog.getByRole('button', { name: /^Add \d+ Changes$/ }).click();
  await page.waitForURL(/\/routing\/preview$/);
  await window.button('Apply').first().click();
  await window.enforces(2);
  const { body } = await gatepost.api<RoutingDocument>('GET', '/api/routing');
  expect(body.rules.routes).toEqual([
    { domain: '#example.com', to: { kind: 'inbound' } },
    { domain: 'partner.test', to: { kind: 'inbound', host: '10.0.0.5', port: 25 } },
  ]);
  expect(body.rules.restrictions).toMatchObject({
    authenticated: true,
    addresses: { enabled: true, entries: [{ network: '127.0.0.0/8' }, { network: '10.1.0.0/16' }] },
  });
  expect(window.faults).toEqual([]);
  await window.close();
});

test('text that is of nothing known is asked about, and a broken file says what is wrong with it', async () => {
  const window = await ConsoleWindow.open(browser, gatepost, {
    path: '/routing/import',
    look: LOOKS[2],
  });
  const dialog = window.dialog('Import Rules');
  await dialog.getByLabel('Text of the configuration').fill('lorem ipsum dolor');
  await dialog.getByText('It looks like nothing known: say what it is of.').waitFor();
  await dialog
    .getByLabel('Text of the configuration')
    .fill('{"gatepost":"rules","rules":{"reroute":3}}');
  await dialog.getByRole('region', { name: 'Left out' }).getByText('rules.reroute').waitFor();
  expect(await dialog.getByRole('button', { name: 'Add', exact: true }).isDisabled()).toBe(true);
  await expectAccessible(window.page);
  await window.close();
});

test('the rules in force are exported as JSON and as Postfix has them', async () => {
  const window = await ConsoleWindow.open(browser, gatepost, { path: '/routing/export' });
  const dialog = window.dialog('Export Rules');
  await dialog.getByText('"gatepost": "rules"').waitFor();
  await expectAccessible(window.page);
  await dialog.getByLabel(/^Postfix/).check();
  await dialog.getByText('partner.test smtp:[10.0.0.5]:25', { exact: true }).waitFor();
  const downloading = window.page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save...' }).click();
  expect((await downloading).suggestedFilename()).toBe('gatepost-rules-2-postfix.txt');
  await window.close();
});
