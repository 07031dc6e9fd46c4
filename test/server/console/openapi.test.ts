/** The description of the API: it is valid, complete, and what the console answers is as it says. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../../../server/console/app.js';
import type { Context } from '../../../server/console/context.js';
import { openApi } from '../../../server/console/openapi.js';
import { ANSWERS } from '../../../shared/api/answers/by-operation.js';
import { OPERATIONS } from '../../../shared/api/operations.js';
import { FIRST_RULES } from '../../../shared/rules/schema.js';
import { Described } from '../../support/described.js';
import { refusal, RunningConsole } from './running-console.js';

let running: RunningConsole;
let described: Described;

beforeAll(async () => {
  running = await RunningConsole.loggedOn();
  described = new Described((await running.call<object>('/api/openapi.json')).body);
});
afterAll(() => running.stop());

test('the description is a valid OpenAPI 3.1 document', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(openApi()));
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
});

test('only who is logged on is given it', async () => {
  expect(refusal(await running.bare('/api/openapi.json'))).toEqual([401, 'unauthenticated']);
});

test('every operation has its answer described, and no answer is without an operation', () => {
  const keys = OPERATIONS.map(({ method, path }) => `${method} ${path}`);
  expect(Object.keys(ANSWERS).toSorted()).toEqual(keys.toSorted());
});

test('every route that is answered is in the table, and every one of the table is answered', () => {
  const keys = OPERATIONS.map(({ method, path }) => `${method} ${path}`);
  expect(routesOf().toSorted()).toEqual(keys.toSorted());
});

const ASKED: readonly (readonly [
  method: string,
  path: string,
  values?: Readonly<Record<string, string>>,
  query?: string,
])[] = [
  ['GET', '/api/session'],
  ['GET', '/api/status'],
  ['GET', '/api/overview'],
  ['GET', '/api/overview', {}, '?hours=720'],
  ['GET', '/api/routing'],
  ['GET', '/api/routing/use'],
  ['GET', '/api/routing/revisions'],
  ['GET', '/api/routing/revisions/{number}', { number: '2' }],
  ['GET', '/api/routing/revisions/{number}', { number: '99' }],
  ['GET', '/api/delivery'],
  ['GET', '/api/security'],
  ['GET', '/api/accounts'],
  ['GET', '/api/decisions'],
  ['GET', '/api/decisions', {}, '?limit=none'],
  ['GET', '/api/decisions/extent'],
  ['GET', '/api/decisions/{ref}', { ref: '0000000' }],
  ['GET', '/api/queue/{id}', { id: 'none' }],
];

async function asked(
  method: string,
  path: string,
  call: { body?: unknown; headers?: Record<string, string> } = {},
  filled = path,
): Promise<number> {
  const { status, body } = await running.call(filled, { method, ...call });
  described.check(method, path, status, body);
  return status;
}

test('what the console answers is as described, refusals too', async () => {
  const rules = {
    ...FIRST_RULES,
    routes: [{ domain: 'example.com', to: { kind: 'inbound' } }],
    expectations: [
      { request: { peer: '203.0.113.7', recipient: 'x@remote.test' }, verdict: 'reject' },
    ],
  };
  const etagOf = async (path: string) => (await running.call(path)).headers.get('etag')!;
  const put = async (path: string, body: unknown) =>
    asked('PUT', path, { body, headers: { 'if-match': await etagOf(path) } });
  expect(await put('/api/routing', { rules })).toBe(200);
  expect(await put('/api/routing', { rules: { routes: 'none' } })).toBe(422);
  expect(await asked('PUT', '/api/routing', { body: { rules } })).toBe(428);
  expect(await put('/api/delivery', (await running.call('/api/delivery')).body)).toBe(200);
  expect(await put('/api/security', (await running.call('/api/security')).body)).toBe(200);
  const request = { peer: '127.0.0.1', recipient: 'a@example.com' };
  expect(await asked('POST', '/api/routing/decide', { body: { request } })).toBe(200);
  expect(await asked('POST', '/api/routing/preview', { body: { rules: FIRST_RULES } })).toBe(200);
  const account = { name: 'scanner', generate: true };
  expect(await asked('POST', '/api/accounts', { body: account })).toBe(201);
  expect(await asked('POST', '/api/accounts', { body: account })).toBe(422);
  const one = '/api/accounts/{name}';
  const scanner = '/api/accounts/scanner';
  expect(await asked('PATCH', one, { body: { disabled: true } }, scanner)).toBe(200);
  const label = { body: { label: 'Copier' } };
  expect(await asked('POST', `${one}/app-passwords`, label, `${scanner}/app-passwords`)).toBe(201);
  expect(await asked('POST', '/api/accounts/import', { body: { csv: 'name\nups' } })).toBe(200);
  for (const [method, path, values = {}, query = ''] of ASKED) {
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => values[name]!);
    await asked(method, path, {}, filled + query);
  }
  expect(await asked('DELETE', one, {}, scanner)).toBe(204);
});

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: { readonly stack?: readonly Layer[] };
  /** Where it is mounted. */
  readonly rawPath: string;
}

/** The routes below `/api`, as the router has them. */
function routesOf(): string[] {
  const app = createApp(ANYTHING as unknown as Context, false);
  const below = (stack: readonly Layer[], prefix: string): string[] =>
    stack.flatMap(({ route, handle, rawPath }) => {
      if (!route) return below(handle.stack ?? [], prefix + rawPath);
      const path = prefix + (route.path === '/' ? '' : route.path);
      return Object.keys(route.methods).map(
        (method) => `${method.toUpperCase()} ${path.replace(/:(\w+)/g, '{$1}')}`,
      );
    });
  const { stack } = app.router as unknown as { stack: readonly Layer[] };
  return below(stack, '').filter((route) => route.includes(' /api/'));
}

/** Stands for everything that a route is made with, while none is asked. */
const ANYTHING: unknown = new Proxy(function anything() {}, {
  get: (_target, name) =>
    name === Symbol.toPrimitive ? () => '' : name === 'publicUrl' ? null : ANYTHING,
  apply: () => ANYTHING,
  construct: () => ANYTHING as object,
});
