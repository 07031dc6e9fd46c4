/** The main job, as an administrator does it: from the set-up link to two decisions in the log. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { expectAccessible, openBrowser, openPage } from '../support/browser.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { until } from '../support/until.js';

const PASSWORD = 'a password of ours';
let browser: Browser;
let gatepost: Gatepost;
let page: Page;
let faults: string[];

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  gatepost = await Gatepost.start({ environment: { GATEPOST_ADMIN_PASSWORD: '' } });
  ({ page, faults } = await openPage(browser));
});
afterEach(async () => {
  await page.context().close();
  await gatepost.stop();
});

async function setupLink(): Promise<string> {
  return until(() => {
    const line = gatepost.lines.find((text) => text.includes('/setup#'));
    return /https?:\S+\/setup#\S+/.exec(line ?? '')?.[0] ?? null;
  });
}

/** The reply to one recipient, and the message sent when it is taken. */
async function send(from: string, to: string): Promise<string> {
  const client = await SmtpClient.open({ port: gatepost.smtpPort, localAddress: from });
  const replies = await client.message('printer@example.com', [to]);
  client.close();
  return replies[2]!;
}

const button = (name: string) => page.getByRole('button', { name, exact: true });
const dialog = (name: string) => page.getByRole('dialog', { name });
const ticked = () =>
  page.getByRole('checkbox', { name: 'Hosts and clients with these IP addresses' });
const foot = () => page.getByRole('contentinfo');
const row = (text: RegExp) => page.getByRole('row').filter({ hasText: text });

test('set-up link, domain, restriction, Apply: the printer relays, the stranger does not, both are in the log', async () => {
  await page.goto(await setupLink());
  await expectAccessible(page);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByLabel('Password again').fill(PASSWORD);
  await button('Next: Host Name').click();
  await button('Finish later').click();

  await page.getByRole('tab', { name: /^Overview/, selected: true }).waitFor();
  await page.getByRole('heading', { name: /no mail has come yet/ }).waitFor();
  await expectAccessible(page);
  await page.getByRole('tab', { name: 'Routing' }).click();
  await foot().getByText('Enforcing revision 1').waitFor();
  await expectAccessible(page);

  await button('Add...').first().click();
  await expectAccessible(page);
  await page.getByLabel('E-Mail sent to this domain:').fill('example.com');
  await dialog('Edit Routing Table Entry').getByRole('button', { name: 'OK' }).click();

  await button('Routing Restrictions...').click();
  const restrictions = dialog('Routing Restrictions');
  await ticked().check();
  const group = restrictions.getByRole('group', {
    name: 'Hosts and clients with these IP addresses',
  });
  await group.getByRole('button', { name: 'Add...' }).click();
  await expectAccessible(page);
  await page.getByLabel('IP address', { exact: true }).fill('IP=127.0.2.0, MASK=255.255.255.0');
  await dialog('Add IP Address').getByRole('button', { name: 'OK' }).click();
  await restrictions.getByText('IP=127.0.2.0, MASK=255.255.255.0').waitFor();
  await expectAccessible(page);
  await restrictions.getByRole('button', { name: 'OK' }).click();

  await button('Apply').click();
  await foot().getByText('Enforcing revision 2').waitFor();

  expect(await send('127.0.2.9', 'anyone@remote.test')).toMatch(/^250/);
  expect(await send('127.0.5.1', 'anyone@remote.test')).toMatch(/^550/);
  expect(await send('127.0.5.1', 'user@example.com')).toMatch(/^250/);

  await page.getByRole('tab', { name: 'Decision Log' }).click();
  await row(/relay.*127\.0\.2\.9.*anyone@remote\.test/).waitFor();
  await row(/reject.*127\.0\.5\.1.*anyone@remote\.test.*No criterion permits/).waitFor();
  await expectAccessible(page);
  // New rows arrive by themselves.
  expect(await send('127.0.5.7', 'late@remote.test')).toMatch(/^550/);
  await row(/127\.0\.5\.7/).waitFor();
  await row(/127\.0\.5\.7/).click();
  await page.getByText('127.0.5.7 is not on the list.').waitFor();
  await expectAccessible(page);
  expect(faults).toEqual([]);
});

test('the same with the keyboard alone', async () => {
  const { keyboard } = page;
  const type = async (...keys: string[]) => {
    for (const key of keys) await keyboard.press(key);
  };
  await page.goto(await setupLink());
  await page.getByLabel('Password', { exact: true }).waitFor();
  await until(async () => (await focused(page)) === 'INPUT' || null);
  await keyboard.type(PASSWORD);
  await type('Tab');
  await keyboard.type(PASSWORD);
  await type('Enter');
  await page.getByRole('heading', { name: 'Host name and domains' }).waitFor();
  await button('Finish later').waitFor();
  await type('Alt+e');
  await foot().getByText('Enforcing revision 1').waitFor();
  // The overview comes first: Tab goes to the tabs, an arrow to the next page.
  const tab = page.getByRole('tab', { selected: true });
  await until(async () => {
    await type('Tab');
    return (await tab.evaluate((element) => element === document.activeElement)) || null;
  });
  await type('ArrowRight');
  await button('Routing Restrictions...').waitFor();

  await type('Alt+a');
  await dialog('Edit Routing Table Entry').waitFor();
  await keyboard.type('example.com');
  await type('Enter');
  await dialog('Edit Routing Table Entry').waitFor({ state: 'hidden' });

  await type('Alt+t');
  await dialog('Routing Restrictions').waitFor();
  await type('Alt+i');
  await until(async () => ((await ticked().isChecked()) ? true : null));
  await tabTo(page, 'Add...');
  await type('Enter');
  await dialog('Add IP Address').waitFor();
  await keyboard.type('127.0.2.0/24');
  await type('Enter');
  await dialog('Add IP Address').waitFor({ state: 'hidden' });
  // The focus returns to where it was.
  await until(async () => (await focusedText(page)) === 'Add...' || null);
  await type('Escape');
  await dialog('Routing Restrictions').waitFor({ state: 'hidden' });

  // Escape is Cancel: the restriction is not in the draft, the domain is.
  await type('Alt+t');
  await dialog('Routing Restrictions').waitFor();
  expect(await ticked().isChecked()).toBe(false);
  await type('Alt+i');
  await tabTo(page, 'Add...');
  await type('Enter');
  await dialog('Add IP Address').waitFor();
  await keyboard.type('127.0.2.0/24');
  await type('Enter');
  await dialog('Add IP Address').waitFor({ state: 'hidden' });
  await tabTo(page, 'OK');
  await type('Enter');
  await dialog('Routing Restrictions').waitFor({ state: 'hidden' });

  await type('Control+Enter');
  await foot().getByText('Enforcing revision 2').waitFor();
  expect(await send('127.0.2.9', 'anyone@remote.test')).toMatch(/^250/);
  expect(await send('127.0.5.1', 'anyone@remote.test')).toMatch(/^550/);
  expect(faults).toEqual([]);
});

function focused(of: Page): Promise<string> {
  return of.evaluate(() => document.activeElement?.tagName ?? '');
}

function focusedText(of: Page): Promise<string> {
  return of.evaluate(() => document.activeElement?.textContent ?? '');
}

/** Presses Tab until the button of that name has the focus. */
async function tabTo(of: Page, name: string): Promise<void> {
  for (let i = 0; i < 40; i += 1) {
    await of.keyboard.press('Tab');
    if ((await focusedText(of)) === name) return;
  }
  throw new Error(`Tab never came to ${name}`);
}
