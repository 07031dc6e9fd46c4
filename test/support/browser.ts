/** A headless Chromium for the console's tests; any error in its console fails the test. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { findBrowser } from '../../server/command/browser.mjs';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function openBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('No Chromium: npm test sees to one.');
  return chromium.launch({ executablePath, args: FLAGS });
}

/** Looks and sizes in which every page is looked at. */
export const LOOKS = [
  { width: 1280, height: 800, colorScheme: 'light' },
  { width: 1280, height: 800, colorScheme: 'dark' },
  { width: 360, height: 740, colorScheme: 'light' },
  { width: 360, height: 740, colorScheme: 'dark' },
] as const;

/** The two that differ most, for what a page shows in one moment only; `every-page.test.ts` has the rest. */
export const EXTREMES = [LOOKS[0], LOOKS[3]] as const;

export interface Look {
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
}

export type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

export interface PageOptions {
  readonly look?: Look | undefined;
  /** Statuses that a test brings about on purpose, which the browser would report as faults. */
  readonly answers?: readonly number[] | undefined;
  /** Of a logon that another page has made. */
  readonly cookies?: Cookies | undefined;
}

/** A page in a session of its own. `faults` fills with what went wrong in it. */
export async function openPage(
  browser: Browser,
  { look = LOOKS[0], answers = [], cookies = [] }: PageOptions = {},
): Promise<{ page: Page; faults: string[] }> {
  const { width, height, colorScheme } = look;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  await context.addCookies(cookies);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    // Asking who is logged on, and being told "nobody", is no fault.
    const expected = [401, ...answers].some((status) => message.text().includes(`of ${status} `));
    if (message.type() === 'error' && !expected) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  return { page, faults };
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Expects axe to find nothing on the page as it stands; by all of its rules, or by some. */
export async function expectAccessible(page: Page, rules?: readonly string[]): Promise<void> {
  await page.evaluate(AXE);
  const found = await page.evaluate(async (only) => {
    const { axe } = globalThis as unknown as { axe: { run(how: object): Promise<AxeResults> } };
    const how = only ? { runOnly: only } : {};
    return (await axe.run(how)).violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      where: nodes.map(({ html }) => html.slice(0, 160)),
    }));
  }, rules);
  expect(found).toEqual([]);
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}
