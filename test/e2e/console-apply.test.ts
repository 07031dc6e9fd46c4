/** Apply and everything that may come between: another administrator, a confirmation, a relay that does not answer. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Delivery } from '../../shared/api/delivery.js';
import type { RoutingDocument } from '../../shared/api/routing.js';
import type { Rules } from '../../shared/rules/schema.js';
import { expectAccessible, openBrowser } from '../support/browser.js';
import { ADMIN, Gatepost } from '../support/gatepost.js';
import { until } from '../support/until.js';
import { ConsoleWindow } from './console-window.js';

const ANSWERS = [409, 412, 422];
let browser: Browser;
let gatepost: Gatepost;
let window: ConsoleWindow;
let start: number;

beforeAll(async () => {
  [browser, gatepost] = await Promise.all([openBrowser(), Gatepost.start()]);
});
afterAll(async () => {
  await browser?.close();
  await gatepost?.stop();
});
beforeEach(async () => {
  const { body } = await gatepost.apply({
    routes: [{ domain: 'mail.example.com', to: { kind: 'inbound' } }],
  });
  start = body.revision;
  window = await ConsoleWindow.open(browser, gatepost, { answers: ANSWERS });
});
afterEach(async () => {
  await window.close();
  expect(window.faults).toEqual([]);
});

async function stored(): Promise<Rules> {
  return (await gatepost.api<RoutingDocument>('GET', '/api/routing')).body.rules;
}

async function domains(): Promise<string[]> {
  return (await stored()).routes.map(({ domain }) => domain);
}

test('two administrators: what both did is shown, and nothing of either is lost', async () => {
  await window.addDomain('mine.test');
  const { routes } = await stored();
  await gatepost.apply({ routes: [...routes, { domain: 'theirs.test', to: { kind: 'inbound' } }] });

  await window.button('Apply').click();
  const dialog = window.dialog('Two Administrators');
  await dialog.getByText(`admin applied revision ${start + 1}`).waitFor();
  await dialog.getByText('theirs.test -> <inbound>').waitFor();
  await dialog.getByText('mine.test -> <inbound>').waitFor();
  await expectAccessible(window.page);
  await dialog.getByRole('button', { name: 'Keep mine on top' }).click();

  await window.row('theirs.test').waitFor();
  await window.row('mine.test').getByText('Added').waitFor();
  await window.button('Apply').click();
  await window.enforces(start + 2);
  expect(await domains()).toEqual(['mail.example.com', 'theirs.test', 'mine.test']);
});

test('two administrators: taking theirs drops my draft, and Undo brings it back', async () => {
  await window.addDomain('mine.test');
  await gatepost.apply({ routes: [{ domain: 'theirs.test', to: { kind: 'inbound' } }] });
  await window.button('Apply').click();
  await window
    .dialog('Two Administrators')
    .getByRole('button', { name: /^Take theirs/ })
    .click();
  await window.row('mine.test').waitFor({ state: 'hidden' });
  await window.row('theirs.test').waitFor();
  await window.button('Undo').click();
  await window.row('mine.test').getByText('Added').waitFor();
});

test('two administrators change Connections: each setting is shown, none is taken silently', async () => {
  const { page } = window;
  await page.getByRole('tab', { name: 'Connections' }).click();
  await page.getByLabel('Message time-out').fill('3 days');
  await gatepost.deliver({ retry: [60] });

  await window.button('Apply').click();
  const dialog = window.dialog('Two Administrators');
  await dialog.getByText('3 days').waitFor();
  await dialog.getByText('1 min').waitFor();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Keep mine on top' }).click();
  await window.button('Apply').click();
  await window.page.getByText('The settings are applied.').waitFor();
  const { body } = await gatepost.api<Delivery>('GET', '/api/delivery');
  expect(body).toMatchObject({ retry: [60], expireAfter: 259_200 });
});

test('an open relay is applied only when it is confirmed by name', async () => {
  await window.addNetwork('0.0.0.0/0');
  await window.notice(/this is an open relay/).waitFor();
  await window.button('Apply').click();
  const dialog = window.dialog('Confirm Before Applying');
  const confirm = dialog.getByRole('checkbox', { name: /this is an open relay/ });
  await confirm.waitFor();
  await expectAccessible(window.page);
  expect(await dialog.getByRole('button', { name: 'Apply' }).isEnabled()).toBe(false);
  expect((await stored()).restrictions.addresses.entries).toEqual([]);

  await confirm.check();
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await window.enforces(start + 1);
  expect((await stored()).restrictions.addresses.entries).toEqual([{ network: '0.0.0.0/0' }]);
});

test('a relay that does not answer: saved, not in force, and enforced when it runs again', async () => {
  const { relay } = await gatepost.children();
  await window.addDomain('later.test');
  process.kill(relay, 'SIGSTOP');
  try {
    await window.button('Apply').click();
    await window.notice(`Revision ${start + 1} is saved but not confirmed by the relay.`).waitFor();
    await window.foot.getByText('The relay does not answer').waitFor();
    await expectAccessible(window.page);
    await window.button('Try again').click();
    await window.button('Asking…').waitFor();
  } finally {
    process.kill(relay, 'SIGCONT');
  }
  await window.enforces(start + 1);
  await window.notice(/is saved but not/).waitFor({ state: 'hidden' });
  // Asking again has stored nothing anew.
  const { body } = await gatepost.api<RoutingDocument>('GET', '/api/routing');
  expect(body).toMatchObject({ revision: start + 1, enforced: { revision: start + 1 } });
});

test('a session that ends keeps the draft: log on again, and apply it', async () => {
  await window.addDomain('kept.test');
  await window.page.context().clearCookies();
  await window.button('Apply').click();
  const dialog = window.dialog('The session has ended');
  await dialog.waitFor();
  await expectAccessible(window.page);
  await window.page.getByLabel('Password').fill(ADMIN.password);
  await window.button('Log On').click();
  await dialog.waitFor({ state: 'hidden' });
  await window.row('kept.test').getByText('Added').waitFor();
  await window.button('Apply').click();
  await window.enforces(start + 1);
  expect(await domains()).toContain('kept.test');
});

test('an entry that the console refuses is marked where it stands', async () => {
  const { page } = window;
  await window.addNetwork('10.9.0.0/16');
  const message = 'This network is refused for the test.';
  await page.route('**/api/routing', (route) =>
    route.request().method() === 'PUT'
      ? route.fulfill({
          status: 422,
          json: {
            error: {
              code: 'invalid',
              message,
              issues: [{ path: 'rules.restrictions.addresses.entries.0.network', message }],
            },
          },
        })
      : route.continue(),
  );
  await window.button('Apply').click();
  await window.notice(/1 entry to correct in Routing Restrictions/).waitFor();
  await window.button('Show').last().click();
  const dialog = window.dialog('Routing Restrictions');
  await dialog
    .getByRole('row', { name: /10\.9\.0\.0/ })
    .getByText(message)
    .waitFor();
  await expectAccessible(page);
});

test('Connections are applied and in force: a smart host with its account, whose password never comes back', async () => {
  const { page } = window;
  await page.getByRole('tab', { name: 'Connections' }).click();
  await page.getByLabel('Forward all messages to host').check();
  await page.getByLabel('Host', { exact: true }).fill('smart.example.net.');
  await page.getByLabel('Port').focus();
  await page.getByRole('button', { name: 'smart.example.net', exact: true }).click();
  await page.getByLabel('Port').fill('587');
  await page.getByLabel('Encrypt with TLS').selectOption('required');
  await page.getByLabel('Log on to this host').check();
  await page.getByRole('textbox', { name: 'Account', exact: true }).fill('gatepost');
  await page.getByLabel('Password').fill('a secret of ours');
  await expectAccessible(page);
  await window.button('Apply').click();
  await page.getByText('The settings are applied.').waitFor();

  await page.reload();
  await page.getByPlaceholder('stored; type to replace').waitFor();
  expect(await page.content()).not.toContain('a secret of ours');
  const { body } = await gatepost.api<Delivery>('GET', '/api/delivery');
  expect(body.outbound).toMatchObject({
    host: 'smart.example.net',
    port: 587,
    auth: { username: 'gatepost', password: { set: true } },
  });
  await until(async () => ((await gatepost.status()).relay?.enforced.problem ? null : true));
});
