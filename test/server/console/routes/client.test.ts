/** The built pages: files where there are any, the one application everywhere else. Threats: T19. */
import express from 'express';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { onError } from '../../../../server/console/middleware/on-error.js';
import { clientRoutes } from '../../../../server/console/routes/client.js';
import { silentLog } from '../../../../server/log.js';

let folder: string;
let server: Server;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatepost-'));
  server = express().use(clientRoutes(folder, '/')).use(onError(silentLog())).listen(0);
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const get = async (path: string) => {
  const { port } = server.address() as AddressInfo;
  const headers = { accept: 'text/html' };
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

test('pages that are not built yet are said to be so', async () => {
  const { status, text } = await get('/');
  expect([status, text]).toEqual([503, 'The pages are not built yet: run npm run build.\n']);
});

test('every page is the one application, asked for anew after an upgrade', async () => {
  await writeFile(join(folder, 'index.html'), '<title>Gatepost</title>');
  for (const path of ['/', '/setup', '/decisions/ABC1234']) {
    const { status, headers, text } = await get(path);
    expect([status, text]).toEqual([200, '<title>Gatepost</title>']);
    expect(headers.get('cache-control')).toBe('no-cache');
  }
});

test('files whose names change with their content are kept by browsers; others are not there', async () => {
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'assets', 'main-1234.js'), 'export {};');
  const { status, headers } = await get('/assets/main-1234.js');
  expect(status).toBe(200);
  expect(headers.get('cache-control')).toContain('immutable');
  expect((await get('/assets/main-0000.js')).status).toBe(404);
  expect((await get('/assets/..%2f..%2fpackage.json')).status).toBe(404);
});
