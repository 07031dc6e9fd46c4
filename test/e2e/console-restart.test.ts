/** The console ends under an open page and comes back: the page recovers by itself, and the draft is still there. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { Gatepost } from '../support/gatepost.js';
import { until } from '../support/until.js';
import { ConsoleWindow } from './console-window.js';

let browser: Browser;
let gatepost: Gatepost;

beforeAll(async () => {
  const port = await freePort();
  browser = await openBrowser();
  gatepost = await Gatepost.start({ environment: { GATEPOST_CONSOLE: `127.0.0.1:${port}` } });
});
afterAll(async () => {
  await browser?.close();
  await gatepost?.stop();
});

test('a console that is killed comes back under the open page, and what was drafted is applied', async () => {
  const window = await ConsoleWindow.open(browser, gatepost);
  await window.addDomain('kept.test');
  const { console: killed } = await gatepost.children();
  process.kill(killed, 'SIGKILL');
  await until(async () => {
    const { console: now } = await gatepost.children();
    if (!(now > 0) || now === killed) return null;
    return (await fetch(`${gatepost.consoleUrl}/healthz`).catch(() => null))?.ok ? true : null;
  });
  await window.foot.getByText('Enforcing revision 1').waitFor();
  await window.row('kept.test').getByText('Added').waitFor();
  await window.button('Apply').click();
  await window.enforces(2);
  // What follows live does so again.
  await window.page.getByRole('tab', { name: 'Decision Log' }).click();
  await window.page.getByText('Live', { exact: true }).first().waitFor();
  expect(await window.page.getByRole('alert').count()).toBe(0);
  await window.close();
});
