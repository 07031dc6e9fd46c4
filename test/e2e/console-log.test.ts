/** The Decision Log: filters that live in the address, and strangers whose words are only words. */
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { expectAccessible, LOOKS, openBrowser } from '../support/browser.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import type { DecisionPage, DecisionRow, ExportProgress } from '../../shared/api/decisions.js';
import { FIRST_RULES } from '../../shared/rules/schema.js';
import { ConsoleWindow } from './console-window.js';
import { DecisionApi } from './decision-api.js';
import { permitting } from '../support/permitting.js';

const HOSTILE = '<img/src=x/onerror=globalThis.ran=1>';
let browser: Browser;
let gatepost: Gatepost;
let window: ConsoleWindow | null = null;

beforeAll(async () => {
  [browser, gatepost] = await Promise.all([openBrowser(), Gatepost.start()]);
  await gatepost.apply({
    routes: [{ domain: 'example.com', to: { kind: 'inbound' } }],
    restrictions: permitting('127.0.2.0/24'),
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

/** A row as the console tells it, made up: the `minute`th after ten. */
function row(minute: number): DecisionRow {
  const request = { peer: '203.0.113.7', recipient: `user${minute}@remote.test` };
  const at = new Date(Date.UTC(2026, 10, 25, 10, minute)).toISOString();
  return new DecisionApi(FIRST_RULES, request, { ref: `00000${10 + minute}`, at }).detail.row;
}

const LIST = /\/api\/decisions\?/;
const STREAM = /\/api\/decisions\/stream/;
const EXTENT = /\/api\/decisions\/extent$/;
const extent = {
  rows: 10_000_000,
  octets: 2 ** 31,
  oldest: '2026-08-20T00:00:00Z',
  removing: 400_000,
};

test('a search that finds little goes on by itself, says how far it is, and stops at once', async () => {
  const year = new Date().getFullYear();
  const pages: (DecisionPage | null)[] = [
    { items: [], next: 'a', searchedTo: `${year}-09-14T12:00:00Z` },
    { items: [row(1)], next: 'b', searchedTo: `${year}-09-03T12:00:00Z` },
    // Not answered: this one is stopped.
    null,
    { items: [row(0)], next: null },
  ];
  const asked: (string | null)[] = [];
  window = await ConsoleWindow.open(browser, gatepost, {
    path: '/log?q=user',
    prepare: async (page) => {
      await page.route(STREAM, () => undefined);
      await page.route(EXTENT, (route) => route.fulfill({ json: extent }));
      await page.route(LIST, (route) => {
        asked.push(new URL(route.request().url()).searchParams.get('after'));
        const next = pages.shift();
        return next ? route.fulfill({ json: next }) : undefined;
      });
    },
  });
  const { page } = window;
  await page.getByText('Searched back to 3 September, 1 found').waitFor();
  await window.row('user1@remote.test').waitFor();
  await expectAccessible(page);
  const aborted = page.waitForEvent('requestfailed');
  await window.button('Stop').press('Enter');
  expect((await aborted).url()).toContain('after=b');
  await page.getByText('Stopped. Searched back to 3 September, 1 found.').waitFor();
  await window.button('Go on').press('Enter');
  await window.row('user0@remote.test').waitFor();
  await page.getByText('Searched back').waitFor({ state: 'hidden' });
  expect(asked).toEqual([null, 'a', 'b', 'b']);
});

test('a stream that is cut off leaves no gap and no double', async () => {
  const streams = [[row(1)], [row(5)]];
  let read: readonly DecisionRow[] = [];
  window = await ConsoleWindow.open(browser, gatepost, {
    path: '/log',
    prepare: async (page) => {
      await page.route(LIST, (route) => route.fulfill({ json: { items: read, next: null } }));
      await page.route(STREAM, (route) => {
        const rows = streams.shift();
        if (!rows) return undefined;
        const events = rows.map((each) => `id: ${each.ref}\ndata: ${JSON.stringify(each)}\n\n`);
        // Read once more when the stream is open: by then two came that no stream told of.
        if (streams.length === 0) read = [row(3), row(2), row(1), row(0)];
        const headers = { 'content-type': 'text/event-stream' };
        return route.fulfill({ headers, body: `retry: 20\n\n${events.join('')}` });
      });
    },
  });
  await window.row('user5@').waitFor();
  await window.row('user0@').waitFor();
  const shown = await window.page.getByRole('row').filter({ hasText: '@remote' }).allTextContents();
  expect(shown.map((text) => /user\d/.exec(text)?.[0])).toEqual(
    [5, 3, 2, 1, 0].map((minute) => `user${minute}`),
  );
});

test('what the filters match is exported as a file, with progress and Stop', async () => {
  let state: ExportProgress = { rows: 41_203, done: 0.4, state: 'running' };
  window = await ConsoleWindow.open(browser, gatepost, {
    path: '/log?verdict=reject',
    prepare: (page) =>
      answered(page, /\/api\/decisions\/exports\//, (route) => {
        if (route.request().method() === 'DELETE') state = { ...state, state: 'stopped' };
        return route.fulfill({ json: state });
      }),
  });
  const { page } = window;
  await window.button('Export...').press('Enter');
  const dialog = window.dialog('Export Decisions');
  await dialog.getByText('Verdict reject').waitFor();
  await window.press('Alt+n');
  const download = page.waitForEvent('download');
  await window.press('Enter');
  // By the browser itself, past the page and what a test can answer for the console.
  const { pathname, search } = new URL((await download).url());
  expect(pathname).toBe('/api/decisions/export');
  expect(search).toMatch(/^\?verdict=reject&format=ndjson&id=[0-9A-Za-z-]{1,40}$/);
  await dialog.getByText('41,203 decisions so far, 40 % of the log gone through').waitFor();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Stop' }).press('Enter');
  await dialog.getByText('Stopped after 41,203 decisions: the file is not complete.').waitFor();
});

test('how long decisions are kept is part of the draft, counted on this page', async () => {
  window = await ConsoleWindow.open(browser, gatepost, {
    path: '/log',
    prepare: (page) => answered(page, EXTENT, (route) => route.fulfill({ json: extent })),
  });
  const { page } = window;
  await window.button('Keep...').press('Enter');
  const dialog = window.dialog('Keep Decisions');
  await dialog.getByText('The log holds about 10,000,000 decisions since 20 Aug').waitFor();
  await dialog.getByText('Being removed: 400,000 still to go').waitFor();
  await dialog.getByLabel('For so many days').fill('0');
  await window.press('Enter');
  await dialog.getByText('At least 1 day.').waitFor();
  await expectAccessible(page);
  await dialog.getByLabel('For so many days').fill('30');
  await dialog.getByLabel('At most').fill('2 GiB');
  await window.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await window.foot.getByText('1 change in your draft').waitFor();
  await page.getByRole('tab', { name: 'Decision Log 1 changes in the draft' }).waitFor();
  await page.getByRole('tab', { name: 'Connections', exact: true }).waitFor();
  await window.button('List').press('Enter');
  await window.dialog('Changes in Your Draft').getByText('30 days, at most 2 GiB').waitFor();
});

async function answered(
  page: Page,
  path: RegExp,
  answer: (route: Route) => Promise<void>,
): Promise<void> {
  await page.route(path, answer);
}
