/**
 * The Security page, all of it by keyboard: what is applied and what takes effect at once. The console's
 * answers to the page's own paths are made in the browser (`security-api.ts`).
 */
import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { account } from '../support/account.js';
import { expectAccessible, openBrowser, type Look, EXTREMES } from '../support/browser.js';
import { Gatepost } from '../support/gatepost.js';
import { ConsoleWindow } from './console-window.js';
import { SecurityApi } from './security-api.js';

let browser: Browser;
let gatepost: Gatepost;
let api: SecurityApi;
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

/** Opens the page with a console that answers so. */
async function open(
  before: (api: SecurityApi) => void = () => undefined,
  options: { readonly look?: Look; readonly answers?: readonly number[] } = {},
): Promise<void> {
  api = new SecurityApi();
  before(api);
  window = await ConsoleWindow.open(browser, gatepost, {
    path: '/security',
    ...options,
    prepare: (page) => api.answerIn(page),
  });
}

const part = (name: string): Locator => window.page.getByRole('region', { name, exact: true });
const grid = (name: string): Locator => window.page.getByRole('grid', { name, exact: true });

async function apply(): Promise<void> {
  await window.press('Control+Enter');
  await window.page.getByText('The settings are applied.').waitFor();
}

describe('account stores', () => {
  test('one is added, tested, moved and applied, by keyboard', async () => {
    await open();
    await part('Account stores').getByText('None besides').waitFor();
    await expectAccessible(window.page);
    await grid('Account stores').focus();
    await window.press('Insert');
    const dialog = window.dialog('Add Account Store');
    await dialog.getByLabel('Kind').selectOption('ldap');
    await dialog.getByLabel('Name', { exact: true }).fill('Directory');
    await dialog.getByLabel('For logons of these domains').fill('example.com, CORP');
    await dialog.getByRole('button', { name: 'OK' }).press('Enter');
    await dialog.getByText('1 to correct before OK').waitFor();
    await dialog.getByText('Enter a host name or an address.').waitFor();
    await expectAccessible(window.page);
    await dialog.getByLabel('Host', { exact: true }).fill('dc.example.com');
    await dialog.getByLabel('Encrypt with TLS').selectOption('none');
    await dialog.getByText('Passwords are not sent without TLS, but to this machine.').waitFor();
    await dialog.getByLabel('Encrypt with TLS').selectOption('starttls');
    expect(await dialog.getByLabel('Port').inputValue()).toBe('389');

    await dialog.getByLabel('User name').fill('CORP\\anna');
    await dialog.getByLabel('Password', { exact: true }).fill('wrong');
    await window.press('Enter');
    await dialog.getByText('Refused').waitFor();
    await dialog.getByText('The directory says 49.').waitFor();
    await dialog.getByLabel('Password', { exact: true }).fill('right');
    await window.press('Alt+t');
    await dialog.getByText('It counts as anna@example.com.').waitFor();
    await dialog.getByText('in 23 ms.').waitFor();
    await expectAccessible(window.page);
    await dialog.getByRole('button', { name: 'OK' }).press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await window.row('Directory').getByText('Added').waitFor();

    await grid('Account stores').focus();
    await window.press('Insert');
    const other = window.dialog('Add Account Store');
    await other.getByLabel('Name', { exact: true }).fill('Directory');
    await window.press('Enter');
    await other.getByText('Another one has this name.').waitFor();
    await other.getByLabel('Name', { exact: true }).fill('Mailboxes');
    await window.press('Enter');
    await other.waitFor({ state: 'hidden' });
    await window.row('Mailboxes').click();
    await window.press('Alt+u');
    await part('Account stores').getByLabel('Remember accepted logons for').fill('5 min');
    await part('Account stores').getByRole('checkbox').check();
    await window.foot.getByText('3 changes in your draft').waitFor();
    await window.button('List').press('Enter');
    await window
      .dialog('Changes in Your Draft')
      .getByText(/in this order: Mailboxes, Directory/)
      .waitFor();
    await expectAccessible(window.page);
    await window.press('Escape');
    await apply();
    expect(api.security).toMatchObject({
      stores: [
        { kind: 'dovecot', name: 'Mailboxes', at: { socket: '/run/dovecot/auth-client' } },
        {
          kind: 'ldap',
          name: 'Directory',
          host: 'dc.example.com',
          domains: ['example.com', 'corp'],
        },
      ],
      senderBelongs: true,
      cacheFor: 300,
    });
    await window.foot.getByText(/in your draft/).waitFor({ state: 'hidden' });
  });

  test('what another administrator applied meanwhile is shown and merged, nothing is lost', async () => {
    await open(() => undefined, { answers: [412] });
    await part('Account stores').getByRole('checkbox').check();
    api.changedElsewhere({ cacheFor: 600 });
    await window.press('Control+Enter');
    const dialog = window.dialog('Two Administrators');
    await dialog.getByText(/other settings on Security/).waitFor();
    await dialog.getByText('10 min').waitFor();
    await expectAccessible(window.page);
    await dialog.getByRole('button', { name: 'Keep mine on top' }).press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await apply();
    expect(api.security).toMatchObject({ senderBelongs: true, cacheFor: 600 });
  });

  test('an undone Cancel brings the draft of the page back', async () => {
    await open();
    await part('Account stores').getByRole('checkbox').check();
    await window.foot.getByText('1 change in your draft').waitFor();
    await window.foot.getByRole('button', { name: 'Cancel' }).press('Enter');
    await window.button('Undo').press('Enter');
    await window.foot.getByText('1 change in your draft').waitFor();
  });
});

describe('accounts', () => {
  test('added with a generated password, changed, disabled, removed: at once, without Apply', async () => {
    await open(() => undefined, { answers: [422] });
    await part('Accounts').getByText('No accounts').waitFor();
    await window.press('Alt+a');
    const dialog = window.dialog('Add Account');
    await dialog.getByLabel('Name', { exact: true }).fill('guest');
    await window.press('Enter');
    await dialog.getByText(/Guest and anonymous logons never count/).waitFor();
    await expectAccessible(window.page);
    await dialog.getByLabel('Name', { exact: true }).fill('anna');
    await dialog.getByLabel('Senders it may use besides its own name').fill('@example.com');
    await dialog.getByLabel('Name', { exact: true }).press('Enter');
    const shown = window.dialog('Password');
    await shown.getByText('It is not shown again.').waitFor();
    expect(await shown.getByLabel('Password of anna').inputValue()).toBe('kelp-anchor-93-violet');
    await expectAccessible(window.page);
    await shown.getByRole('button', { name: 'Close' }).last().press('Enter');
    await window.row('anna').waitFor();
    expect(api.accounts).toMatchObject([
      { name: 'anna', senders: ['@example.com'], expires: null },
    ]);

    await window.press('Alt+a');
    await dialog.getByLabel('Name', { exact: true }).fill('anna');
    await window.press('Enter');
    await dialog.getByText('There is an account of this name.').waitFor();
    await window.press('Escape');

    await grid('Accounts').focus();
    await window.press('Enter');
    const edit = window.dialog('Edit Account');
    await edit.getByLabel('Expires').fill('2026-01-31T10:00');
    await window.press('Enter');
    await window.row('anna').getByText('Expired').waitFor();
    await window.press('Alt+d');
    await window.row('anna').getByText('Disabled').waitFor();
    await window.press('Alt+b');
    await window.row('anna').getByText('Expired').waitFor();
    await expectAccessible(window.page);
    await grid('Accounts').focus();
    await window.press('Delete');
    const remove = window.dialog('Remove Account');
    await remove.getByRole('button', { name: 'Remove 1' }).waitFor();
    await window.press('Enter');
    await part('Accounts').getByText('No accounts').waitFor();
    await window.foot.getByText(/in your draft/).waitFor({ state: 'hidden' });
  });

  test('a logon of an own account is tested', async () => {
    await open();
    await part('Accounts').getByText('No accounts').waitFor();
    await window.press('Alt+g');
    const dialog = window.dialog('Test Logon');
    await dialog.getByRole('button', { name: 'Test logon' }).press('Enter');
    await dialog.getByText('Enter the name.').waitFor();
    await dialog.getByLabel('User name').fill('anna');
    await dialog.getByLabel('Password', { exact: true }).fill('right');
    await window.press('Enter');
    await dialog.getByText('Accepted').waitFor();
    await expectAccessible(window.page);
    expect(api.asked.at(-1)?.body).toEqual({ username: 'anna', password: 'right' });
  });

  test('an app password is shown once, and taken away', async () => {
    await open((console) => {
      console.accounts = [account('scanner')];
    });
    await window.row('scanner').click();
    await window.press('Alt+p');
    const dialog = window.dialog('App Passwords of scanner');
    await dialog.getByLabel('For', { exact: true }).press('Enter');
    await dialog.getByText('Such as: printer in the hall.').waitFor();
    await dialog.getByLabel('For', { exact: true }).fill('the hall');
    await window.press('Enter');
    await dialog.getByLabel('App password for the hall').waitFor();
    await dialog.getByText('It is not shown again.').waitFor();
    await window.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await dialog.getByRole('button', { name: 'Copy' }).press('Enter');
    await dialog.getByText('Copied').waitFor();
    await expectAccessible(window.page);
    await dialog.getByRole('grid', { name: 'App passwords' }).focus();
    await window.press('Delete');
    await dialog.getByText('None', { exact: true }).waitFor();
    expect(api.accounts[0]?.appPasswords).toEqual([]);
  });

  test('a list is imported: what was made, with passwords, and each wrong line', async () => {
    await open();
    await part('Accounts').getByText('No accounts').waitFor();
    await window.press('Alt+i');
    const dialog = window.dialog('Import Accounts');
    await window.press('Tab');
    await dialog.getByRole('button', { name: 'Import' }).press('Enter');
    await dialog.getByText('Enter at least one line.').waitFor();
    await dialog
      .getByLabel('Or from a file')
      .setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('carl,,\n,x\n') });
    await dialog.getByRole('button', { name: 'Import' }).press('Enter');
    const result = window.dialog('Imported Accounts');
    await result.getByText('2 accounts made').waitFor();
    await result.getByText('Line 2: Enter a name.').waitFor();
    await expectAccessible(window.page);
    expect(api.asked.at(-1)?.body).toEqual({ csv: 'carl,,\n,x\n' });
  });

  test('5,000 of them can be found and gone through', async () => {
    await open((console) => {
      console.accounts = Array.from({ length: 5000 }, (_, i) =>
        account(`user${String(i).padStart(4, '0')}@example.com`),
      );
    });
    await part('Accounts').getByText('5,000 accounts').waitFor();
    expect(await grid('Accounts').getByRole('row').count()).toBeLessThan(100);
    await grid('Accounts').focus();
    await window.press('End');
    await window.row('user4999').waitFor();
    await window.press('Alt+f');
    await window.page.keyboard.type('user123');
    await part('Accounts').getByText('10 of 5,000 accounts').waitFor();
    await expectAccessible(window.page);
  });
});

describe('certificate and listeners', () => {
  test('a certificate is checked before it is applied', async () => {
    await open();
    await part('Shown to peers now').getByText('CN=Example Issuing CA 2').waitFor();
    await window.page.getByRole('radio', { name: 'Files of this server' }).check();
    await part('Certificate').getByLabel('Certificate, with its chain').fill('wrong.pem');
    await window.press('Alt+k');
    await part('Certificate')
      .getByText(/An absolute path/)
      .first()
      .waitFor();
    await part('Certificate').getByLabel('Certificate, with its chain').fill('/etc/ssl/mail.pem');
    await part('Certificate').getByLabel('Private key').fill('/etc/ssl/mail.key');
    await window.press('Alt+k');
    await part('What was checked').getByText('It expires in 12 days.').waitFor();
    await expectAccessible(window.page);
    await apply();
    expect(api.security.certificate).toEqual({
      kind: 'files',
      cert: '/etc/ssl/mail.pem',
      key: '/etc/ssl/mail.key',
    });
  });

  test('a certificate that is set from outside is shown with its source, and cannot be chosen', async () => {
    await open((console) => {
      console.state = { ...console.state, certificateFrom: 'GATEPOST_TLS_CERT' };
    });
    await part('Certificate').getByText('GATEPOST_TLS_CERT').waitFor();
    expect(await part('Certificate').getByRole('radio').count()).toBe(0);
  });

  test('the lane for old devices needs networks and an end, and stands in red while it lives', async () => {
    await open();
    const lane = part('Listeners');
    await lane.waitFor();
    await window.press('Alt+v');
    await lane.getByLabel('Listen on').fill('10.0.0.1:2526');
    await lane.getByLabel('Closed from').fill('2030-03-01T00:00');
    await window.press('Control+Enter');
    await lane.getByText('Name the devices.').waitFor();
    await lane.getByRole('grid').focus();
    await window.press('Insert');
    const dialog = window.dialog('Add IP Address');
    await dialog.getByLabel('IP address', { exact: true }).fill('10.1.2.0/24');
    await window.press('Enter');
    await lane.getByText('IP=10.1.2.0, MASK=255.255.255.0').waitFor();
    await lane.getByRole('checkbox', { name: 'Take passwords without TLS' }).check();
    await apply();
    await lane.getByText(/The lane for old devices is open on 10.0.0.1:2526/).waitFor();
    await expectAccessible(window.page);
    expect(api.security.legacy).toMatchObject({
      listen: '10.0.0.1:2526',
      networks: [{ network: '10.1.2.0/24' }],
      plainLogons: true,
    });
  });
});

describe('failures and clients', () => {
  test('the newest refused logons lead to the decision log', async () => {
    await open((console) => {
      console.failures = [refusedLogon('3F7K2PX')];
    });
    const failures = part('Recent logon failures');
    await failures.getByRole('row').filter({ hasText: 'mallory' }).waitFor();
    await failures.getByRole('link', { name: 'All in the Decision Log' }).press('Enter');
    await window.page.waitForURL(/\/log\?reason=logon-refused$/);
  });

  test('the settings of a client are filled in', async () => {
    await open();
    const setup = part('Set up a client');
    await setup.getByLabel('User name').fill('anna');
    await setup.getByText('Outgoing mail (SMTP) server: mail.example.com').waitFor();
    await setup.getByLabel('Program or device').selectOption('swaks');
    await setup.getByText(/swaks --server mail.example.com --port 465/).waitFor();
  });
});

describe('how it looks', () => {
  test.each(EXTREMES)('$width $colorScheme: full, and nothing sideways', async (look) => {
    await open(full, { look });
    await window.row('Directory').waitFor();
    await part('Recent logon failures').getByText('mallory').first().waitFor();
    await expectAccessible(window.page);
    const sideways = await window.page.evaluate(
      () => document.documentElement.scrollWidth > innerWidth,
    );
    expect(sideways).toBe(false);
  });

  test.each(EXTREMES)('$width $colorScheme: the dialogs', async (look) => {
    await open(full, { look });
    await window.row('Directory').dblclick();
    const store = window.dialog('Edit Account Store');
    await store.getByLabel('User name').fill('anna');
    await store.getByLabel('Password', { exact: true }).fill('right');
    await store.getByRole('button', { name: 'Test logon' }).click();
    await store.getByText('Accepted').waitFor();
    await store.getByRole('radio', { name: 'Look the user up first' }).check();
    await store.getByRole('button', { name: 'OK' }).click();
    await store.getByText('3 to correct before OK').waitFor();
    await expectAccessible(window.page);
    await window.press('Escape');
    await store.waitFor({ state: 'hidden' });

    await window.row('scanner').click();
    await window.button('App passwords...').click();
    const passwords = window.dialog('App Passwords of scanner');
    await passwords.getByLabel('For', { exact: true }).fill('the hall');
    await passwords.getByRole('button', { name: 'Add' }).click();
    await passwords.getByText('It is not shown again.').waitFor();
    await expectAccessible(window.page);
    await window.press('Escape');
    await passwords.waitFor({ state: 'hidden' });

    await window.button('Add...').nth(1).click();
    await window.dialog('Add Account').waitFor();
    await expectAccessible(window.page);
    await window.press('Escape');
    await window.page.getByRole('radio', { name: 'Paste a certificate and its key' }).check();
    await part('Certificate').getByRole('button', { name: 'Check' }).click();
    await part('Certificate').getByText('Paste it in PEM form.').waitFor();
    await expectAccessible(window.page);
  });

  test('no two controls of the page have the same access key', async () => {
    await open(full);
    await window.row('scanner').click();
    await window.page.getByRole('radio', { name: 'Files of this server' }).check();
    const keys = await window.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('[data-key]')].map(
        ({ dataset }) => dataset['key'],
      ),
    );
    expect(keys.toSorted()).toEqual([...new Set(keys)].toSorted());
  });

  test('a console that cannot answer says so, and the page can be tried again', async () => {
    await open(
      (console) => {
        console.broken = 503;
      },
      { answers: [503] },
    );
    await window.page.getByText('The settings could not be read.').waitFor({ timeout: 20_000 });
    await expectAccessible(window.page);
    api.broken = null;
    await window.button('Try again').press('Enter');
    await part('Account stores').waitFor();
  });
});

function refusedLogon(ref: string): object {
  return {
    ref,
    at: '2026-11-25T09:12:44.120Z',
    kind: 'logon',
    verdict: 'reject',
    reason: 'logon-refused',
    decidedBy: 'sender',
    rule: null,
    revision: 1,
    peer: '198.51.100.7',
    localAddress: '10.0.0.1',
    listener: '0.0.0.0:587',
    account: 'mallory',
    helo: 'peer.test',
    tls: 'TLSv1.3 TLS_AES_256_GCM_SHA384',
    sender: '',
    recipient: '',
    session: 'x',
    queueId: null,
    reply: '535 5.7.8 Refused',
  };
}

function full(console: SecurityApi): void {
  const until = '2030-03-01T00:00:00Z';
  console.security = {
    ...console.security,
    stores: [
      {
        kind: 'ldap',
        name: 'Directory',
        domains: ['example.com', 'CORP'],
        disabled: false,
        host: 'dc.example.com',
        port: 636,
        tls: 'ldaps',
        bind: { how: 'template', template: '{domain}\\{user}' },
      },
      {
        kind: 'dovecot',
        name: 'Mailboxes',
        domains: [],
        disabled: false,
        at: { socket: '/run/dovecot/auth-client' },
      },
    ],
    legacy: {
      listen: '10.0.0.1:2526',
      networks: [{ network: '10.1.2.0/24', note: 'printers' }],
      until,
      plainLogons: true,
    },
  };
  console.accounts = [
    account('anna@example.com', { lastUsed: '2026-11-25T09:12:44Z' }),
    account('scanner', {
      failures: 12,
      lastFailure: '2026-11-25T08:00:00Z',
      appPasswords: [{ id: 1, label: 'hall', createdAt: '2026-01-01T00:00:00Z' }],
    }),
    account('trainee', { expires: '2026-02-01T00:00:00Z' }),
    account('old-payroll', { disabled: true }),
  ];
  console.failures = [refusedLogon('3F7K2PX'), refusedLogon('3F7K2PY')];
  console.state = {
    ...console.state,
    certificate: { ...console.state.certificate, warnings: ['It expires in 12 days.'] },
    listeners: [
      ...console.state.listeners,
      {
        kind: 'legacy',
        address: '10.0.0.1:2526',
        tls: 'TLS 1.0 and later, or none',
        logon: 'always',
        from: 'this page',
      },
    ],
    stores: [
      { name: 'Directory', lastAnswer: '2026-11-25T09:12:44Z', problem: null },
      { name: 'Mailboxes', lastAnswer: null, problem: 'The socket does not exist.' },
    ],
  };
}
