/** The Decision Log: filters that live in the address, and strangers whose words are only words. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { expectAccessible, LOOKS, openBrowser } from '../support/browser.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { ConsoleWindow } from './console-window.js';

const HOSTILE = '<img/src=x/onerror=globalThis.ran=1>';
let browser: Browser;
let gatepost: Gatepost;
let window: ConsoleWindow | null = null;

beforeAll(async () => {
  [browser, gatepost] = await Promise.all([openBrowser(), Gatepost.start()]);
  await gatepost.apply({
    routes: [{ domain: 'example.com', to: { kind: 'inbound' } }],
    restrictions: {
      authenticated: false,
      addresses: { enabled: true, entries: [{ network: '127.0.2.0/24' }] },
      internalAddresses: { enabled: false, entries: [] },
      never: { entries: [] },
    },
  });
  await say('127.0.2.9', 'printer.example.com', ['anyone@remote.test']);
  await say('127.0.5.1', 'stranger.test', ['user@example.com', 'anyone@remote.test']);
  await say('127.0.5.2', HOSTILE, [
    '"<script>globalThis.ran=1</script>"@remote.test',
    'javascript:globalThis.ran=1@remote.test',
    'turned\u202etset@remote.test',
  ]);
  await gatepost.decisions(6);
});
afterAll(async () => {
  await browser?.close();
  await gatepost?.stop();
});
afterEach(async () => {
  await window?.close();
  expect(window?.faults).toEqual([]);
});

async function say(from: string, helo: string, recipients: readonly string[]): Promise<void> {
  const client = await SmtpClient.open({ port: gatepost.smtpPort, localAddress: from });
  await client.say(`EHLO ${helo}`);
  await client.say('MAIL FROM:<sender@elsewhere.test>');
  for (const recipient of recipients) await client.say(`RCPT TO:<${recipient}>`);
  client.close();
}

test('filters stand in the address: a reload and a colleague see the same view', async () => {
  window = await ConsoleWindow.open(browser, gatepost, { path: '/log' });
  const { page } = window;
  await window.row(/127\.0\.2\.9/).waitFor();
  await window.button('Filter').click();
  await page.getByLabel('Verdict').selectOption('reject');
  await page.getByLabel('Peer', { exact: true }).fill('127.0.5.0/31');
  await page.keyboard.press('Enter');
  await window.row(/anyone@remote\.test/).waitFor();
  await window.row(/127\.0\.2\.9/).waitFor({ state: 'hidden' });
  await window.row(/127\.0\.5\.2/).waitFor({ state: 'hidden' });
  await expectAccessible(page);
  expect(new URL(page.url()).search).toBe('?verdict=reject&peer=127.0.5.0%2F31');

  await page.reload();
  await window.row(/anyone@remote\.test/).waitFor();
  expect(await window.row(/127\.0\./).count()).toBe(1);
  await window.button('Remove filter Verdict').click();
  await window.row(/user@example\.com/).waitFor();
});

test('a value in an opened row is a filter', async () => {
  window = await ConsoleWindow.open(browser, gatepost, { path: '/log' });
  const { page } = window;
  await window.row(/127\.0\.2\.9/).click();
  const decision = page.getByRole('region', { name: /^Decision / });
  await decision.getByText('127.0.2.9 is covered by').waitFor();
  await decision.getByRole('button', { name: 'address IP=127.0.2.0', exact: false }).last().click();
  await page.waitForURL(/rule=/);
  // The opened row may still stand, and its details are a row too.
  await window
    .row(/127\.0\.2\.9/)
    .first()
    .waitFor();
  expect(await window.row(/127\.0\.5/).count()).toBe(0);
});

test('what a stranger says is shown as text, in its own order, and runs nowhere', async () => {
  window = await ConsoleWindow.open(browser, gatepost, { path: '/log' });
  const { page } = window;
  await window.row('<script>globalThis.ran=1</script>').waitFor();
  await window.row('turned\\u202etset@remote.test').waitFor();
  await window.row('<script>').click();
  const decision = page.getByRole('region', { name: /^Decision / });
  await decision.getByText('HELO').waitFor();
  await decision.getByText(HOSTILE).waitFor();
  await expectAccessible(page);
  const search = page.getByRole('searchbox').or(page.getByLabel(/^Find a reference/));
  await search.fill(HOSTILE);
  await search.press('Enter');
  await page.waitForURL(/\?q=/);
  await decision.waitFor({ state: 'hidden' });
  await window.row('<script>').waitFor();
  expect(await page.locator('img, script:not([src])').count()).toBe(0);
  expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false);
});

test('a reference leads to its decision, also in three lines on the phone', async () => {
  const rows = await gatepost.decisions(1, 'peer=127.0.2.9');
  const { ref } = rows[0]!;
  window = await ConsoleWindow.open(browser, gatepost, { path: `/log/${ref}`, look: LOOKS[2] });
  const { page } = window;
  const decision = page.getByRole('region', { name: `Decision ${ref}` });
  await decision.getByText('matched', { exact: true }).waitFor();
  await expectAccessible(page);
});
