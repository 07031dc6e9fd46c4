/** The overview: decisions made over SMTP stand in it, everything leads on, and what is wrong is said first. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Overview } from '../../shared/api/overview.js';
import { expectAccessible, LOOKS, openBrowser, type Look, EXTREMES } from '../support/browser.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { ConsoleWindow } from './console-window.js';
import { busyOverview } from './overview-api.js';

const PHONE = LOOKS[2];

let browser: Browser;
let gatepost: Gatepost;
let window: ConsoleWindow;

beforeAll(async () => {
  [browser, gatepost] = await Promise.all([openBrowser(), Gatepost.start()]);
  await gatepost.apply({
    routes: [{ domain: 'example.com', to: { kind: 'inbound' } }],
  });
  const client = await SmtpClient.open({ port: gatepost.smtpPort });
  await client.say('EHLO scanner.test');
  await client.say('MAIL FROM:<s@sender.test>');
  for (const recipient of ['a@example.com', 'b@example.com', 'x@remote.test', 'y@remote.test']) {
    await client.say(`RCPT TO:<${recipient}>`);
  }
  await client.say('RCPT TO:<a%b@example.com>');
  client.close();
  await gatepost.decisions(5);
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
  path = '/overview',
  look: Look = LOOKS[0],
  answer?: Overview,
  answers: number[] = [],
) {
  window = await ConsoleWindow.open(browser, gatepost, {
    path,
    look,
    answers,
    prepare: async (page) => {
      if (answer) await page.route('**/api/overview?*', (route) => route.fulfill({ json: answer }));
    },
  });
  return window.page;
}

test('after the logon the overview is the page; deep links stay what they are', async () => {
  await (await ConsoleWindow.open(browser, gatepost)).close();
  const page = await open('/');
  await page.waitForURL('**/overview');
  await page.getByRole('tab', { name: /^Overview/, selected: true }).waitFor();
  await page.goto(`${gatepost.consoleUrl}/routing`);
  await page.getByRole('tab', { name: 'Routing', selected: true }).waitFor();
});

test('decisions of real peers are counted, and each number, peer and reason leads to its rows', async () => {
  const page = await open();
  await page.getByRole('heading', { name: /^Mail is flowing\. / }).waitFor();
  const figures = page.locator('.figs');
  await figures.getByRole('link', { name: '5', exact: true }).waitFor();
  expect(await figures.innerText()).toMatch(/inbound\s+2\s+40 %[\s\S]*reject\s+3\s+60 %/);
  await page.getByRole('img', { name: /Decisions: 2 inbound, 0 relay, 3 reject/ }).waitFor();
  await expectAccessible(page);

  await window.tabTo(page.getByRole('link', { name: '127.0.0.1' }));
  await window.press('Enter');
  await page.waitForURL(/\/log\?.*peer=127\.0\.0\.1/);
  await page.getByText('x@remote.test').first().waitFor();
  await page.goBack();
  await page.getByRole('link', { name: 'No criterion permits this peer' }).press('Enter');
  await page.waitForURL(/\/log\?.*reason=not-permitted/);
  await page.getByText('y@remote.test').first().waitFor();
  await page.goBack();

  await window.button('By reason').press('Enter');
  await page
    .locator('.chart-key')
    .getByText(/The part before the @ carries/)
    .waitFor();
  await window.button('As a table').press('Enter');
  const table = page.getByRole('table', { name: 'Decisions over time' });
  expect(await table.getByRole('row').nth(1).innerText()).toMatch(/\s2\s+2\s+1$/);
  await expectAccessible(page);
  await page.getByLabel('Period').selectOption('720');
  await page.getByText('Decisions, last 30 days').waitFor();
  await table.getByRole('row').nth(1).getByRole('link').press('Enter');
  await page.waitForURL(/\/log\?since=.*until=/);
});

test('what needs attention is counted on the tab and leads to where it is dealt with', async () => {
  const page = await open('/queues');
  const tab = page.getByRole('tab', { name: /^Overview \d+ needs? attention/ });
  await tab.click();
  await page.getByText('Nobody can send to other domains', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Routing Restrictions...' }).press('Enter');
  await window.dialog('Routing Restrictions').waitFor();
  await page.goBack();
  await page.getByRole('link', { name: 'Revision 2', exact: true }).press('Enter');
  await page.waitForURL('**/history/2');
});

test.each(EXTREMES.map((look) => [`${look.width} pixels, ${look.colorScheme}`, look] as const))(
  'a busy day with troubles at %s: accessible, nothing wider than the window',
  async (_name, look) => {
    for (const [query, hours] of [
      ['', 24],
      ['?hours=720&by=reason', 720],
    ] as const) {
      const page = await open(`/overview${query}`, look, busyOverview(hours));
      await page
        .getByRole('heading', { name: /Mail is flowing\. 5 things need attention/ })
        .waitFor();
      await expectAccessible(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(
        false,
      );
      const wide = await page
        .getByRole('tabpanel')
        .evaluate((panel) => panel.scrollWidth > panel.clientWidth);
      expect(wide).toBe(false);
      if (hours !== 720) {
        await window.close();
        expect(window.faults).toEqual([]);
      }
    }
  },
);

test('a relay that is stopped, and a console that does not answer, are said', async () => {
  const silent: Overview = {
    ...busyOverview(24),
    queue: null,
    attention: [{ code: 'relay-silent', problem: 'The relay is not running.' }],
  };
  const page = await open('/overview', PHONE, silent, [503]);
  await page
    .getByRole('heading', { name: 'The relay does not answer. 1 thing needs attention.' })
    .waitFor();
  await page.getByText('not known').waitFor();
  await expectAccessible(page);

  const error = { code: 'unavailable', message: 'The console is busy.' };
  let fails = true;
  await page.route('**/api/overview?hours=168', (route) =>
    fails ? route.fulfill({ json: { error }, status: 503 }) : route.fulfill({ json: silent }),
  );
  await page.getByLabel('Period').selectOption('168');
  await page.getByRole('alert').getByText('The console is busy.').waitFor();
  fails = false;
  await window.button('Try again').press('Enter');
  await page.getByRole('heading', { name: /The relay does not answer/ }).waitFor();
});
