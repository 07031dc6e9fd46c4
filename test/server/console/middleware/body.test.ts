/** Bodies: their size, their type, their form. Threats: T22, T23. */
import express from 'express';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cutUpload } from '../../../../server/console/middleware/cut-upload.js';
import { refusal, RunningConsole, type ErrorBody } from '../running-console.js';

let running: RunningConsole;

beforeAll(async () => {
  running = await RunningConsole.loggedOn();
});
afterAll(() => running.stop());

const putRouting = (body: string, headers: Record<string, string> = {}) =>
  running.call<ErrorBody>('/api/routing', { method: 'PUT', body, headers });

describe('a body that is too large', () => {
  test('of 40 MB is refused for rules, before If-Match is asked for', async () => {
    const answer = await putRouting('x'.repeat(40 * 1024 * 1024));
    expect(refusal(answer)).toEqual([413, 'too-large']);
    expect(answer.body.error.message).toContain('33554432');
    expect((await running.call('/api/routing')).headers.get('etag')).toBe('"r1"');
  });

  test('is told so to a client that reads the answer only when all is sent, and then hangs up', async () => {
    const { hostname, port } = new URL(running.url);
    const socket = connect(Number(port), hostname);
    const head = [
      'PUT /api/routing HTTP/1.1',
      `Host: ${hostname}:${port}`,
      `Cookie: ${running.cookie}`,
      `Origin: ${running.url}`,
      'Connection: close',
      `Content-Length: ${40 * 1024 * 1024}`,
    ];
    const sent = new Promise((resolve) =>
      socket.write(`${head.join('\r\n')}\r\n\r\n${'x'.repeat(40 * 1024 * 1024)}`, resolve),
    );
    await sent;
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('is refused for nobody at all: the logon comes first', async () => {
    const body = 'x'.repeat(40 * 1024 * 1024);
    expect(refusal(await running.bare('/api/routing', { method: 'PUT', body }))).toEqual([
      401,
      'unauthenticated',
    ]);
  });

  test('of 300 KB is refused elsewhere', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(300 * 1024), password: 'x' });
    for (const path of ['/api/accounts', '/api/session', '/api/setup']) {
      const answer = await running.call(path, { method: 'POST', body });
      expect(refusal(answer)).toEqual([413, 'too-large']);
    }
  });

  test('of unknown length is refused as soon as it is too long', async () => {
    const headers = { cookie: running.cookie, origin: running.url, 'transfer-encoding': 'chunked' };
    const sending = request(`${running.url}/api/routing`, { method: 'PUT', headers });
    sending.on('error', () => {});
    const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
    for (let mib = 0; mib < 33; mib += 1) sending.write(Buffer.alloc(1024 * 1024, 'x'));
    const [{ statusCode }] = await answered;
    sending.destroy();
    expect(statusCode).toBe(413);
    expect((await running.call('/api/routing')).headers.get('etag')).toBe('"r1"');
  });

  test('that goes on after its refusal is cut off', async () => {
    const app = express().use(cutUpload(50));
    app.put('/', (_request, response) => void response.status(413).end());
    const server = createServer(app).listen(0);
    const { port } = server.address() as AddressInfo;
    const sending = request({ port, method: 'PUT', headers: { 'content-length': 1_000_000 } });
    sending.on('error', () => {});
    sending.write('x');
    await once(sending, 'response');
    await once(sending, 'close');
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('a body that is not what it should be', () => {
  const ifMatch = { 'if-match': '"r1"' };

  test.each([
    ['that is not JSON', '{"rules":', {}, 'The body is not JSON'],
    ['that is empty', '', {}, 'The request has no body: send JSON.'],
    ['of another type', '{}', { 'content-type': 'text/plain' }, 'must be application/json'],
    ['that is packed', '{}', { 'content-encoding': 'compress' }, 'Content-Encoding is not taken'],
    ['that is a list', '[]', {}, 'expected object'],
    ['without rules', '{}', {}, 'rules: '],
  ])('%s is refused in one sentence', async (_what, body, headers, message) => {
    const answer = await putRouting(body, { ...ifMatch, ...(headers as Record<string, string>) });
    expect(refusal(answer)).toEqual([422, 'invalid']);
    expect(answer.body.error.message).toContain(message);
  });
});

test('what cannot be read is not quoted: it may be a password, and be more than one line', async () => {
  for (const body of ['{"password":"S3cret\n', 'S3cret\n{}', '["S3cret" "x"]']) {
    const answer = await putRouting(body, { 'if-match': '"r1"' });
    expect(refusal(answer)).toEqual([422, 'invalid']);
    expect(answer.body.error.message).toMatch(
      /^The body is not JSON(?:: it cannot be read at position \d+)?\.$/,
    );
  }
});

test('an unknown path under /api is said not to be there, in JSON', async () => {
  expect(refusal(await running.bare('/api/nothing'))).toEqual([404, 'not-found']);
  expect(refusal(await running.call('/api/routing', { method: 'PATCH' }))).toEqual([
    404,
    'not-found',
  ]);
});
