/**
 * History, "Who may relay..." and the watch after Apply, by keyboard. The console's answers about rules are
 * made in the browser (`history-api.ts`).
 */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Watch } from '../../shared/api/routing.js';
import { expectAccessible, LOOKS, openBrowser, type Look } from '../support/browser.js';
import { Gatepost } from '../support/gatepost.js';
import { ConsoleWindow } from './console-window.js';
import { HistoryApi, network, NEVER, rulesOf, SERVERS } from './history-api.js';

const [LIGHT, , , PHONE_DARK] = LOOKS;

let browser: Browser;
let gatepost: Gatepost;
let api: HistoryApi;
let window: ConsoleWindow;

beforeAll(async () => {
  [browser, gatepost] = await Promise.all([openBrowser(), Gatepost.start()]);
});
afterAll(async () => {
  await browser?.close();
  await gatepost?.stop();
});
afterEach(async () => {
  await window.close();
  expect(window.faults).toEqual([]);
});

interface Options {
  readonly look?: Look;
  readonly answers?: readonly number[];
  readonly before?: (api: HistoryApi) => void;
}

async function open(path: string, { look = LIGHT, answers = [], before }: Options = {}) {
  api = new HistoryApi();
  before?.(api);
  window = await ConsoleWindow.open(browser, gatepost, {
    path,
    look,
    answers,
    prepare: (page) => api.answerIn(page),
  });
  return window.page;
}

const watch = (state: Watch['state'], part: Partial<Watch> = {}): Watch => ({
  revision: 12,
  before: 11,
  ends: '2026-11-25T23:10:00Z',
  rollBack: false,
  state,
  peers: 0,
  refusals: 0,
  examples: [],
  ...part,
});

describe('history', () => {
  test('a revision is read, compared and restored, by keyboard', async () => {
    const page = await open('/history');
    const list = page.getByRole('navigation', { name: 'Revisions' });
    await page.getByRole('heading', { name: 'Revision 12: Printers only' }).waitFor();
    await page.getByText(/1,906 decisions under it, 231 of them refusals/).waitFor();
    await page.getByText('1 removed, 3 added').waitFor();
    await list.getByRole('link', { name: /12 .*enforced/ }).focus();
    await expectAccessible(page);

    await window.button('Show them').press('Enter');
    await page.getByRole('row', { name: /10\.1\.3\.27 212/ }).waitFor();
    expect(await page.getByRole('link', { name: '7F3K2QX' }).getAttribute('href')).toBe(
      '/ref/7F3K2QX',
    );
    await list.getByRole('button', { name: 'Older' }).press('Enter');
    await list.getByRole('link', { name: /Payroll server/ }).waitFor();
    await page.getByLabel('Difference from').selectOption('10');
    await page.getByText('1 removed, 6 added').waitFor();

    await list.getByRole('link', { name: /12/ }).focus();
    await window.press('ArrowDown', 'Enter');
    await page.getByRole('heading', { name: 'Revision 11' }).waitFor();
    await window.press('Alt+r');
    const dialog = window.dialog('Restore Revision 11');
    await dialog.getByText('The rules of revision 11 become revision 13').waitFor();
    await dialog.getByText('IP=10.1.0.0, MASK=255.255.0.0').waitFor();
    await dialog.getByText('2 rows are the same').waitFor();
    await expectAccessible(page);
    await dialog.getByLabel('Note for the new revision').fill('Back to the office');
    await window.press('Enter');
    await page.getByText('Enforcing revision 13: the rules of 11').waitFor();
    await window.enforces(13);
    await list.getByRole('link', { name: /13 .*Back to the office.*enforced/ }).waitFor();
    expect(api.asked).toEqual([
      {
        method: 'POST',
        path: '/api/routing/revisions/11/restore',
        body: { note: 'Back to the office' },
      },
    ]);
  });

  test('what a restore would open is confirmed by name; a draft is kept, and told so', async () => {
    const page = await open('/routing', { answers: [409, 412] });
    await window.addDomain('mine.test');
    await page.getByRole('tab', { name: 'History' }).click();
    api.next = 'stale';
    await window.button('Restore revision 11...').press('Enter');
    const dialog = window.dialog('Restore Revision 11');
    await dialog.getByText('Your draft is kept').waitFor();
    await dialog.getByRole('button', { name: 'Restore' }).press('Enter');
    await dialog.getByText(/Another administrator applied something meanwhile/).waitFor();
    api.next = 'confirm';
    await dialog.getByRole('button', { name: 'Restore' }).press('Enter');
    const confirm = window.dialog('Confirm Before Applying');
    await confirm.getByRole('checkbox', { name: /this is an open relay/ }).check();
    await confirm.getByRole('button', { name: 'Apply' }).press('Enter');
    await window.enforces(13);
    expect(api.asked.at(-1)?.body).toMatchObject({ confirm: ['open-relay'] });
    await window.notice(/admin applied revision 13/).waitFor();
    await window.foot.getByText('1 change in your draft').waitFor();
  });

  test('an old revision goes into the draft the careful way', async () => {
    const page = await open('/history/11', { look: PHONE_DARK });
    await window.button('Restore revision 11...').click();
    await expectAccessible(page);
    await window.button('Put into the draft').click();
    await page.getByText(/are in your draft. They are not applied yet/).waitFor();
    await page.getByRole('button', { name: 'Apply' }).waitFor();
    await page.getByLabel('Revision', { exact: true }).selectOption('12');
    await page.getByRole('heading', { name: 'Revision 12: Printers only' }).waitFor();
    await window.button('Show them').click();
    await page.getByText('212 refusals, last seen').waitFor();
    await expectAccessible(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBe(PHONE_DARK.width);
    expect(api.asked).toEqual([]);
  });

  test('a revision that is not there, and a console that cannot answer, say so', async () => {
    const before = (console: HistoryApi) => {
      console.broken = 503;
    };
    const page = await open('/history/99', { answers: [503, 404], before });
    await page.getByText('Revision 99 could not be read.').waitFor({ timeout: 20_000 });
    await expectAccessible(page);
    api.broken = null;
    await page.getByRole('tabpanel').getByRole('button', { name: 'Try again' }).last().click();
    await page.getByText('There is no revision 99.').waitFor();
  });
});

describe('who may relay', () => {
  test('the list, what is open by destination, and the map, by keyboard', async () => {
    const page = await open('/routing');
    await window.button('Who may relay...').waitFor();
    await window.press('Alt+w');
    await page.getByText('264 IPv4 addresses and 1 IPv6 network may relay').waitFor();
    await page.getByText(/Computed from the rules of revision 12/).waitFor();
    const list = page.getByRole('grid', { name: 'Networks that may relay without logging on' });
    await list.getByRole('row', { name: 'less 10.1.2.200/29 visitors −8' }).waitFor();
    await page.getByText('partner.example.net takes mail from any peer').waitFor();
    await expectAccessible(page);

    await list.focus();
    await window.press('End', 'ArrowUp');
    await page.getByRole('grid', { name: '10.1.9.0/24, each part one address' }).waitFor();
    const nets = page.getByRole('grid', { name: '10.1.0.0/16, each part a /24' });
    await nets.getByRole('gridcell', { name: /^10\.1\.9\.0\/24: 1 of 256 may relay/ }).focus();
    await window.press('Home', 'ArrowRight', 'ArrowRight', 'Enter');
    const hosts = page.getByRole('grid', { name: '10.1.2.0/24, each part one address' });
    await hosts.getByRole('gridcell', { name: '10.1.2.66: never, private' }).waitFor();
    expect(await hosts.getByRole('gridcell', { name: /may relay/ }).count()).toBe(247);
    await page.getByText('each one address: 247 of 256 may relay').waitFor();
  });

  test('the draft is proved as it is typed, and its rows to tidy lead to their lists', async () => {
    const before = (console: HistoryApi) => {
      const entries = [...SERVERS, network('10.1.2.0/24', 'printers')];
      console.add(
        rulesOf([...entries, network('10.1.4.17', '=cmd()')], NEVER),
        'With one too many',
      );
      console.use = { ...console.use, since: null };
    };
    const page = await open('/routing', { before, look: PHONE_DARK });
    await window.addNetwork('8.8.8.0/24');
    await window.button('Who may relay...').click();
    await page.getByText('520 IPv4 addresses and 1 IPv6 network may relay').waitFor();
    await page.getByText('256 public IPv4 addresses are among them').waitFor();
    await page.getByText('Computed from your draft').waitFor();
    await expectAccessible(page);

    const saved = page.waitForEvent('download');
    await window.button('Export...').click();
    const stream = await (await saved).createReadStream();
    let csv = '';
    for await (const chunk of stream) csv += String(chunk);
    expect(csv).toContain('may relay,8.8.8.0/24,256,yes');
    expect(csv).toContain('never,10.1.2.66,1');

    const tidy = page.getByRole('region', { name: 'Rows to tidy' });
    await tidy
      .getByText('lies inside IP=10.1.4.16, MASK=255.255.255.240, which does the same')
      .waitFor();
    await tidy.getByRole('link', { name: 'Show the row' }).click();
    const restrictions = window.dialog('Routing Restrictions');
    await restrictions.getByRole('row', { selected: true, name: /10\.1\.4\.17/ }).waitFor();
  });

  test('100,000 networks are listed at once', async () => {
    const before = (console: HistoryApi) => {
      const entries = Array.from({ length: 100_000 }, (_, i) =>
        network(`10.${i >> 14}.${(i >> 6) & 255}.${(i & 63) * 4}`, ''),
      );
      console.add(rulesOf(entries), 'All of them');
    };
    const page = await open('/routing/who-may-relay', { before });
    await page.getByText('100,000 IPv4 addresses may relay').waitFor({ timeout: 15_000 });
    const list = page.getByRole('grid', { name: 'Networks that may relay without logging on' });
    expect(await list.getAttribute('aria-rowcount')).toBe('100001');
    await list.focus();
    await window.press('End');
    await list.getByRole('row', { name: /^10\.6\.26\.124/ }).waitFor();
    expect(await list.getByRole('row').count()).toBeLessThan(100);
  });
});

describe('the watch after Apply', () => {
  test('note and watch are kept with the draft and go with Apply', async () => {
    const page = await open('/routing');
    await window.addDomain('new.test');
    await window.button('List').press('Enter');
    const dialog = window.dialog('Changes in Your Draft');
    await dialog.getByLabel('Note for this revision').fill('A new domain');
    await window.press('Alt+w');
    await dialog.getByLabel('For so many minutes').fill('2000');
    await dialog.getByText('From 1 to 1440 minutes.').waitFor();
    await dialog.getByText('1 to correct before Apply').waitFor();
    await expectAccessible(page);
    await dialog.getByLabel('For so many minutes').fill('15');
    await window.press('Alt+b', 'Escape');
    await window.button('List').press('Enter');
    expect(await dialog.getByLabel('Note for this revision').inputValue()).toBe('A new domain');
    await dialog.getByRole('button', { name: 'Apply' }).press('Enter');
    await window.enforces(13);
    expect(api.asked[0]).toMatchObject({
      method: 'PUT',
      body: { note: 'A new domain', watchFor: { minutes: 15, rollBack: true } },
    });
    await window.addDomain('other.test');
    await window.press('Control+Enter');
    await window.enforces(14);
    expect(api.asked[1]?.body).not.toHaveProperty('watchFor');
  });

  test('quiet while all is well, loud when peers are refused, with the way back', async () => {
    const before = (console: HistoryApi) => {
      console.watch = watch('watching', { rollBack: true });
    };
    const page = await open('/queues', { before });
    await window.notice(/Refusals are watched until/).waitFor();
    await window.notice(/If they jump, revision 11 is brought back/).waitFor();

    api.watch = watch('alarm', { peers: 3, refusals: 41 });
    const alarm = page.getByRole('alert').filter({ hasText: 'since revision 12. 41 refusals.' });
    await alarm.getByText('3 peers that relayed before are refused').waitFor();
    await expectAccessible(page);
    await alarm.getByRole('button', { name: 'Show them' }).press('Enter');
    await page.getByRole('row', { name: /10\.1\.3\.27 212/ }).waitFor();
    await alarm.getByRole('button', { name: 'Roll back to 11...' }).press('Enter');
    await window
      .dialog('Restore Revision 11')
      .getByText('The rules of revision 11 become revision 13')
      .waitFor();
    await window.press('Escape');
    await alarm.getByRole('button', { name: 'Keep revision 12' }).press('Enter');
    await alarm.waitFor({ state: 'hidden' });
    expect(api.asked).toMatchObject([{ method: 'DELETE', path: '/api/routing/watch' }]);

    api.add(api.kept[1]!.rules, 'Rolled back', 'the watch');
    api.watch = watch('rolled-back', { peers: 1, refusals: 9 });
    await page.reload();
    await window.notice('Revision 11 was brought back as revision 13.').waitFor();
    await window.notice(/1 peer that relayed before was refused under revision 12/).waitFor();
    await expectAccessible(page);
    await window.button('Close this notice').press('Enter');
    await window.notice('was brought back').waitFor({ state: 'hidden' });
  });
});
