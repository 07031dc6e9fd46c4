/** Set-up from the printed link to the proof page, with the keyboard alone; left and resumed on the way. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import type { RoutingDocument } from '../../shared/api/routing.js';
import { expectAccessible, openBrowser, openPage } from '../support/browser.js';
import { DnsServer } from '../support/dns-server.js';
import { ADMIN, Gatepost } from '../support/gatepost.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';

let browser: Browser;
let gatepost: Gatepost;
let dns: DnsServer;
let store: SmtpSink;

beforeAll(async () => {
  browser = await openBrowser();
  store = await new SmtpSink({ extensions: ['SIZE', '8BITMIME'] }).start();
  dns = new DnsServer({
    'mail.example.com': { a: ['127.0.0.1'] },
    'example.com': { mx: [[10, 'mail.example.com']] },
    'shop.example.com': { mx: [[10, 'mx.elsewhere.test']] },
    'mx.elsewhere.test': { a: ['192.0.2.7'] },
  });
  await dns.start();
  gatepost = await Gatepost.start({
    environment: { GATEPOST_ADMIN_PASSWORD: '', GATEPOST_DNS: `127.0.0.1:${dns.place.port}` },
  });
});
afterAll(async () => {
  await browser.close();
  await gatepost.stop();
  await store.stop();
  await dns.stop();
});

async function setupLink(): Promise<string> {
  return until(() => {
    const line = gatepost.lines.find((text) => text.includes('/setup#'));
    return /https?:\S+\/setup#\S+/.exec(line ?? '')?.[0] ?? null;
  });
}

/** Tab until a control has the focus, and then a key. */
async function tabAndPress(page: Page, name: RegExp | string, key?: string): Promise<void> {
  const target = page.getByLabel(name, { exact: typeof name === 'string' });
  for (let i = 0; i < 60; i += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      if (key) await page.keyboard.press(key);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to ${String(name)}`);
}

const heading = (page: Page, name: string) =>
  page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

test('a whole set-up is done with the keyboard alone, and ends at the proof of who may relay', async () => {
  // The decision of the test message is asked for before the log may have it.
  const { page, faults } = await openPage(browser, { answers: [404] });
  await page.goto(await setupLink());
  await heading(page, 'Make the administrator');
  await page.keyboard.type(ADMIN.password);
  await page.keyboard.press('Tab');
  await page.keyboard.type(ADMIN.password);
  await page.keyboard.press('Enter');

  await heading(page, 'Host name and domains');
  await tabAndPress(page, 'Domains whose mail is ours');
  await page.keyboard.type('example..com');
  await page.keyboard.press('Alt+n');
  await page.getByText(/^example\.\.com: .* is not a label/).waitFor();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('example.com\nshop.example.com');
  await page.keyboard.press('Alt+u');
  await page.getByText(/leads here: mail\.example\.com \(127\.0\.0\.1\)/).waitFor();
  await page.getByText(/leads elsewhere for now: mx\.elsewhere\.test/).waitFor();
  await expectAccessible(page);
  await page.keyboard.press('Alt+n');

  await heading(page, 'Inbound host');
  await page.keyboard.press('Alt+d');
  await tabAndPress(page, 'Host');
  await page.keyboard.type('127.0.0.1');
  await tabAndPress(page, 'Port', 'Control+a');
  await page.keyboard.type(String(store.port));
  await page.keyboard.press('Alt+t');
  await page.getByText('RCPT TO:<postmaster@example.com>').waitFor();
  await page.getByText(/takes mail for postmaster@example\.com/).waitFor();
  expect(store.messages).toEqual([]);
  await expectAccessible(page);

  // Left here, and gone on with from the menu under the name.
  await page.keyboard.press('Alt+e');
  await page
    .getByRole('contentinfo')
    .getByText(/Enforcing revision/)
    .waitFor();
  await page.goto(`${gatepost.consoleUrl}/setup/`);
  await heading(page, 'Inbound host');
  await page.keyboard.press('Alt+d');
  await tabAndPress(page, 'Host');
  await page.keyboard.type('127.0.0.1');
  await tabAndPress(page, 'Port', 'Control+a');
  await page.keyboard.type(String(store.port));
  await page.keyboard.press('Alt+n');

  await heading(page, 'Who may relay');
  await tabAndPress(page, 'IP=127.0.0.0, MASK=255.0.0.0', 'Space');
  await page.keyboard.press('Alt+t');
  await expectAccessible(page);
  await page.keyboard.press('Alt+n');

  await heading(page, 'Test message');
  await page.keyboard.press('Alt+s');
  await page.getByText('The message is taken in.').waitFor();
  await page.getByText(/^Delivered to/).waitFor();
  expect(store.messages.map(({ recipients }) => recipients)).toEqual([['postmaster@example.com']]);
  await expectAccessible(page);
  await page.keyboard.press('Alt+w');

  await page.waitForURL(/\/routing\/who-may-relay$/);
  await page.getByText('127.0.0.0').first().waitFor();
  expect(faults).toEqual([]);
  await page.context().close();

  await gatepost.logOn();
  const { body } = await gatepost.api<RoutingDocument>('GET', '/api/routing');
  expect(body.rules.routes.map(({ domain }) => domain)).toEqual([
    'example.com',
    'shop.example.com',
  ]);
  expect(body.rules.restrictions).toMatchObject({
    authenticated: true,
    addresses: { enabled: true, entries: [{ network: '127.0.0.0/8' }] },
  });
});

test('a host that refuses is told line by line, and its password never', async () => {
  store.script = { answer: (line) => (/^RCPT/i.test(line) ? '550 5.1.1 nobody here' : undefined) };
  const question = {
    kind: 'inbound',
    inbound: { kind: 'smtp', host: '127.0.0.1', port: store.port },
    recipient: 'nobody@example.com',
  };
  const { body: begun } = await gatepost.api<{ id: string }>('POST', '/api/dialogues', question);
  const held = await until(async () => {
    const { body } = await gatepost.api<{ state: string; outcome: string; lines: object[] }>(
      'GET',
      `/api/dialogues/${begun.id}`,
    );
    return body.state === 'running' ? null : body;
  });
  expect(held).toMatchObject({ state: 'bad', outcome: '550 5.1.1 nobody here.' });
  expect(held.lines).toContainEqual(
    expect.objectContaining({ from: 'theirs', text: '550 5.1.1 nobody here' }),
  );
  const { status, body } = await gatepost.api('POST', '/api/dialogues', {
    kind: 'outbound',
    recipient: 'x@remote.test',
    outbound: {
      kind: 'smarthost',
      host: '127.0.0.1',
      port: store.port,
      tls: 'required',
      auth: { username: 'relay', password: { set: true } },
    },
  });
  expect([status, JSON.stringify(body)]).toEqual([
    422,
    expect.stringContaining('the stored one is for the host as it is stored'),
  ]);
});
