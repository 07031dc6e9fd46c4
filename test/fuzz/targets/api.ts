/**
 * Bodies of the API against the real console: every operation with a body, with JSON that is made from
 * its schema and then spoilt. Never a fault of the server; a refusal is the form of errors with a path for
 * what the schema refuses; no secret that was sent comes back or stands in the log; and what the schema
 * refuses changes nothing.
 */
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { openApi } from '../../../server/console/openapi.js';
import { OPERATIONS } from '../../../shared/api/operations.js';
import type { Operation } from '../../../shared/api/operation.js';
import { Described } from '../../support/described.js';
import { Gatepost } from '../../support/gatepost.js';
import { HOSTILE } from '../../support/hostile-strings.js';
import { pick, type Fuzzer, type Target } from '../fuzzer.js';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Whoever says these would go out to a host that was made up: they are sent only where the schema refuses. */
const OUTWARD = /dialogues|test-logon|name-check/;
/** It would lock the fuzzer out. */
const OWN = /^(?:POST \/api\/(?:account\/|session|setup$|invitation))/;
const MOST_MS = 20_000;
const SECRET_KEY = /password|secret|token|code|key$/i;
const SECRET = 'S3cret-of-the-fuzzer';
const SPOILT: readonly Json[] = [
  null,
  true,
  -1,
  0,
  1,
  1.5,
  1e308,
  2 ** 53,
  '',
  'x',
  [],
  {},
  [[[[[]]]]],
  '127.0.0.1',
  '0.0.0.0/0',
  'example.com',
  '2026-01-01T00:00:00Z',
  '9'.repeat(400),
  ...HOSTILE,
];
const KEYS = ['__proto__', 'constructor', 'toString', 'enforced', 'kind', 'x', '', 'length', '0'];

const bodies = OPERATIONS.filter(({ body }) => body !== undefined);
const schemas = openApi() as unknown as {
  components: { schemas: Record<string, Schema> };
  paths: Record<
    string,
    Record<string, { requestBody?: { content: { 'application/json': { schema: Schema } } } }>
  >;
};

export const API: Fuzzer = {
  name: 'api',
  about: 'bodies of the API against the console',
  words: [
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':',
    'null',
    '1e999',
    '"__proto__":1,',
    '\\u0000',
    '\\ud800',
    '\ufeff',
    '{"a":'.repeat(2000),
  ],
  draw(random) {
    const operation = pick(random, bodies);
    let body = sound(schemaOf(operation), random, 0);
    const changes = Math.floor(random() * 4);
    for (let count = 0; count < changes; count += 1) body = spoilt(body, random);
    return inputOf(operation, JSON.stringify(body));
  },
  mutate(random, input) {
    const { operation, text } = requestOf(input);
    try {
      return inputOf(operation, JSON.stringify(spoilt(JSON.parse(text) as Json, random)));
    } catch {
      return API.draw(random);
    }
  },
  start: () => Console.start(),
};

class Console implements Target {
  readonly #gatepost: Gatepost;
  readonly #described: Described;
  readonly #cookie: string;
  #sent = 0;

  private constructor(gatepost: Gatepost, described: Described, cookie: string) {
    this.#gatepost = gatepost;
    this.#described = described;
    this.#cookie = cookie;
  }

  static async start(): Promise<Console> {
    // No resolver: no name that was made up is asked for anywhere.
    const gatepost = await Gatepost.start({ environment: { GATEPOST_DNS: '127.0.0.1:9' } });
    const { body } = await gatepost.api<object>('GET', '/api/openapi.json');
    return new Console(gatepost, new Described(body), await gatepost.cookie());
  }

  async run(input: Buffer): Promise<string> {
    const { operation, text } = requestOf(input);
    const key = `${operation.method} ${operation.path}`;
    const secret = `${SECRET}-${(this.#sent += 1)}`;
    const draft = jsonOf(text);
    const read = draft === undefined ? undefined : withSecrets(draft, secret);
    const isTaken = read !== undefined && operation.body!.safeParse(withoutEnforced(read)).success;
    if (isTaken && (OUTWARD.test(key) || OWN.test(key))) return `${key} left out`;
    // A secret may stand where the body cannot be read any more.
    const sent = read === undefined ? text.replaceAll('"x"', `"${secret}"`) : JSON.stringify(read);
    const path = operation.path.replace(/\{\w+\}/g, '1');
    const etag = operation.method === 'PUT' ? await this.#etag(path) : null;
    const from = performance.now();
    const response = await fetch(this.#gatepost.consoleUrl + path, {
      method: operation.method,
      headers: {
        cookie: this.#cookie,
        origin: new URL(this.#gatepost.consoleUrl).origin,
        'content-type': 'application/json',
        ...(etag === null ? {} : { 'if-match': etag }),
      },
      body: sent,
      signal: AbortSignal.timeout(MOST_MS),
    });
    const answer = await response.text();
    const { status } = response;
    ok(status < 500 || status === 503, `${key}: ${status} ${answer.slice(0, 300)}`);
    ok(performance.now() - from < MOST_MS, `${key}: it took too long`);
    ok(!answer.includes(secret), `${key}: a secret comes back`);
    const body = answer === '' ? null : (JSON.parse(answer) as ErrorBody);
    this.#described.check(operation.method, operation.path, status, body);
    if (status >= 400) this.#judgeRefusal(key, status, body);
    if (!isTaken) {
      ok(status >= 400, `${key}: ${status} for what the schema refuses`);
      if (etag !== null) strictEqual(await this.#etag(path), etag, `${key}: changed all the same`);
    }
    const issues = (body?.error?.issues ?? []).map((issue) => issue.path.replace(/\d+/g, 'n'));
    return `${key} ${status} ${body?.error?.code ?? ''} ${issues.slice(0, 3).join().slice(0, 80)}`;
  }

  async conclude(): Promise<void> {
    const told = this.#gatepost.lines.filter((line) => line.includes(SECRET));
    deepStrictEqual(told, [], 'a secret stands in the log');
    const failed = this.#gatepost.lines.filter((line) => line.includes('request failed'));
    deepStrictEqual(failed, [], 'the console noted a fault of its own');
    const { console: pid } = await this.#gatepost.children();
    ok(pid > 0, 'the console has gone');
    strictEqual((await this.#gatepost.api('GET', '/api/session')).status, 200);
  }

  stop(): Promise<void> {
    return this.#gatepost.stop();
  }

  async #etag(path: string): Promise<string> {
    return (await this.#gatepost.api('GET', path)).etag ?? '';
  }

  #judgeRefusal(key: string, status: number, body: ErrorBody | null): void {
    const { code, message, issues } = body?.error ?? {};
    ok(
      typeof code === 'string' && typeof message === 'string',
      `${key}: ${status} in another form`,
    );
    ok(
      /^[^\r\n]+$/.test(message),
      `${key}: the message is not one line: ${JSON.stringify(message)}`,
    );
    if (code === 'invalid' && issues) {
      ok(
        issues.length > 0 && issues.every(({ path }) => typeof path === 'string'),
        `${key}: no path`,
      );
    }
  }
}

interface ErrorBody {
  readonly error?: {
    readonly code?: string;
    readonly message?: string;
    readonly issues?: readonly { readonly path: string }[];
  };
}

function inputOf({ method, path }: Operation, text: string): Buffer {
  return Buffer.from(`${method} ${path}\n${text}`);
}

function requestOf(input: Buffer): { operation: Operation; text: string } {
  const whole = input.toString('utf8');
  const end = whole.indexOf('\n');
  const first = whole.slice(0, Math.max(0, end));
  const operation =
    bodies.find(({ method, path }) => `${method} ${path}` === first) ??
    bodies[whole.length % bodies.length]!;
  return { operation, text: whole.slice(end + 1) };
}

function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** As the console leaves it away. */
function withoutEnforced(value: Json): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const { enforced: _, ...rest } = value as Record<string, Json>;
  return rest;
}

function withSecrets(value: Json, secret: string): Json {
  if (Array.isArray(value)) return value.map((each) => withSecrets(each, secret));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value as Record<string, Json>).map(
    ([key, each]): [string, Json] => [
      key,
      SECRET_KEY.test(key) && typeof each === 'string' && each !== ''
        ? secret
        : withSecrets(each, secret),
    ],
  );
  return Object.fromEntries(entries);
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly minimum?: number;
}

function schemaOf({ method, path }: Operation): Schema {
  return (
    schemas.paths[path]?.[method.toLowerCase()]?.requestBody?.content['application/json'].schema ??
    {}
  );
}

/** Something that the schema may well take. */
function sound(schema: Schema, random: () => number, depth: number): Json {
  if (schema.$ref) {
    return sound(schemas.components.schemas[schema.$ref.split('/').at(-1)!] ?? {}, random, depth);
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return sound(pick(random, choices), random, depth);
  if (schema.allOf) {
    return Object.assign({}, ...schema.allOf.map((each) => sound(each, random, depth))) as Json;
  }
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return pick(random, schema.enum);
  const type = Array.isArray(schema.type) ? pick(random, schema.type as string[]) : schema.type;
  switch (type) {
    case 'object': {
      const required = new Set(schema.required);
      const entries = Object.entries(schema.properties ?? {}).filter(
        ([key]) => required.has(key) || random() < 0.5,
      );
      return Object.fromEntries(
        entries.map(([key, each]) => [key, sound(each, random, depth + 1)]),
      );
    }
    case 'array': {
      const length = depth > 5 ? 0 : Math.floor(random() * 3);
      return Array.from({ length }, () => sound(schema.items ?? {}, random, depth + 1));
    }
    case 'boolean':
      return random() < 0.5;
    case 'integer':
    case 'number':
      return (schema.minimum ?? 0) + Math.floor(random() * 30);
    default:
      return pick(random, [
        'x',
        '127.0.0.1',
        '10.0.0.0/8',
        'example.com',
        'a@example.com',
        '2027-01-01T00:00:00Z',
        'a long password',
        '1',
      ]);
  }
}

/** The same with one thing changed, somewhere. */
function spoilt(value: Json, random: () => number): Json {
  const isLeaf = value === null || typeof value !== 'object';
  if (isLeaf || random() < 0.15) return pick(random, SPOILT);
  if (Array.isArray(value)) {
    const at = Math.floor(random() * (value.length + 1));
    if (random() < 0.2)
      return [...value, ...value, ...(value.length === 0 ? [pick(random, SPOILT)] : [])].slice(
        0,
        2000,
      );
    if (at === value.length) return [...value, pick(random, SPOILT)];
    return value.map((each, index) =>
      index === at ? spoilt(each as Json, random) : (each as Json),
    );
  }
  const entries = Object.entries(value as Record<string, Json>);
  if (entries.length === 0 || random() < 0.15)
    return Object.fromEntries([...entries, [pick(random, KEYS), pick(random, SPOILT)]]);
  const at = Math.floor(random() * entries.length);
  if (random() < 0.15) return Object.fromEntries(entries.filter((_, index) => index !== at));
  return Object.fromEntries(
    entries.map(([key, each], index) => [key, index === at ? spoilt(each, random) : each]),
  );
}
