/**
 * The console in the browser: what the first page loads, and how long the window takes to answer a key or a
 * click with 100,000 entries (Event Timing: from the event to the next picture, in steps of 8 ms).
 */
import type { Page } from 'playwright-core';
import { FIRST_RULES } from '../../../shared/rules/schema.js';
import { openBrowser, openPage } from '../../support/browser.js';
import { ADMIN, Gatepost } from '../../support/gatepost.js';
import { printTable } from '../table.js';

const ENTRIES = 100_000;

export async function benchConsole(): Promise<void> {
  const gatepost = await Gatepost.start();
  const browser = await openBrowser();
  await gatepost.logOn();
  const { etag } = await gatepost.api('GET', '/api/routing');
  const entries = Array.from({ length: ENTRIES }, (_, i) => ({
    network: `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`,
    note: `device ${i}`,
  }));
  const routes = Array.from({ length: ENTRIES }, (_, i) => ({
    domain: `d${i}.example.com`,
    to: { kind: 'inbound' as const },
  }));
  const rules = {
    ...FIRST_RULES,
    routes,
    restrictions: { ...FIRST_RULES.restrictions, addresses: { enabled: true, entries } },
  };
  await gatepost.api('PUT', '/api/routing', { rules }, { 'if-match': etag });
  const { page } = await openPage(browser);
  await firstLoad(page, gatepost);
  await interactions(page, gatepost);
  await browser.close();
  await gatepost.stop();
}

async function firstLoad(page: Page, gatepost: Gatepost): Promise<void> {
  console.log('\nConsole: what is loaded for the first page (KiB as sent).\n');
  const rows: string[][] = [];
  const note = async (name: string) => {
    const sizes = await page.evaluate(() => {
      const all = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
      const sum = (test: RegExp) =>
        all.filter((each) => test.test(each.name)).reduce((n, each) => n + each.encodedBodySize, 0);
      return { script: sum(/\.js$/), style: sum(/\.css$/), hosts: all.map((each) => each.name) };
    });
    const foreign = sizes.hosts.filter((url) => !url.startsWith(gatepost.consoleUrl)).length;
    const kib = (octets: number) => (octets / 1024).toFixed(0);
    rows.push([name, kib(sizes.script), kib(sizes.style), String(foreign)]);
  };
  await page.goto(gatepost.consoleUrl);
  await page.getByLabel('Account').waitFor();
  await note('logon page');
  await page.getByLabel('Account').fill(ADMIN.username);
  await page.getByLabel('Password').fill(ADMIN.password);
  await page.getByRole('button', { name: 'Log On' }).click();
  await page
    .getByRole('contentinfo')
    .getByText(/Enforcing revision/)
    .waitFor();
  await page.waitForLoadState('networkidle');
  await note('and the overview');
  await page.goto(`${gatepost.consoleUrl}/routing`);
  await page.getByText('d0.example.com').waitFor();
  await page.waitForLoadState('networkidle');
  await note('the Routing page alone');
  printTable(['page', 'script', 'style', 'from other hosts'], rows);
}

interface Seen {
  readonly events: number[];
  readonly shift: number;
}

async function interactions(page: Page, gatepost: Gatepost): Promise<void> {
  console.log(`\nEach with ${ENTRIES.toLocaleString('en')} domains and as many networks.\n`);
  const rows: string[][] = [];
  const watched = async (name: string, act: () => Promise<unknown>) => {
    await page.evaluate(() => {
      const seen: Seen & { shift: number } = { events: [], shift: 0 };
      Object.assign(globalThis, { seen });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) seen.events.push(entry.duration);
      }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as unknown as {
          value: number;
          hadRecentInput: boolean;
        }[])
          if (!entry.hadRecentInput) seen.shift += entry.value;
      }).observe({ type: 'layout-shift' });
    });
    await act();
    await page.waitForTimeout(600);
    const { events, shift } = await page.evaluate(
      () => (globalThis as unknown as { seen: Seen }).seen,
    );
    rows.push([name, String(Math.max(16, ...events)), shift.toFixed(3)]);
  };
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const table = page.getByRole('grid', { name: 'Routing table' });
  await table.focus();
  await watched('domains: arrow keys, 20 times', () =>
    press(...Array<string>(20).fill('ArrowDown')),
  );
  await watched('domains: End, Home, PageDown', () => press('End', 'Home', 'PageDown'));
  await watched('domains: the wheel', async () => {
    await table.hover();
    for (let i = 0; i < 20; i += 1) await page.mouse.wheel(0, 4000);
  });
  await watched('domains: filter, typed', async () => {
    await page.getByLabel('Filter Routing table').focus();
    await page.keyboard.type('d9999', { delay: 60 });
  });
  await page.getByLabel('Filter Routing table').fill('');
  await watched('domains: ordered by Sent To', () =>
    page.getByLabel('Order of Routing table').selectOption('sent-to'),
  );
  await page.goto(`${gatepost.consoleUrl}/routing/restrictions`);
  const list = page.getByRole('grid', { name: 'Hosts and clients with these IP addresses' });
  await list.waitFor();
  await list.focus();
  await watched('networks: arrow keys, 20 times', () =>
    press(...Array<string>(20).fill('ArrowDown')),
  );
  await watched('networks: Ctrl+A', () => press('Control+a'));
  await watched('networks: Home, Del (one removed)', () => press('Home', 'Delete'));
  await watched('networks: Ctrl+A, Del (all removed)', () => press('Control+a', 'Delete'));
  await watched('networks: 1,000 lines pasted for review', () =>
    list.evaluate((element) => {
      const data = new DataTransfer();
      const lines = Array.from({ length: 1000 }, (_, i) => `IP=11.0.${i >> 8}.${i & 255}`);
      data.setData('text/plain', lines.join('\n'));
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
    }),
  );
  printTable(['interaction', 'longest ms', 'layout shift'], rows);
}
