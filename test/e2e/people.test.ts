/** People in the browser: an invitation, a second factor, recovery, sessions, and what is on record of it. */
import type { Browser, Page } from 'playwright-core';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NewInvitation } from '../../shared/api/people.js';
import type { Role } from '../../shared/api/roles.js';
import { expectAccessible, LOOKS, openBrowser, openPage } from '../support/browser.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { ConsoleWindow } from './console-window.js';

const PASSWORD = 'a password of my own';
const OTHER_PASSWORD = 'another password of mine';

let browser: Browser;
let gatepost: Gatepost;

beforeAll(async () => {
  [browser, gatepost] = await Promise.all([openBrowser(), Gatepost.start()]);
});
afterAll(async () => {
  await browser?.close();
  await gatepost?.stop();
});

async function logOn(page: Page, username: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('Account').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log On', exact: true }).click();
}

async function setPassword(page: Page, password: string): Promise<void> {
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Password again').fill(password);
  await page.getByRole('button', { name: 'Set the Password' }).click();
}

/** Somebody who took an invitation, in a browser of their own. */
async function joined(username: string, role: Role, look = LOOKS[0] as (typeof LOOKS)[number]) {
  const { body } = await gatepost.api<NewInvitation>('POST', '/api/users/invitations', {
    username,
    role,
  });
  const { page, faults } = await openPage(browser, { look });
  await page.goto(body.link);
  await setPassword(page, PASSWORD);
  await page.getByRole('button', { name: username }).waitFor();
  return { page, faults };
}

test('an administrator invites, and the person sets up a second factor and logs on with it', async () => {
  const window = await ConsoleWindow.open(browser, gatepost, { path: '/security' });
  const { page: admin } = window;
  await admin.getByRole('link', { name: 'People' }).click();
  await window.button('Invite...').click();
  const invite = window.dialog('Invite');
  await invite.getByLabel('Name').fill('no blanks');
  await window.press('Enter');
  await invite.getByText('No blanks and no control characters.').waitFor();
  await expectAccessible(admin);
  await invite.getByLabel('Name').fill('anna');
  await invite.getByRole('radio', { name: 'Operator' }).check();
  await window.press('Enter');
  const link = await window.dialog('Invitation').getByLabel('Link for anna').inputValue();
  expect(link).toContain(`${gatepost.consoleUrl}/invitation#`);
  await expectAccessible(admin);
  await window.press('Escape');
  await window.row('anna').getByText('Operator').waitFor();

  // The link sets the password, once, and leads to what an operator may see.
  const { page, faults } = await openPage(browser, { answers: [403, 422] });
  await page.goto(link);
  await page.getByRole('heading', { name: 'Welcome, anna' }).waitFor();
  await expectAccessible(page);
  await setPassword(page, PASSWORD);
  await page.getByRole('tab', { name: 'Queues' }).waitFor();
  const tabs = await page.getByRole('tab').allTextContents();
  expect(tabs).not.toContain('Routing');
  expect(tabs).not.toContain('Security');
  const second = await openPage(browser, { answers: [403] });
  await second.page.goto(link);
  await second.page.getByText(/This link is not valid/).waitFor();
  await second.page.context().close();

  // The second factor is on once a first code was right.
  await page.getByRole('button', { name: 'anna' }).click();
  await page.getByRole('menuitem', { name: 'Your account...' }).click();
  await page.getByRole('button', { name: 'Turn on...' }).click();
  const turnOn = page.getByRole('dialog', { name: 'Turn On the Second Factor' });
  await turnOn.getByLabel('Your password').fill('wrong');
  await page.keyboard.press('Enter');
  await turnOn.getByText('This is not your password.').waitFor();
  await turnOn.getByLabel('Your password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await turnOn.getByRole('img', { name: /QR code/ }).waitFor();
  const secret = (await turnOn.locator('code').innerText()).replaceAll(' ', '');
  const code = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate();
  const field = turnOn.getByLabel('Code that the app shows now');
  await field.fill('000000');
  await page.keyboard.press('Enter');
  await turnOn.getByText(/not the code of now/).waitFor();
  await expectAccessible(page);
  const first = code();
  await field.fill(first);
  await page.keyboard.press('Enter');
  const shown = page.getByRole('dialog', { name: 'Recovery Codes' });
  await shown.getByRole('listitem').first().waitFor();
  const recovery = await shown.getByRole('listitem').allInnerTexts();
  expect(recovery).toHaveLength(10);
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await page.getByText('10 recovery codes left.').waitFor();

  // From then on a logon asks for a code; one that was taken is not taken again, a recovery code is, once.
  const other = await openPage(browser);
  await other.page.goto(gatepost.consoleUrl);
  await logOn(other.page, 'anna');
  await other.page.getByLabel('Code').fill(first);
  await other.page.keyboard.press('Enter');
  await other.page.getByText('A code works once.').waitFor();
  await expectAccessible(other.page);
  await other.page.getByLabel('Code').fill(recovery[0]!.toUpperCase());
  await other.page.keyboard.press('Enter');
  await other.page.getByRole('tab', { name: 'Queues' }).waitFor();

  // The first browser sees the other session and ends it.
  await page.reload();
  await page.getByText('9 recovery codes left.').waitFor();
  const sessions = page.getByRole('grid', { name: 'Sessions' });
  await sessions.getByRole('row').filter({ hasNotText: 'This one' }).nth(1).click();
  await page.getByRole('button', { name: 'End', exact: true }).click();
  await page.getByText('The session has ended.').waitFor();
  await other.page.getByRole('dialog', { name: 'The session has ended' }).waitFor();
  await other.page.context().close();

  // A token is made, is good for what it says, and ends when it is removed.
  await page.getByRole('grid', { name: 'Tokens' }).focus();
  await page.keyboard.press('Insert');
  const add = page.getByRole('dialog', { name: 'Add Token' });
  await add.getByLabel('For').fill('night watch');
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  const token = await page.getByLabel('Token night watch').inputValue();
  await page.keyboard.press('Escape');
  const asks = async (method: string, path: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(gatepost.consoleUrl + path, { method, headers })).status;
  };
  expect(await asks('GET', '/api/queue')).toBe(200);
  expect(await asks('POST', '/api/queue/x/hold')).toBe(403);
  expect(await asks('GET', '/api/users')).toBe(403);
  const tokens = page.getByRole('grid', { name: 'Tokens' });
  await tokens.getByRole('row', { name: /night watch/ }).click();
  await page.keyboard.press('Delete');
  await page.getByRole('button', { name: 'Remove 1' }).click();
  await page.getByText('The token is removed.').waitFor();
  expect(await asks('GET', '/api/queue')).toBe(401);

  // The administrator reads what happened, filtered by the address; a change of role ends the session.
  await admin.goto(`${gatepost.consoleUrl}/security/audit?actor=anna`);
  const trail = admin.getByRole('table', { name: 'Audit trail' });
  for (const words of [
    'Logged on',
    'Second factor turned on',
    'Recovery code used',
    'Session ended',
    'Token removed',
    'Logon refused',
  ]) {
    await trail.getByText(words).first().waitFor();
  }
  expect(await trail.getByText('127.0.0.1').count()).toBeGreaterThan(3);
  expect(await trail.innerText()).not.toContain('Person invited');
  await admin.getByLabel('What').selectOption('Recovery code used');
  await expect.poll(() => trail.getByRole('row').count()).toBe(2);
  expect(admin.url()).toContain('action=recovery-code-used');
  const csv = await gatepost.download('/api/audit/export?format=csv&action=recovery-code-used');
  expect(csv).toMatch(/^at,who,action,.*\r\n.*,anna,Recovery code used,9 left,127\.0\.0\.1,/);

  await admin.goto(`${gatepost.consoleUrl}/security/people`);
  await window.row('anna').click();
  await window.button('Edit...').click();
  await window.dialog('Edit Person').getByRole('radio', { name: 'Helpdesk' }).check();
  await expectAccessible(admin);
  await window.press('Enter');
  await window.row('anna').getByText('Helpdesk').waitFor();
  await page.getByRole('dialog', { name: 'The session has ended' }).waitFor();
  await window.close();
  await page.context().close();
  expect([...window.faults, ...faults]).toEqual([]);
});

test('a forgotten password is set by a new link, and what was open with the old one ends', async () => {
  const { page } = await joined('otto', 'operator');
  const window = await ConsoleWindow.open(browser, gatepost, { path: '/security/people' });
  await window.row('otto').click();
  await window.button('New password...').click();
  const link = await window.dialog('Invitation').getByLabel('Link for otto').inputValue();
  await window.close();
  const other = await openPage(browser);
  await other.page.goto(link);
  await other.page.getByRole('heading', { name: 'Set a new password' }).waitFor();
  await setPassword(other.page, OTHER_PASSWORD);
  await other.page.getByRole('tab', { name: 'Queues' }).waitFor();
  // The session that was begun with the old password has ended.
  await page.getByRole('dialog', { name: 'The session has ended' }).waitFor();
  await page.getByLabel('Password').fill(OTHER_PASSWORD);
  await page.getByRole('button', { name: 'Log On', exact: true }).click();
  await page.getByRole('dialog', { name: 'The session has ended' }).waitFor({ state: 'hidden' });
  await Promise.all([page.context().close(), other.page.context().close()]);
});

test('the last administrator stays one, and is told why', async () => {
  const window = await ConsoleWindow.open(browser, gatepost, {
    path: '/security/people',
    answers: [409],
  });
  await window.row('admin').click();
  await window.button('Remove...').click();
  await window.dialog('Remove Person').getByRole('button', { name: 'Remove 1' }).click();
  await window
    .dialog('Remove Person')
    .getByText('admin is the last administrator: make somebody else one first.')
    .waitFor();
  await window.close();
  expect(window.faults).toEqual([]);
});

test('helpdesk finds one explanation by its reference, and is offered nothing else', async () => {
  const client = await SmtpClient.open({ port: gatepost.smtpPort });
  await client.say('EHLO pc.example.com');
  await client.say('MAIL FROM:<x@example.net>');
  const reply = await client.say('RCPT TO:<y@remote.test>');
  client.close();
  const [, reference] = /\(ref (\w{7})\)/.exec(reply)!;
  await gatepost.decisions(1);
  const { page, faults } = await joined('heidi', 'helpdesk');
  expect(await page.getByRole('tab').allTextContents()).toEqual(['Explanations']);
  await page.getByText('Why was this message refused?').waitFor();
  await expectAccessible(page);
  await page.getByLabel('Reference', { exact: true }).fill('mail from anna');
  await page.keyboard.press('Enter');
  await page.getByText(/This is no reference/).waitFor();
  await page.getByLabel('Reference', { exact: true }).fill(`(ref ${reference!.toLowerCase()})`);
  await page.keyboard.press('Enter');
  await page
    .getByRole('heading', { name: /was refused|refused/ })
    .first()
    .waitFor();
  await expectAccessible(page);
  for (const name of ['Keep as expectation', 'Apply', 'OK']) {
    expect(await page.getByRole('button', { name, exact: true }).count()).toBe(0);
  }
  expect(await page.getByRole('link', { name: 'Try it' }).count()).toBe(0);
  // Nothing that is forbidden was even asked for.
  expect(faults).toEqual([]);
  await page.context().close();
});

test('an operator reads queues, log and history, changes no rule, and is sent away from other pages', async () => {
  const { page, faults } = await joined('olga', 'operator');
  const tabs = await page.getByRole('tab').allTextContents();
  expect(tabs.map((tab) => tab.replace(/\d.*$/, ''))).toEqual([
    'Overview',
    'Queues',
    'Decision Log',
    'History',
  ]);
  await page.getByRole('tab', { name: 'Decision Log' }).click();
  await page.getByRole('toolbar', { name: 'Filters' }).waitFor();
  expect(await page.getByRole('button', { name: 'Keep...' }).count()).toBe(0);
  await page.getByRole('tab', { name: 'History' }).click();
  await page.getByRole('article', { name: 'Revision 1' }).waitFor();
  expect(await page.getByRole('button', { name: /Restore/ }).count()).toBe(0);
  expect(await page.getByRole('button', { name: 'Apply' }).count()).toBe(0);
  for (const path of ['/routing', '/security/people', '/connections']) {
    await page.goto(gatepost.consoleUrl + path);
    await page.waitForURL('**/overview');
  }
  await page.getByRole('tab', { name: /^Overview/, selected: true }).waitFor();
  // Nothing that is forbidden was even asked for.
  expect(faults).toEqual([]);
  await page.context().close();
});
