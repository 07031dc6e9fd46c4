/** The Queues page with 100,000 messages: found, looked at, and acted upon, all by keyboard. */
import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { dataFolder } from '../../server/store/layout.js';
import { expectAccessible, openBrowser, type Look, EXTREMES } from '../support/browser.js';
import { fillSpool, type QueuedMessage } from '../support/full-spool.js';
import { Gatepost } from '../support/gatepost.js';
import type { QueueOverview } from '../../shared/api/queue.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';
import { ConsoleWindow } from './console-window.js';

const ALL = 100_000;
const HOSTILE = '<img/src=x/onerror=globalThis.ran=1>';
/** How many the next hop takes before it lets the others wait. */
const AT_FIRST = 10;

let browser: Browser;
let gatepost: Gatepost;
let sink: SmtpSink;
/** A next hop that has no time for anybody. */
let busy: SmtpSink;
let ids: string[];
let window: ConsoleWindow | null = null;
let letGo: () => void;

beforeAll(async () => {
  sink = await new SmtpSink(slowly()).start();
  busy = await new SmtpSink({ greeting: '421 4.3.2 busy' }).start();
  gatepost = await Gatepost.prepare();
  ids = await fillSpool(dataFolder(gatepost.data), waiting());
  [browser] = await Promise.all([openBrowser(), gatepost.start()]);
});
afterAll(async () => {
  letGo();
  await browser?.close();
  await gatepost?.stop();
  await Promise.all([sink?.stop(), busy?.stop()]);
});
afterEach(async () => {
  await window?.close();
  expect(window?.faults).toEqual([]);
});

/** Takes some, then waits until it is let go; those of one sender it wants to see again later. */
function slowly(): ConstructorParameters<typeof SmtpSink>[0] {
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  let taken = 0;
  return {
    afterData: ({ sender }) => (sender === 'late@example.com' ? '451 4.7.1 Greylisted' : undefined),
    async write(socket, bytes) {
      if (bytes.includes('stored') && (taken += 1) > AT_FIRST) await gate;
      socket.write(bytes);
    },
  };
}

function waiting(): QueuedMessage[] {
  const to = (domain: string) => ({ kind: 'domain', domain }) as const;
  const host = ({ port }: SmtpSink) => ({ kind: 'host', host: '127.0.0.1', port }) as const;
  const some = (count: number, make: (i: number) => QueuedMessage) =>
    Array.from({ length: count }, (_, i) => make(i));
  const few = [
    ...some(14, (i) => ({
      sender: `a${i}@example.com`,
      recipients: [`p${i}@partner.test`],
      nextHop: host(busy),
      lastReply: '421 4.3.2 busy',
    })),
    ...some(40, (i) => ({
      sender: i < 8 ? 'late@example.com' : `b${i}@example.com`,
      recipients: [`q${i}@next.test`],
      nextHop: host(sink),
    })),
    {
      sender: '"<b>x</b>"@evil.test',
      recipients: ['turned\u202etset@evil.test', '"<script>globalThis.ran=1</script>"@evil.test'],
      nextHop: to('evil.test'),
      helo: HOSTILE,
      lastReply: `550 ${HOSTILE}`,
      text: `Subject: ${HOSTILE}\r\nX: \u001b[31m\r\n\r\n<script>globalThis.ran=1</script>\r\n`,
    },
  ];
  const bulk = some(ALL - few.length, (i) => ({
    sender: `bulk${i}@example.com`,
    recipients: [`r${i}@d${i % 200}.test`],
    nextHop: to(`d${i % 200}.test`),
    lastReply: '421 4.3.2 later',
  }));
  return [...few, ...bulk];
}

/** The page, and its list of messages with the focus. */
async function open(search = '', look?: Look): Promise<Locator> {
  window = await ConsoleWindow.open(browser, gatepost, { path: `/queues${search}`, look });
  const list = window.page.getByRole('grid', { name: /^Messages/ });
  await list.waitFor();
  // Logging on left the pointer somewhere, and rows keep their places under it.
  await window.page.mouse.move(0, 0);
  return list;
}

const nameOf = ({ port }: SmtpSink) => `127.0.0.1:${port}`;

/** The page of the messages to one destination. */
async function at(name: string): Promise<string> {
  const { body } = await gatepost.api<QueueOverview>('GET', '/api/queue/overview');
  const { key } = body.destinations.find(({ text }) => text === name)!;
  return `?${new URLSearchParams({ destination: key })}`;
}

const toast = (text: string | RegExp) => window!.page.locator('.toast').getByText(text);
const counted = (text: string) =>
  window!.page.getByRole('region', { name: 'Messages' }).getByText(text, { exact: true });

describe('with 100,000 messages in the queue', () => {
  test('it is scrolled from end to end with only what is in view drawn and read', async () => {
    const list = await open();
    const { page } = window!;
    await page.getByText('100,000 to 203 destinations').waitFor();
    await counted('100,000 messages').waitFor();
    expect(await list.getAttribute('aria-rowcount')).toBe('100001');
    await list.focus();
    await window!.press('End');
    await window!.row(ids.at(-1)!).waitFor();
    expect(await window!.row(ids.at(-1)!).getAttribute('aria-rowindex')).toBe('100001');
    await list.evaluate((element) => element.scrollTo({ top: element.scrollHeight / 2 }));
    const middle = ids[ALL / 2]!;
    await window!.row(middle).waitFor();
    expect(await list.getByRole('row').count()).toBeLessThan(60);
    await expectAccessible(page);
  });

  test('filters stand in the address: found by text and state, sent to a colleague, and back', async () => {
    await open();
    const { page } = window!;
    await window!.button('Filter').press('Enter');
    await page.getByLabel('Text', { exact: true }).fill('BULK77777@');
    await page.keyboard.press('Enter');
    await counted('1 message').waitFor();
    await window!.row('bulk77777@example.com').waitFor();
    await page.getByLabel('State').selectOption('held');
    await page.getByText('No message fits these filters').waitFor();
    expect(new URL(page.url()).search).toBe('?state=held&q=BULK77777%40');
    await page.goBack();
    await window!.row('bulk77777@example.com').waitFor();
    await page.reload();
    await window!.row('bulk77777@example.com').waitFor();
    await window!.button('Remove filter Text').press('Enter');
    await counted('100,000 messages').waitFor();
  });

  test('Ctrl+A is all that match, read or not, and nothing is done to them before it is confirmed', async () => {
    const list = await open();
    await list.focus();
    await window!.press('Control+a');
    await counted('100,000 of 100,000 selected').waitFor();
    await window!.press('Delete');
    const dialog = window!.dialog('Delete Messages');
    await dialog.getByText('100,000 messages').waitFor();
    await expectAccessible(window!.page);
    await window!.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await until(async () => (await list.evaluate((e) => e === document.activeElement)) || null);
    await window!.press('Escape');
    await counted('100,000 messages').waitFor();
  });
});

describe('every action is done by keyboard', () => {
  test('a destination is chosen, all of it is retried with its progress, and stopped', async () => {
    await open();
    const { page } = window!;
    const name = nameOf(sink);
    const destination = page.getByRole('button', { name, exact: true });
    await window!.button('Show more').press('Enter');
    await destination.focus();
    await window!.press('Enter');
    await counted('40 messages').waitFor();
    await page.getByRole('grid', { name: /^Messages/ }).focus();
    await window!.press('Control+a', 'Alt+r');
    await window!.dialog('Retry Messages').getByText(`40 messages to ${name}`).waitFor();
    await window!.press('Enter');
    await page.getByText(/^Retrying \d+ of 40: .*10 delivered/).waitFor();
    await expectAccessible(page);
    await window!.button('Stop').press('Enter');
    await toast(/^Stopped\. 40 messages to .* are tried again: 10 delivered/).waitFor();
    letGo();
    // The eight that are wanted later stay; the page follows by itself.
    await counted('8 of 8 selected').waitFor();
    await window!.row('451 4.7.1 Greylisted').first().waitFor();
  });

  test('some are held with Shift and arrows, and that is taken back', async () => {
    const list = await open(await at(nameOf(busy)));
    await counted('14 messages').waitFor();
    await list.focus();
    await window!.press('Home', 'Shift+ArrowDown', 'Shift+ArrowDown');
    await counted('3 of 14 selected').waitFor();
    await window!.press('Alt+o');
    await toast(`3 messages to ${nameOf(busy)} are held.`).waitFor();
    await list.getByText('held', { exact: true }).nth(2).waitFor();
    await window!.button('Undo').press('Enter');
    await toast(`3 messages to ${nameOf(busy)} are released.`).waitFor();
    await list.getByText('held', { exact: true }).first().waitFor({ state: 'hidden' });
  });

  test('held ones are released, one is bounced and one deleted after it was said how many', async () => {
    const list = await open(await at(nameOf(busy)));
    await list.focus();
    await window!.press('Home', 'Space', 'Control+ArrowDown', 'Space', 'Space');
    await counted('1 of 14 selected').waitFor({ state: 'hidden' });
    await window!.press('Home', 'Alt+o');
    await toast(`1 message to ${nameOf(busy)} is held.`).waitFor();
    await list.focus();
    await window!.press('Home', 'Alt+l');
    await toast(`1 message to ${nameOf(busy)} is released.`).waitFor();

    await list.focus();
    await window!.press('End', 'Alt+b');
    await window!
      .dialog('Bounce Messages')
      .getByText(`1 message to ${nameOf(busy)}`)
      .waitFor();
    await window!.press('Enter');
    await toast(`1 message to ${nameOf(busy)} is returned to its sender.`).waitFor();
    await counted('13 messages').waitFor();
    await list.focus();
    await window!.press('End', 'Delete');
    await window!
      .dialog('Delete Messages')
      .getByText(`1 message to ${nameOf(busy)}`)
      .waitFor();
    await window!.press('Enter');
    await toast(`1 message to ${nameOf(busy)} is deleted.`).waitFor();
    await counted('12 messages').waitFor();
  });

  test('a message opens at its own address, with its content only for who asks for it', async () => {
    const list = await open(await at('evil.test'));
    const { page } = window!;
    await list.focus();
    await window!.press('Home', 'Enter');
    const id = ids[54]!;
    const dialog = window!.dialog(`Message ${id}`);
    await dialog.getByText('2 recipients').waitFor();
    expect(new URL(page.url()).pathname).toBe(`/queues/${id}`);
    await dialog.getByText(HOSTILE, { exact: true }).first().waitFor();
    await dialog.getByText('turned\\u202etset@evil.test').waitFor();
    await dialog.getByText(`Subject: ${HOSTILE}`).waitFor();
    expect(await dialog.getByText('globalThis.ran=1</script>').count()).toBe(1);
    await expectAccessible(page);
    await window!.press('Alt+s');
    await window!
      .dialog('Show the Message')
      .getByText(/noted in the audit trail/)
      .waitFor();
    await window!.press('Enter');
    const content = page.getByRole('region', { name: 'The message as text' });
    await content.getByText('X: \\u001b[31m').waitFor();
    await content.getByText('<script>globalThis.ran=1</script>', { exact: true }).waitFor();
    await expectAccessible(page);
    await window!.press('Escape');
    await content.waitFor({ state: 'hidden' });
    await page.reload();
    await dialog.getByText('2 recipients').waitFor();
    await window!.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(page.url()).toBe(`${gatepost.consoleUrl}/queues${await at('evil.test')}`);
    expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false);
  });
});

test.each(EXTREMES.map((look) => [`${look.width} pixels, ${look.colorScheme}`, look] as const))(
  'at %s it is accessible, and nothing is wider than the window',
  async (_name, look) => {
    const list = await open(await at('evil.test'), look);
    const { page } = window!;
    const seen = async () => {
      await expectAccessible(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect(wide).toBe(false);
    };
    await window!.button('Filter').click();
    await list.getByRole('checkbox').nth(1).click();
    await counted('1 of 1 selected').waitFor();
    await seen();
    await list.getByRole('link').click();
    await window!.dialog(`Message ${ids[54]}`).getByText('2 recipients').waitFor();
    await seen();
  },
);
