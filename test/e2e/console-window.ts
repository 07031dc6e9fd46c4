/** The console's window as an administrator names its parts. */
import type { Browser, Locator, Page } from 'playwright-core';
import { openPage, type Cookies, type PageOptions } from '../support/browser.js';
import { ADMIN, type Gatepost } from '../support/gatepost.js';

/** One logon for each server: the form is filled in once. */
const logons = new WeakMap<Gatepost, Cookies>();

/** Stops of Tab on a page, and more. */
const MOST_STOPS = 80;

interface OpenOptions extends Omit<PageOptions, 'cookies'> {
  readonly path?: string;
  /** Before anything is loaded. */
  readonly prepare?: (page: Page) => Promise<void>;
}

export class ConsoleWindow {
  private constructor(
    readonly page: Page,
    readonly faults: readonly string[],
  ) {}

  /** Opens a page of the console, logged on. */
  static async open(
    browser: Browser,
    gatepost: Gatepost,
    { path = '/routing', prepare, ...options }: OpenOptions = {},
  ): Promise<ConsoleWindow> {
    const cookies = logons.get(gatepost);
    const { page, faults } = await openPage(browser, { ...options, cookies });
    const window = new ConsoleWindow(page, faults);
    await prepare?.(page);
    await page.goto(gatepost.consoleUrl + path);
    if (!cookies) await window.logOn();
    await window.foot.getByText(/Enforcing revision/).waitFor();
    logons.set(gatepost, await page.context().cookies());
    return window;
  }

  /** Opens the logon page. */
  static async before(
    browser: Browser,
    gatepost: Gatepost,
    options: Omit<PageOptions, 'cookies'> = {},
  ): Promise<ConsoleWindow> {
    const { page, faults } = await openPage(browser, options);
    await page.goto(gatepost.consoleUrl);
    return new ConsoleWindow(page, faults);
  }

  async logOn(password = ADMIN.password): Promise<void> {
    await this.page.getByLabel('Account').fill(ADMIN.username);
    await this.page.getByLabel('Password').fill(password);
    await this.button('Log On').click();
  }

  async close(): Promise<void> {
    // What the test answers itself may be under way.
    await this.page.unrouteAll({ behavior: 'ignoreErrors' });
    await this.page.context().close();
  }

  get foot(): Locator {
    return this.page.getByRole('contentinfo');
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  dialog(name: string): Locator {
    return this.page.getByRole('dialog', { name });
  }

  row(text: string | RegExp): Locator {
    return this.page.getByRole('row').filter({ hasText: text });
  }

  notice(text: string | RegExp): Locator {
    return this.page.getByRole('tabpanel').getByText(text);
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Presses Tab until it has the focus. */
  async tabTo(target: Locator): Promise<void> {
    await target.waitFor();
    for (let i = 0; i < MOST_STOPS; i += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await this.press('Tab');
    }
    throw new Error(`Tab never came to ${target.toString()}`);
  }

  /** Adds an inbound row to the draft. */
  async addDomain(domain: string): Promise<void> {
    await this.button('Add...').first().click();
    await this.page.getByLabel('E-Mail sent to this domain:').fill(domain);
    await this.dialog('Edit Routing Table Entry').getByRole('button', { name: 'OK' }).click();
    await this.row(domain).getByText('Added').waitFor();
  }

  /** Opens Routing Restrictions. */
  async restrictions(): Promise<Locator> {
    await this.button('Routing Restrictions...').click();
    const dialog = this.dialog('Routing Restrictions');
    await dialog.waitFor();
    return dialog;
  }

  /** Adds a network to "these IP addresses", with the box ticked. */
  async addNetwork(network: string): Promise<void> {
    const dialog = await this.restrictions();
    const group = dialog.getByRole('group', {
      name: 'Hosts and clients with these IP addresses',
    });
    await group.getByRole('checkbox').check();
    await group.getByRole('button', { name: 'Add...' }).click();
    await this.page.getByLabel('IP address', { exact: true }).fill(network);
    await this.dialog('Add IP Address').getByRole('button', { name: 'OK' }).click();
    await dialog.getByRole('button', { name: 'OK' }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  async enforces(revision: number): Promise<void> {
    await this.foot.getByText(`Enforcing revision ${revision}`, { exact: true }).waitFor();
  }

  /** Whether the focus is in that dialog. */
  focusIsIn(dialog: string): Promise<boolean> {
    return this.dialog(dialog).evaluate((element) => element.contains(document.activeElement));
  }

  /** What has the focus: its label, or its text. */
  focused(): Promise<string> {
    return this.page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    });
  }
}
