/** The Connections page: what is set there is what the relay does; all of it can be done by keyboard. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from 'vitest';
import type { Alerts } from '../../shared/api/alerts.js';
import type { Delivery } from '../../shared/api/delivery.js';
import { expectAccessible, openBrowser } from '../support/browser.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';
import { ConsoleWindow } from './console-window.js';

let browser: Browser;
let gatepost: Gatepost;
let window: ConsoleWindow;

beforeAll(async () => {
  [browser, gatepost] = await Promise.all([
    openBrowser(),
    // Names are asked of nobody.
    Gatepost.start({ environment: { GATEPOST_DNS: '127.0.0.1:9' } }),
  ]);
  await gatepost.apply({ routes: [{ domain: 'example.com', to: { kind: 'inbound' } }] });
});
afterAll(async () => {
  await browser?.close();
  await gatepost?.stop();
});
beforeEach(async () => {
  window = await ConsoleWindow.open(browser, gatepost, { path: '/connections' });
});
afterEach(async () => {
  await window.close();
  expect(window.faults).toEqual([]);
});

/** Applies by keyboard, and waits until the relay uses it. */
async function apply(): Promise<void> {
  await window.press('Control+Enter');
  await window.page.getByText('The settings are applied.').waitFor();
  await window.button('Close this message').press('Enter');
}

async function stored(): Promise<Delivery> {
  return (await gatepost.api<Delivery>('GET', '/api/delivery')).body;
}

/** The replies to EHLO, MAIL and RCPT of a stranger. */
async function asked(recipient: string, size = 1000): Promise<string[]> {
  const client = await SmtpClient.open({ port: gatepost.smtpPort });
  const replies = [await client.say('EHLO peer.test')];
  replies.push(await client.say(`MAIL FROM:<s@sender.test> SIZE=${size}`));
  replies.push(await client.say(`RCPT TO:<${recipient}>`));
  client.close();
  return replies;
}

test('sizes, times and smart hosts are typed as people write them, and what the relay does follows', async () => {
  const { page } = window;
  await page.getByLabel('Message size limit').fill('8 MiB');
  await page.getByLabel('Notify the sender of a delay after').fill('never');
  await page.getByLabel('Retry intervals').fill('5 min, 1 h');
  await page.getByRole('radio', { name: 'Forward all messages to host' }).check();
  await page.getByLabel('Host', { exact: true }).fill('One.example, two.example:2525');
  await apply();
  expect(await stored()).toMatchObject({
    messageSize: 8 * 1024 * 1024,
    warnAfter: 0,
    retry: [300, 3600],
    outbound: { kind: 'smarthost', host: 'one.example, two.example:2525', port: 25 },
  });
  const [ehlo] = await asked('a@example.com');
  expect(ehlo).toMatch(/^250[- ]SIZE 8388608$/m);
  const [, mail] = await asked('a@example.com', 9_000_000);
  expect(mail).toMatch(/^552 5\.3\.4/);
});

test('what cannot be read stands beside its field, and nothing is applied', async () => {
  const { page } = window;
  const before = await stored();
  await page.getByLabel('Message size limit').fill('many');
  await page.getByLabel('Retry intervals').fill('soon');
  await page.getByLabel('Message size limit').focus();
  await page.getByText('A number and a unit, such as 50 MiB.').waitFor();
  await expectAccessible(page);
  await window.press('Control+Enter');
  const size = page.getByLabel('Message size limit');
  await page.getByLabel('Retry intervals').and(page.locator('[aria-invalid=true]')).waitFor();
  expect(await size.getAttribute('aria-invalid')).toBe('true');
  expect(await stored()).toEqual(before);
});

test('the limits of peers: a number that cannot be is said beside its field, the relay keeps those that can', async () => {
  const { page } = window;
  const reserve = page.getByLabel('Of these kept for permitted peers');
  await reserve.fill('20,000');
  await window.press('Tab');
  await page.getByText('Less than all sessions, or no stranger could ever send mail in.').waitFor();
  await expectAccessible(page);
  await reserve.fill('300');
  await page.getByLabel('Sessions of one address').fill('1');
  await page.getByLabel('Connections of one address in a minute').fill('none');
  await page.getByLabel('Time for a session').fill('2 h');
  await apply();
  const { limits } = await stored();
  expect(limits).toMatchObject({ reserve: 300, sessionsPerAddress: 1, connectionsPerMinute: 0 });
  expect(limits.sessionTime).toBe(7200);
  const client = await SmtpClient.open({ port: gatepost.smtpPort });
  await expect(SmtpClient.open({ port: gatepost.smtpPort })).rejects.toThrow('421 4.7.0 Too many');
  client.close();
  await page.getByRole('link', { name: 'Too many sessions of one address' }).click();
  await window
    .row(/Too many sessions of one address/)
    .first()
    .waitFor();
  await gatepost.deliver({ limits: {} });
});

test('DNS lists and proxies, by keyboard: the dialog says what a list cannot be, the relay asks those that are there', async () => {
  const { page } = window;
  const lists = page.getByRole('region', { name: 'DNS lists' });
  await lists.getByRole('button', { name: 'Add...' }).press('Enter');
  const dialog = window.dialog('Add DNS List');
  await page.keyboard.type('Zen.Bad.Test.');
  await dialog.getByLabel('Answers that count').fill('127.0.0.2, 10.0.0.1');
  await dialog.getByRole('button', { name: 'OK' }).press('Enter');
  await dialog.getByText('Lists answer with addresses of 127.0.0.0/8.').waitFor();
  await expectAccessible(page);
  await dialog.getByLabel('Answers that count').fill('127.0.0.2, 127.0.0.4/30');
  await dialog.getByLabel('Who is on it').selectOption('is only noted');
  await dialog.getByRole('button', { name: 'OK' }).press('Enter');
  await lists.getByText('zen.bad.test').waitFor();
  const proxies = page.getByRole('region', { name: 'Proxies' });
  await proxies.getByRole('button', { name: 'Add...' }).press('Enter');
  await page.keyboard.type('127.0.5.0/24');
  await page.keyboard.press('Enter');
  await proxies.getByText('127.0.5.0').waitFor();
  await expectAccessible(page);
  await apply();
  const { dnsLists, proxies: stand } = await stored();
  expect(dnsLists).toEqual([
    { zone: 'zen.bad.test', answers: ['127.0.0.2', '127.0.0.4/30'], action: 'log' },
  ]);
  expect(stand).toEqual([{ network: '127.0.5.0/24' }]);
  const behind = { port: gatepost.smtpPort, localAddress: '127.0.5.1' };
  const header = 'PROXY TCP4 127.0.8.8 192.0.2.1 40001 25\r\n';
  (await SmtpClient.open({ ...behind, header })).close();
  await lists.getByRole('row', { name: /zen\.bad\.test/ }).click();
  await window.press('Delete');
  await apply();
  expect((await stored()).dnsLists).toEqual([]);
  await gatepost.deliver({ proxies: [] });
});

test('a pasted list of recipients, with its wrong line to correct: others are refused at RCPT', async () => {
  const { page } = window;
  await page.getByRole('radio', { name: 'Only these recipients' }).check();
  const list = page.getByRole('grid', { name: 'Recipients that exist' });
  await page.getByText('All inbound mail would be refused.').waitFor();
  await list.focus();
  await window.press('Insert');
  const dialog = window.dialog('Add Recipients');
  const lines = dialog.getByLabel('Addresses, one a line');
  await lines.fill('anna@example.com\nbob at example.com\n# a remark\n@sub.example.com');
  await dialog.getByRole('button', { name: 'OK' }).press('Enter');
  await dialog.getByText(/Cannot be read: line 2 “bob at example.com”/).waitFor();
  await expectAccessible(page);
  await lines.fill('anna@example.com\nbob@example.com\n@sub.example.com');
  await dialog.getByRole('button', { name: 'Add 3' }).click();
  await page.getByText('3 addresses').waitFor();
  await window.row('bob@example.com').click();
  await window.press('Delete');
  await window.row('bob@example.com').waitFor({ state: 'hidden' });
  await apply();
  expect((await asked('Anna@example.com'))[2]).toMatch(/^250/);
  expect((await asked('bob@example.com'))[2]).toMatch(/^550 5\.1\.1/);
  const [row] = await gatepost.decisions(1, 'recipient=bob@example.com');
  expect(row).toMatchObject({ reason: 'unknown-recipient', decidedBy: 'recipient' });
  await gatepost.deliver({ recipients: { kind: 'any' } });
});

test('TLS for a destination of its own: added, changed and removed by keyboard', async () => {
  const { page } = window;
  const list = page.getByRole('grid', { name: 'TLS by destination' });
  await list.focus();
  await window.press('Insert');
  const dialog = window.dialog('Add Destination');
  await dialog.getByLabel('Domain or host').fill('bank..test');
  await window.press('Enter');
  await dialog.getByRole('alert').or(dialog.locator('[aria-invalid=true]')).first().waitFor();
  await dialog.getByLabel('Domain or host').fill('Bank.test');
  await dialog.getByLabel('Encrypt with TLS').selectOption('verified');
  await window.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await window.row('bank.test').waitFor();
  await apply();
  expect((await stored()).tlsFor).toEqual([{ destination: 'bank.test', tls: 'verified' }]);

  await window.row('bank.test').click();
  await window.press('F2');
  await window.dialog('Edit Destination').getByLabel('Encrypt with TLS').selectOption('none');
  await window.press('Enter');
  await apply();
  expect((await stored()).tlsFor).toEqual([{ destination: 'bank.test', tls: 'none' }]);

  await window.row('bank.test').click();
  await window.press('Delete');
  await apply();
  expect((await stored()).tlsFor).toEqual([]);
});

test('with less free space than wished the relay takes no mail, and every page says so until it does', async () => {
  const { page } = window;
  await page.getByLabel('Free space limit').fill('1024 GiB');
  await apply();
  const says = page
    .getByRole('status')
    .or(page.getByRole('alert'))
    .filter({ hasText: /no mail|disk|room/i });
  await says.first().waitFor();
  expect((await asked('a@example.com'))[1]).toMatch(/^452 4\.3\.1/);
  await page.getByRole('tab', { name: 'Routing' }).click();
  await says.first().waitFor();
  await expectAccessible(page);
  await page.getByRole('tab', { name: 'Connections' }).click();
  await page.getByLabel('Free space limit').fill('10 MiB');
  await apply();
  await until(async () => ((await asked('a@example.com'))[1]!.startsWith('250') ? true : null));
  await says.first().waitFor({ state: 'hidden' });
});

test('alerts are set up, tried and applied on Diagnostics like everything else', async () => {
  const { page } = window;
  await page.getByRole('tab', { name: 'Diagnostics' }).click();
  await page.getByLabel('The oldest message waits longer than').fill('soon');
  await page.getByLabel('Days that are left').fill('21');
  await page.getByText('A number and a unit, such as 15 min.').waitFor();
  await page.getByLabel('The oldest message waits longer than').fill('30 min');
  await page.getByRole('checkbox', { name: 'Webhook' }).check();
  await page.getByLabel('Address', { exact: true }).fill('http://127.0.0.1:1/alerts');
  await page.getByRole('button', { name: 'Test webhook' }).press('Enter');
  await page.getByText('Nobody listens at that port.').waitFor();
  await apply();
  const { body } = await gatepost.api<Alerts>('GET', '/api/alerts');
  expect(body).toMatchObject({
    queueAge: { enabled: true, after: 1800 },
    certificate: { days: 21 },
    webhook: { url: 'http://127.0.0.1:1/alerts' },
  });
  expect(await page.getByRole('checkbox', { name: 'Command' }).isDisabled()).toBe(true);
});

test('the self-test is begun, followed and stopped by keyboard; each result opens to its transcript', async () => {
  const silent = await new SmtpSink({ greeting: 'HANG' }).start();
  const inbound = { kind: 'smtp' as const, host: '127.0.0.1', port: silent.port };
  expect((await gatepost.deliver({ inbound })).status).toBe(200);
  const { page } = window;
  await page.getByRole('tab', { name: 'Diagnostics' }).click();
  await page.getByText('No self-test since the relay was started').waitFor();
  await page.getByRole('button', { name: 'Run the self-test' }).press('Enter');
  await page.getByText(/: Inbound host$/).waitFor();
  const results = page.getByRole('table', { name: 'Results of the self-test' });
  await results.getByRole('row', { name: /^Fine Open relay: smtp .* all refused/ }).waitFor();
  const opens = results.getByRole('button', { name: /^Open relay: smtp/ });
  await opens.press('Enter');
  expect(await opens.getAttribute('aria-expanded')).toBe('true');
  const transcript = page.getByRole('list', { name: /^Transcript: Open relay/ });
  await transcript.getByText('RCPT TO:<victim%relay-test.invalid@localhost>').first().waitFor();
  await page.getByRole('button', { name: 'Stop', exact: true }).press('Enter');
  await page.getByText(/^Stopped .*: .* fine/).waitFor();
  await expectAccessible(page);
  await silent.stop();
});

test('while the relay does not answer the self-test says so, and the page goes on', async () => {
  await window.close();
  const error = { code: 'unavailable', message: 'The relay is not running.' };
  window = await ConsoleWindow.open(browser, gatepost, {
    path: '/diagnostics',
    answers: [503],
    prepare: async (page) => {
      await page.route('**/api/self-tests', (route) =>
        route.fulfill({ status: 503, json: { error } }),
      );
    },
  });
  const { page } = window;
  await page.getByText(error.message).waitFor();
  await page.getByLabel('Days that are left').waitFor();
  expect(await window.button('Run the self-test').isEnabled()).toBe(true);
});
