/** What browsers are told with every answer. */
import express from 'express';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { securityHeaders } from '../../../../server/console/middleware/security-headers.js';
import { RunningConsole } from '../running-console.js';

let running: RunningConsole;
beforeAll(async () => {
  running = await RunningConsole.loggedOn({ relay: 'stopped' });
});
afterAll(() => running.stop());

const headersOf = async (path: string, method = 'GET') =>
  (await fetch(running.url + path, { method, headers: { accept: 'text/html' } })).headers;

test.each(['/', '/assets/none.js', '/api/session', '/api/nothing', '/healthz', '/..%2f'])(
  '%s: nothing foreign, nothing inline, in no frame',
  async (path) => {
    const headers = await headersOf(path);
    const policy = headers.get('content-security-policy')!.split(';');
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ]),
    );
    expect(policy.join()).not.toMatch(/unsafe|\*|https?:/);
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()') as unknown,
    });
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server')).toBeNull();
  },
);

test('browsers are held to HTTPS where the certificate is one that they trust, and there alone', async () => {
  const strict = express().use(securityHeaders(true)).listen(0, '127.0.0.1');
  await once(strict, 'listening');
  const { port } = strict.address() as AddressInfo;
  const { headers } = await fetch(`http://127.0.0.1:${port}/`);
  expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}/);
  strict.close();
  expect((await headersOf('/')).get('strict-transport-security')).toBeNull();
});

test('answers of the API are kept nowhere, refusals and empty ones too', async () => {
  for (const path of ['/api/session', '/api/nothing', '/api/openapi.json']) {
    expect((await headersOf(path)).get('cache-control')).toBe('no-store');
  }
  const gone = await running.call('/api/session', { method: 'DELETE' });
  expect([gone.status, gone.headers.get('cache-control')]).toEqual([204, 'no-store']);
});
