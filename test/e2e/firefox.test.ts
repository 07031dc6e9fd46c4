/** The console in Firefox, driven over WebDriver BiDi: the main job, and every page without a fault. */
import { existsSync } from 'node:fs';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN, Gatepost } from '../support/gatepost.js';
import { until } from '../support/until.js';
import { SmtpClient } from '../support/smtp-client.js';

const FIREFOX = ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find(existsSync);

let browser: Browser;
let gatepost: Gatepost;

beforeAll(async () => {
  if (!FIREFOX) throw new Error('No Firefox: install firefox-esr.');
  browser = await launch({ browser: 'firefox', executablePath: FIREFOX, headless: true });
  gatepost = await Gatepost.start();
});
afterAll(async () => {
  await browser?.close();
  await gatepost?.stop();
});

/** A control by its role and name, as a screen reader says them. */
const named = (page: Page, role: string, name: string) =>
  page.locator(`::-p-aria([role="${role}"][name="${name}"])`);

async function sees(page: Page, text: string): Promise<void> {
  await page.locator(`::-p-text(${text})`).wait();
}

test('domain, restriction and Apply are enforced, and every page stands at 1280 and at 360', async () => {
  const page = await browser.newPage();
  const faults: string[] = [];
  // Asking who is logged on is answered with 401; the driver tries an eval of its own, which the policy refuses.
  const note = (text: string) => {
    if (!/\b401\b|JavaScript eval/.test(text)) faults.push(text);
  };
  page.on('pageerror', (error) => note(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') note(message.text());
  });
  await page.setViewport({ width: 1280, height: 800 });
  await page.goto(`${gatepost.consoleUrl}/routing`);
  await named(page, 'textbox', 'Account').fill(ADMIN.username);
  await page.locator('input[type=password]').fill(ADMIN.password);
  await named(page, 'button', 'Log On').click();
  await sees(page, 'Enforcing revision 1');
  await page.locator('.routing .col button').click();
  await named(page, 'textbox', 'E-Mail sent to this domain:').fill('example.com');
  await page.keyboard.press('Enter');
  await sees(page, 'Added');
  await named(page, 'button', 'Apply').click();
  await sees(page, 'Enforcing revision 2');
  const client = await SmtpClient.open({ port: gatepost.smtpPort });
  expect((await client.message('a@remote.test', ['user@example.com']))[2]).toMatch(/^250/);
  expect((await client.message('a@remote.test', ['user@remote.test']))[2]).toMatch(/^550/);
  client.close();

  for (const path of PATHS) {
    await page.goto(gatepost.consoleUrl + path);
    await page.locator('[role=tabpanel]').wait();
    await until(() => page.evaluate(() => document.querySelector('.skel') === null || null));
    for (const width of [1280, 360]) {
      await page.setViewport({ width, height: 800 });
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect([path, width, wide]).toEqual([path, width, 0]);
    }
  }
  expect(faults).toEqual([]);
  await page.close();
});

const PATHS = [
  '/routing',
  '/routing/restrictions',
  '/routing/import',
  '/routing/who-may-relay',
  '/connections',
  '/queues',
  '/security',
  '/log',
  '/history',
];
