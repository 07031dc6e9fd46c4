/** The console behind a proxy that gives it a path of its host. */
import { createServer, request as forward, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { openBrowser, openPage } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { ADMIN, Gatepost } from '../support/gatepost.js';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** `/gatepost/` goes to the console; anything else is another application. */
async function proxy(port: number, target: string, strips: boolean): Promise<Server> {
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    if (!url.startsWith('/gatepost/')) {
      response.writeHead(418).end('another application');
      return;
    }
    const path = strips ? url.slice('/gatepost'.length) : url;
    const headers = { ...request.headers, 'x-forwarded-proto': 'http' };
    const asked = forward(target + path, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    asked.on('error', () => response.destroy());
    request.pipe(asked);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

test.each([
  ['takes the path off', true],
  ['passes it on', false],
])('every page, stream and reload works behind a proxy that %s', async (_what, strips) => {
  const port = await freePort();
  const own = await freePort();
  const gatepost = await Gatepost.start({
    environment: {
      GATEPOST_PUBLIC_URL: `http://127.0.0.1:${port}/gatepost/`,
      GATEPOST_CONSOLE: `127.0.0.1:${own}`,
    },
  });
  const server = await proxy(port, `http://127.0.0.1:${own}`, strips);
  const { page, faults } = await openPage(browser);
  const foreign: string[] = [];
  page.on('request', (sent) => {
    if (!sent.url().startsWith(`http://127.0.0.1:${port}/gatepost/`)) foreign.push(sent.url());
  });
  await page.goto(`http://127.0.0.1:${port}/gatepost/routing/preview`);
  await page.getByLabel('Account').fill(ADMIN.username);
  await page.getByLabel('Password').fill(ADMIN.password);
  await page.getByRole('button', { name: 'Log On' }).click();
  await page
    .getByRole('contentinfo')
    .getByText(/Enforcing revision/)
    .waitFor();
  expect(new URL(page.url()).pathname).toBe('/gatepost/routing/preview');
  await page.getByRole('tab', { name: 'Decision Log' }).click();
  await page.getByText('Live', { exact: true }).first().waitFor();
  await page.reload();
  await page.getByRole('tab', { name: 'Decision Log', selected: true }).waitFor();
  await page.getByRole('tab', { name: 'History' }).click();
  await page
    .getByText(/Revision 1/)
    .first()
    .waitFor();
  await page.goBack();
  await page.getByRole('tab', { name: 'Decision Log', selected: true }).waitFor();
  expect(foreign).toEqual([]);
  expect(faults).toEqual([]);
  const [cookie] = await page.context().cookies();
  expect(cookie?.path).toBe('/gatepost/');
  await page.context().close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await gatepost.stop();
});
