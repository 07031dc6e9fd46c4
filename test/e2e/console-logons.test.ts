/** The Security page with the relay behind it: what is set there is what a logon over SMTP meets. */
import type { Browser, Locator } from 'playwright-core';
import { X509Certificate } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SecurityState } from '../../shared/api/security.js';
import { expectAccessible, openBrowser } from '../support/browser.js';
import { Dovecot, DOVECOT_ACCOUNTS, DOVECOT_DOMAIN, hasDovecot } from '../support/dovecot.js';
import { Gatepost } from '../support/gatepost.js';
import { localhostPair } from '../support/localhost-pair.js';
import { SmtpClient } from '../support/smtp-client.js';
import { ConsoleWindow } from './console-window.js';

let browser: Browser;
let gatepost: Gatepost;
let window: ConsoleWindow;

beforeAll(async () => {
  [browser, gatepost] = await Promise.all([openBrowser(), Gatepost.start()]);
});
afterAll(async () => {
  await browser?.close();
  await gatepost?.stop();
});
beforeEach(async () => {
  window = await ConsoleWindow.open(browser, gatepost, { path: '/security', answers: [422] });
});
afterEach(async () => {
  await window.close();
  expect(window.faults).toEqual([]);
});

const part = (name: string): Locator => window.page.getByRole('region', { name, exact: true });
const grid = (name: string): Locator => window.page.getByRole('grid', { name, exact: true });

async function apply(): Promise<void> {
  await window.press('Control+Enter');
  await window.page.getByText('The settings are applied.').waitFor();
}

async function logon(name: string, password: string): Promise<string> {
  const client = await SmtpClient.open({ port: gatepost.smtpPort });
  await client.say('EHLO peer.test');
  await client.startTls();
  await client.say('EHLO peer.test');
  const text = Buffer.from(`\0${name}\0${password}`).toString('base64');
  const reply = await client.say(`AUTH PLAIN ${text}`);
  client.close();
  return reply;
}

test('an account is added with a made password, which logs on at once; disabled, it does not', async () => {
  await part('Accounts').getByText('No accounts').waitFor();
  await window.press('Alt+a');
  const dialog = window.dialog('Add Account');
  await dialog.getByLabel('Name', { exact: true }).fill('printer');
  await dialog.getByLabel('Name', { exact: true }).press('Enter');
  const shown = window.dialog('Password');
  const password = await shown.getByLabel('Password of printer').inputValue();
  await shown.getByRole('button', { name: 'Close' }).last().press('Enter');
  expect(await logon('printer', password)).toMatch(/^235/);
  await window.row('printer').click();
  await window.press('Alt+d');
  await window.row('printer').getByText('Disabled').waitFor();
  expect(await logon('printer', password)).toMatch(/^535/);
  await window.page.reload();
  await part('Recent logon failures').getByText('printer').first().waitFor();
  await expectAccessible(window.page);
});

describe.runIf(hasDovecot())('with Dovecot', () => {
  let dovecot: Dovecot;
  beforeAll(async () => {
    dovecot = await Dovecot.start();
  });
  afterAll(() => dovecot?.stop());

  test('a store is added and tried before it is applied; then its users log on', async () => {
    const user = `anna@${DOVECOT_DOMAIN}`;
    const password = DOVECOT_ACCOUNTS['anna']!;
    expect(await logon(user, password)).toMatch(/^535/);
    await grid('Account stores').focus();
    await window.press('Insert');
    const dialog = window.dialog('Add Account Store');
    await dialog.getByLabel('Name', { exact: true }).fill('Mailboxes');
    await dialog.getByRole('textbox', { name: 'Socket' }).fill(dovecot.authSocket);
    await dialog.getByLabel('User name').fill(user);
    await dialog.getByLabel('Password', { exact: true }).fill('wrong');
    await window.press('Enter');
    await dialog.getByText('Refused').waitFor();
    await dialog.getByLabel('Password', { exact: true }).fill(password);
    await window.press('Enter');
    await dialog.getByText(`It counts as ${user}.`).waitFor();
    await dialog.getByRole('button', { name: 'OK' }).press('Enter');
    await window.row('Mailboxes').getByText('Added').waitFor();
    await apply();
    expect(await logon(user, password)).toMatch(/^235/);
    expect(await logon(user, 'wrong')).toMatch(/^535/);
  });
});

test('a certificate is pasted, refused with the wrong key at its place, and shown with the right one', async () => {
  const [one, other] = await Promise.all([localhostPair(), localhostPair()]);
  const certificate = part('Certificate');
  await window.page.getByRole('radio', { name: 'Paste a certificate and its key' }).check();
  await certificate.getByLabel('Certificate, with its chain').fill(one.cert);
  await certificate.getByLabel('Private key').fill(other.key);
  await window.press('Control+Enter');
  await certificate.getByText('The private key does not belong to the certificate.').waitFor();
  await certificate.getByLabel('Private key').fill(one.key);
  await apply();
  const { body } = await gatepost.api<SecurityState>('GET', '/api/security/state');
  const { validTo } = new X509Certificate(one.cert);
  expect(body.certificate.notAfter).toBe(new Date(validTo).toISOString());
  await part('Shown to peers now').getByText('CN=localhost').first().waitFor();
});
