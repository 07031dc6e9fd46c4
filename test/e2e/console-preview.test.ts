/**
 * Before Apply: the draft over traffic that a real relay has recorded, expectations that keep it waiting, Try it
 * from a real decision; by keyboard. What is large, old or failing is answered by `preview-api.ts`.
 */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { inbound, rulesWith } from '../client/draft/rules-of-test.js';
import { expectAccessible, LOOKS, openBrowser, type Look } from '../support/browser.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { ConsoleWindow } from './console-window.js';
import { group, hoursAgo, partOf, previewWith, TrafficApi, used } from './preview-api.js';

const PERMITTED = 'Hosts and clients with these IP addresses';

let browser: Browser;
let gatepost: Gatepost;
let window: ConsoleWindow;
let page: Page;

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

interface OpenOptions {
  readonly path?: string;
  readonly look?: Look | undefined;
  readonly answers?: readonly number[];
  readonly api?: TrafficApi;
}

async function open({ api, ...options }: OpenOptions = {}): Promise<void> {
  const prepare = async (opened: Page) => api?.answerIn(opened);
  window = await ConsoleWindow.open(browser, gatepost, { ...options, prepare });
  page = window.page;
}

/** The replies to recipients that one peer asks for; no message follows. */
async function ask(peer: string, ...recipients: readonly string[]): Promise<string[]> {
  const client = await SmtpClient.open({ port: gatepost.smtpPort, localAddress: peer });
  await client.say('EHLO peer.test');
  await client.say('MAIL FROM:<printer@example.com>');
  const replies: string[] = [];
  for (const recipient of recipients) replies.push(await client.say(`RCPT TO:<${recipient}>`));
  client.close();
  return replies;
}

const heading = (text: string | RegExp): Locator =>
  page.getByRole('heading', { level: 2, name: text });
const tryIt = (): Locator => page.getByRole('region', { name: 'Try it' });
const part = (name: string): Locator => page.getByRole('region', { name });

/** Takes an entry out of "these IP addresses" and puts another in, by keyboard. */
async function exchange(gone: string, added: string): Promise<void> {
  await window.button('Routing Restrictions...').waitFor();
  await window.press('Alt+t');
  const dialog = window.dialog('Routing Restrictions');
  const permitted = dialog.getByRole('group', { name: PERMITTED });
  await permitted.getByRole('grid').focus();
  await page.keyboard.type(gone);
  await window.press('Delete', 'Insert');
  await window.dialog('Add IP Address').waitFor();
  await page.keyboard.type(added);
  await window.press('Enter');
  await window.dialog('Add IP Address').waitFor({ state: 'hidden' });
  await dialog.getByRole('button', { name: 'OK' }).press('Enter');
  await dialog.waitFor({ state: 'hidden' });
}

test('recorded traffic is replayed, an expectation keeps Apply waiting, and what is applied is what was shown', async () => {
  await gatepost.apply(rulesWith([inbound('example.com')], ['127.0.2.0/24']));
  await ask('127.0.2.9', 'anyone@remote.test', 'other@remote.test');
  await ask('127.0.5.1', 'anyone@remote.test', 'user@example.com');
  await ask('127.0.5.7', 'anyone@remote.test');
  const rows = await gatepost.decisions(5);
  const { ref } = rows.find(({ recipient }) => recipient === 'other@remote.test')!;

  // The console asks for a confirmation with 409.
  await open({ answers: [409] });
  await tryIt().getByRole('button', { name: 'Use a real decision' }).press('Enter');
  await window.dialog('Use a Real Decision').getByText('other@remote.test').waitFor();
  await expectAccessible(page);
  await page.keyboard.type(`ref ${ref}`);
  await window.press('Enter');
  await tryIt().getByText(`As in ref ${ref}, asked again now.`).waitFor();
  expect(await page.evaluate(() => location.search)).toBe('');
  await tryIt().getByText('to the mail servers of remote.test.').waitFor();
  await expectAccessible(page);
  const row = tryIt().getByRole('link', { name: 'Show the row' });
  expect(await row.getAttribute('href')).toBe('/routing/restrictions?rule=address+127.0.2.0%2F24');
  expect(await tryIt().getByRole('link', { name: 'Find in the log' }).getAttribute('href')).toBe(
    '/log?peer=127.0.2.9&recipient=other%40remote.test',
  );
  await tryIt().getByRole('button', { name: 'Keep as expectation' }).press('Enter');
  await window.press('Control+Enter');
  await window.enforces(3);

  await exchange('127.0.2.0', '127.0.5.0/24');
  const fails = window.foot.getByRole('link', { name: '1 expectation fails' });
  await fails.waitFor();
  await window.foot.getByRole('link', { name: 'Preview' }).press('Enter');
  await heading(
    '1 peer would lose relaying, 1 network gains it, 1 decision stays as it is.',
  ).waitFor();
  expect(await page.getByRole('tab', { selected: true }).textContent()).toContain('Routing');
  await page
    .getByText(/^2 changes, replayed over the 5 decisions recorded in the last 7 days/)
    .waitFor();
  await part('Would lose relaying')
    .getByRole('row', { name: /127\.0\.2\.9 2 .* address IP=127/ })
    .waitFor();
  const gain = part('Would gain relaying').getByRole('row', { name: /127\.0\.5\.0\/24 2 peers 2/ });
  await gain.waitFor();
  expect(await gain.getByRole('link', { name: '127.0.5.0/24' }).getAttribute('href')).toBe(
    '/log?peer=127.0.5.0%2F24',
  );
  await page.getByText('1 of 1 expectation fails, so Apply waits.').waitFor();
  await expectAccessible(page);

  await window.press('Control+Enter');
  const confirm = window.dialog('Confirm Before Applying');
  await confirm
    .getByRole('checkbox', {
      name: '127.0.2.9 to other@remote.test is expected to be relay, but is reject.',
    })
    .waitFor();
  expect(await confirm.getByRole('button', { name: 'Apply' }).isEnabled()).toBe(false);
  await confirm.getByRole('button', { name: 'Change the draft' }).press('Enter');
  const expectations = window.dialog('Expectations');
  await expectations.getByRole('row', { name: /127\.0\.2\.9.*relay.*reject.*Fails/ }).waitFor();
  await expectAccessible(page);
  await expect.poll(() => window.focused()).toBe('Expectations');
  await window.press('Enter');
  const edit = window.dialog('Edit Expectation');
  await edit.getByText('The draft gives').waitFor();
  await edit.getByLabel('Expected').selectOption('reject');
  await edit.getByLabel('Note').fill('the old printers are gone');
  await window.press('Enter');
  await expectations.getByText('the old printers are gone').waitFor();
  await expectations.getByText('Changed', { exact: true }).waitFor();
  await window.press('Escape');
  await fails.waitFor({ state: 'hidden' });
  await window.press('Control+Enter');
  await window.enforces(4);
  expect((await ask('127.0.2.9', 'other@remote.test'))[0]).toMatch(/^550 5\.7\.1/);
  expect((await ask('127.0.5.1', 'anyone@remote.test'))[0]).toMatch(/^250/);
});

test('an expectation that fails can be confirmed by name from the preview', async () => {
  const request = { peer: '127.0.2.9', recipient: 'x@remote.test' };
  const expectations = [{ request, verdict: 'relay' as const, note: 'the printers relay' }];
  await gatepost.apply(rulesWith([inbound('example.com')], ['127.0.2.0/24'], { expectations }));
  const { revision } = (await gatepost.api<{ revision: number }>('GET', '/api/routing')).body;
  await open({ look: LOOKS[3] });
  await exchange('127.0.2.0', '127.0.6.0/24');
  await page.getByRole('button', { name: /^Routing 2 changes 1 fails/ }).waitFor();
  await window.foot.getByRole('link', { name: 'Preview' }).click();
  await page.getByText('“the printers relay” would be rejected.').waitFor();
  await expectAccessible(page);
  await window.button('Confirm by name...').click();
  const confirm = window.dialog('Confirm Before Applying');
  await confirm.getByRole('checkbox', { name: /\(the printers relay\), but is reject/ }).check();
  await confirm.getByRole('button', { name: 'Apply' }).click();
  await window.enforces(revision + 1);
  await heading('There is no draft: nothing would change.').waitFor();
  await expectAccessible(page);
});

test('a preview with hundreds of groups, of every kind, in every look; and one that fails is asked again', async () => {
  const api = new TrafficApi();
  const verdicts = (before: 'inbound' | 'relay', after: 'reject' | 'relay') => ({
    before: {
      verdict: before,
      reason: 'inbound-route',
      rule: 'route a.test -> <inbound>',
    } as const,
    after: { verdict: after, reason: 'not-permitted', rule: null } as const,
    because: { change: 'removes', rule: 'route a.test -> <inbound>' } as const,
  });
  api.preview = previewWith({
    loses: partOf(
      Array.from({ length: 12 }, (_, i) => group({ peer: `10.1.4.${i}`, decisions: 236 })),
      1_300,
    ),
    others: partOf([group({ peer: '2001:db8::7', ...verdicts('inbound', 'reject') })]),
    rerouted: partOf([group({ peers: 312, decisions: 88, ...verdicts('relay', 'relay') })]),
  });
  api.previewFails = 503;
  for (const look of [LOOKS[0], LOOKS[3]]) {
    await open({ api, look, answers: [503], path: '/routing' });
    await window.addDomain('new.example.com');
    await window.foot.getByRole('link', { name: 'Preview' }).click();
    await page.getByText('The decision log is being moved.').waitFor();
    api.previewFails = 0;
    await window.button('Try again').press('Enter');
    await heading(
      /^1,312 peers would lose relaying, 1 decision gets another verdict, 88/,
    ).waitFor();
    await page.getByText('The largest 12 of 1,312 are listed; all of them are counted.').waitFor();
    await part('Would get another verdict').getByText('inbound', { exact: true }).waitFor();
    await part('Would go another way').getByText('312 peers').first().waitFor();
    await window.button('Show as a table').press('Enter');
    await page.getByRole('row', { name: 'by another way 88 312' }).waitFor();
    await page.getByLabel('Replay over').selectOption('90');
    await page.getByText(/recorded in the last 90 days/).waitFor();
    const since = Date.parse(api.sinces.at(-1)!);
    expect(Math.round((Date.now() - since) / 86_400_000)).toBe(90);
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(look.width);
    api.previewFails = 503;
    if (look === LOOKS[0]) await window.close();
  }
});

test('beside each rule stands how it is used; a gateway is shown once and kept', async () => {
  await gatepost.apply(
    rulesWith(
      [inbound('example.com'), { ...inbound('old.test'), until: hoursAgo(30) }],
      ['10.1.2.0/24', '10.1.9.25'],
    ),
  );
  const api = new TrafficApi();
  api.use = {
    since: hoursAgo(90 * 24),
    rules: {
      'route example.com -> <inbound>': used(18_204, hoursAgo(0)),
      'address 10.1.2.0/24': used(2911, hoursAgo(0)),
    },
    gateways: [
      {
        peer: '10.1.2.1',
        rule: 'address 10.1.2.0/24',
        heloCount: 14,
        helos: ['<b>pc-7</b>\u202e', 'scan-1'],
        accountCount: 0,
        decisions: 912,
        lastSeen: hoursAgo(1),
      },
    ],
  };
  await open({ api });
  const table = page.getByRole('grid', { name: 'Routing table' });
  await table.getByRole('row', { name: /old\.test Ended <inbound> ended .* 0 never/ }).waitFor();
  await page.getByText('10.1.2.1 looks like a gateway.').waitFor();
  await page.getByText('It gave 14 HELO names this week. Everyone behind it can relay.').waitFor();
  await page.getByText('<b>pc-7</b>\\u202e').waitFor();
  await expectAccessible(page);
  await window.button('Keep it').press('Enter');
  await page.getByText('10.1.2.1 is known to be a gateway, and not warned of again.').waitFor();
  await page.getByText('looks like a gateway').waitFor({ state: 'hidden' });
  expect(api.kept).toEqual(['10.1.2.1']);

  // The link of the row on which the keys are is the next stop of Tab.
  await table.focus();
  await window.press('Tab');
  expect(await window.focused()).toBe('18,204');
  await window.press('Alt+t');
  const permitted = window.dialog('Routing Restrictions').getByRole('group', { name: PERMITTED });
  await permitted.getByRole('row', { name: /10\.1\.2\.0.* 2,911 \d\d:\d\d/ }).waitFor();
  await permitted.getByRole('row', { name: /10\.1\.9\.25.* 0 never/ }).waitFor();
  await expectAccessible(page);
  await permitted.getByRole('link', { name: '2,911' }).click();
  await page.waitForURL('**/log?rule=address+10.1.2.0%2F24');
});
