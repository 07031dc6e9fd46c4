/** The window: every page and dialog in every look for everyone, the manners of the keyboard, the phone. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible, LOOKS, openBrowser, EXTREMES } from '../support/browser.js';
import { Gatepost } from '../support/gatepost.js';
import { until } from '../support/until.js';
import { ConsoleWindow } from './console-window.js';

let browser: Browser;
let gatepost: Gatepost;

beforeAll(async () => {
  [browser, gatepost] = await Promise.all([openBrowser(), Gatepost.start()]);
  await gatepost.apply({
    routes: [
      { domain: 'mail.example.com', to: { kind: 'inbound' } },
      { domain: 'partner.test', to: { kind: 'host', host: '192.0.2.25', port: 25 } },
    ],
    restrictions: {
      authenticated: true,
      addresses: { enabled: true, entries: [{ network: '10.1.2.0/24', note: 'office' }] },
      internalAddresses: { enabled: false, entries: [{ address: '192.0.2.10' }] },
      never: { entries: [{ network: '10.1.2.66' }] },
    },
  });
});
afterAll(async () => {
  await browser?.close();
  await gatepost?.stop();
});

const named = ({ width, colorScheme }: (typeof LOOKS)[number]) => `${width} pixels, ${colorScheme}`;

describe.each(EXTREMES.map((each) => [named(each), each] as const))('at %s', (_name, each) => {
  test('every page and dialog is accessible, and nothing is wider than the window', async () => {
    const window = await ConsoleWindow.before(browser, gatepost, { look: each });
    const { page } = window;
    const seen = async () => {
      await expectAccessible(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect(wide).toBe(false);
    };
    const escape = async (name: string | RegExp) => {
      await page.keyboard.press('Escape');
      await page.getByRole('dialog', { name }).waitFor({ state: 'hidden' });
    };
    await window.logOn('not the password');
    await page.getByText('The user name or the password is wrong.').waitFor();
    await seen();
    const password = page.getByLabel('Password');
    expect(await password.evaluate((field) => field === document.activeElement)).toBe(true);
    await window.logOn();
    await page.getByRole('heading', { name: /attention\.$/ }).waitFor();
    await seen();
    await page.goto(`${gatepost.consoleUrl}/routing`);

    await window.addDomain('draft.test');
    await page.getByLabel('Peer').fill('10.1.2.9');
    await page.getByLabel('To', { exact: true }).fill('x@remote.test');
    await page
      .getByRole('region', { name: 'Try it' })
      .getByText('relay', { exact: true })
      .waitFor();
    await seen();

    await window.button('Add...').first().click();
    await page.getByLabel('E-Mail sent to this domain:').fill('a@b');
    await page.getByRole('radio', { name: /forwarded/ }).check();
    await seen();
    await escape('Edit Routing Table Entry');

    const restrictions = await window.restrictions();
    await seen();
    await restrictions.getByRole('button', { name: 'Add...' }).first().click();
    await page.getByLabel('IP address', { exact: true }).fill('10.1.3.5/24');
    await page.keyboard.press('Enter');
    await page.getByText(/would match nobody/).waitFor();
    await seen();
    await escape('Add IP Address');
    await escape('Routing Restrictions');

    await window.foot.getByRole('button', { name: 'List' }).click();
    await window.dialog('Changes in Your Draft').waitFor();
    await seen();
    await escape('Changes in Your Draft');
    await page.keyboard.press('F1');
    await window.dialog('Help: Routing').waitFor();
    await seen();
    await escape('Help: Routing');

    for (const path of ['/connections', '/log']) {
      await page.goto(gatepost.consoleUrl + path);
      await window.foot.getByText(/Enforcing revision/).waitFor();
      await page
        .getByText(/Message time-out|decisions/)
        .first()
        .waitFor();
      await seen();
    }
    await window.close();
    expect(window.faults).toEqual([]);
  });
});

test('the keyboard has the manners of a property sheet', async () => {
  const window = await ConsoleWindow.open(browser, gatepost);
  const { page } = window;
  const start = (await gatepost.status()).relay!.enforced.revision!;
  const list = page.getByRole('grid', { name: 'Routing table' });
  const focus = (name: string) =>
    until(async () => ((await window.focused()) === name ? true : null));

  // Ins adds, Esc is Cancel, and the focus returns to the list.
  await list.focus();
  await window.press('Insert');
  await window.dialog('Edit Routing Table Entry').waitFor();
  await window.press('Escape');
  await focus('Routing table');

  // Letters find, Enter edits, Enter is OK.
  await window.press('p', 'Enter');
  const host = window.dialog('Edit Routing Table Entry').getByPlaceholder('Name or address');
  await host.fill('192.0.2.26');
  await host.press('Enter');
  await window.row('192.0.2.26').getByText('Changed').waitFor();
  await focus('Routing table');

  // Del removes, the row stays visible, Del again puts it back.
  await window.press('Delete');
  await window.row('partner.test').getByText('Removed').waitFor();
  await window.button('Undo').click();
  await window.row('partner.test').getByText('Removed').waitFor({ state: 'hidden' });

  // Alt and the letter press what carries it; Peer has one.
  await window.press('Alt+p');
  expect(await page.getByLabel('Peer').evaluate((e) => e === document.activeElement)).toBe(true);

  // F1 explains the control that has the focus, in a dialog too.
  await page.getByRole('radio', { name: /^Do not reroute/ }).focus();
  await window.press('F1');
  await window.dialog('Help: Routing').waitFor();
  await window.press('Escape');
  await window.press('Alt+t');
  await window.dialog('Routing Restrictions').waitFor();
  await window.press('F1');
  await window.dialog('Help: Routing Restrictions').waitFor();
  await window.press('Escape');
  await window.dialog('Help: Routing Restrictions').waitFor({ state: 'hidden' });
  await until(async () => (await window.focusIsIn('Routing Restrictions')) || null);
  await window.press('Escape');
  await window.dialog('Routing Restrictions').waitFor({ state: 'hidden' });
  await focus('Routing Restrictions...');

  // ? lists the keys, / finds, Ctrl+Enter applies.
  await list.focus();
  await window.press('?');
  await window.dialog('Keys').waitFor();
  await window.press('Escape');
  await focus('Routing table');
  await window.press('Control+Enter');
  await window.enforces(start + 1);
  await window.press('/');
  await focus('Find a reference, address or domain');
  await window.close();
  expect(window.faults).toEqual([]);
});

test('pasted entries are read one by one, and only good ones are added', async () => {
  const window = await ConsoleWindow.open(browser, gatepost);
  const { page } = window;
  const dialog = await window.restrictions();
  const list = dialog.getByRole('grid', { name: /with these IP addresses/ });
  await list.focus();
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', '10.9.0.0/16\n10.1.3.5/24\n10.1.2.0/24');
    const paste = { clipboardData, bubbles: true, cancelable: true };
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', paste));
  });
  const review = window.dialog('Pasted Entries');
  await review.getByText('3 lines read: 1 good, 1 repeated, 1 to correct.').waitFor();
  await expectAccessible(page);
  await review.getByRole('button', { name: 'IP=10.1.3.0, MASK=255.255.255.0' }).click();
  await review.getByRole('button', { name: 'Add 2' }).click();
  await list
    .getByRole('row', { name: /10\.9\.0\.0/ })
    .getByText('Added')
    .waitFor();
  await list
    .getByRole('row', { name: /10\.1\.3\.0/ })
    .getByText('Added')
    .waitFor();
  await window.close();
  expect(window.faults).toEqual([]);
});

test('on the phone one menu leads to all pages', async () => {
  const window = await ConsoleWindow.open(browser, gatepost, { look: LOOKS[2] });
  const { page } = window;
  await page.getByRole('button', { name: 'Routing', exact: true }).click();
  await window.dialog('Pages').waitFor();
  await expectAccessible(page);
  await window.dialog('Pages').getByRole('link', { name: 'Decision Log' }).click();
  await page.getByText('Nothing has been decided yet').waitFor();
  await page.getByRole('button', { name: 'Decision Log', exact: true }).click();
  await window.dialog('Pages').getByRole('link', { name: 'Connections' }).click();
  await page.getByLabel('Message time-out').waitFor();
  await window.close();
  expect(window.faults).toEqual([]);
});
