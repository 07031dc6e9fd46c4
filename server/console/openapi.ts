/**
 * The API as an OpenAPI 3.1 document, made from the table of operations and the schemas that the routes
 * themselves read with: what it says and what is done cannot part.
 */
import { z } from 'zod';
import { ANSWERS, type OperationAnswer } from '../../shared/api/answers/by-operation.js';
import { ERROR_CODES, issueSchema } from '../../shared/api/errors.js';
import type { Operation } from '../../shared/api/operation.js';
import { OPERATIONS } from '../../shared/api/operations.js';
import { VERSION } from '../program.js';
import { SESSION_COOKIE } from './cookies.js';

type Json = { [member: string]: unknown };

/** By the beginning of the path; the first that fits. */
const SECTIONS: readonly (readonly [path: string, tag: string])[] = [
  ['/api/overview', 'Overview'],
  ['/api/decisions', 'Decision Log'],
  ['/api/routing/revisions', 'History'],
  ['/api/routing', 'Routing'],
  ['/api/queue', 'Queues'],
  ['/api/delivery', 'Connections'],
  ['/api/alerts', 'Diagnostics'],
  ['/api/accounts', 'Security'],
  ['/api/security', 'Security'],
  ['/api/users', 'People'],
  ['/api/invitation', 'People'],
  ['/api/account', 'People'],
  ['/api/tokens', 'People'],
  ['/api/audit', 'People'],
  ['/api', 'Console'],
];

const errorSchema = z.object({
  error: z.object({
    code: z.enum(ERROR_CODES),
    message: z.string().describe('One sentence.'),
    issues: z.array(issueSchema).optional().describe('What is wrong, each with its place.'),
    findings: z.array(z.unknown()).optional().describe('What must be confirmed (409).'),
  }),
});

const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  schema: { type: 'string' },
  description: 'The ETag of the document that was read: it guards against lost updates.',
};
const ETAG = { schema: { type: 'string' }, description: 'For If-Match.' };

let made: string | null = null;

/** As JSON; made at the first question. */
export function openApiText(): string {
  made ??= JSON.stringify(openApi());
  return made;
}

export function openApi(): Json {
  const components: Json = { Error: schemaOf(errorSchema, 'output', {}) };
  const paths: { [path: string]: Json } = {};
  for (const operation of OPERATIONS) {
    const { method, path } = operation;
    (paths[path] ??= {})[method.toLowerCase()] = operationOf(operation, components);
  }
  const tags = [...new Set(SECTIONS.map(([, tag]) => tag))];
  return {
    openapi: '3.1.0',
    info: {
      title: 'Gatepost',
      version: VERSION,
      description:
        'The console of Gatepost over HTTP. A request that changes something and comes with the cookie needs an `Origin` of the console’s own.',
    },
    // Relative to where this document was read: also behind a proxy under a path of its own.
    servers: [{ url: '..' }],
    tags: tags.map((name) => ({ name })),
    paths,
    components: {
      schemas: components,
      responses: {
        Error: {
          description: 'Refused or failed; the code says why.',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
        },
      },
      securitySchemes: {
        cookie: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
    security: [{ cookie: [] }, { token: [] }],
  };
}

function operationOf(operation: Operation, components: Json): Json {
  const { method, path, summary, role, body } = operation;
  const answer: OperationAnswer = ANSWERS[`${method} ${path}`] ?? {};
  const parameters = [...pathParameters(path), ...queryParameters(operation, components)];
  if (answer.document === 'replaced') parameters.push({ ...IF_MATCH, required: true });
  if (answer.document === 'may-be-replaced') parameters.push(IF_MATCH);
  return {
    operationId: `${method.toLowerCase()} ${path}`.replace(/[^a-z]+/gi, '-').replace(/-$/, ''),
    tags: [SECTIONS.find(([beginning]) => path.startsWith(beginning))![1]],
    summary,
    ...(role === null ? { security: [] } : { 'x-role': role }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body
      ? { requestBody: { required: true, content: json(schemaOf(body, 'input', components)) } }
      : {}),
    responses: { ...goodAnswers(answer, components), default: errorAnswer() },
  };
}

function goodAnswers(told: OperationAnswer, components: Json): Json {
  const { answer, status = 200, media, document } = told;
  const content = answer
    ? { content: json(schemaOf(answer, 'output', components)) }
    : status === 204
      ? {}
      : { content: media ? { [media]: {} } : json({}) };
  const headers = document ? { headers: { ETag: ETAG } } : {};
  const good = { description: status === 204 ? 'Done.' : 'As asked.', ...headers, ...content };
  const late = { ...good, description: 'Stored; the relay does not use it yet.' };
  return {
    [status]: good,
    ...(document === undefined || document === 'read' ? {} : { 202: late }),
  };
}

function errorAnswer(): Json {
  return { $ref: '#/components/responses/Error' };
}

function json(schema: Json): Json {
  return { 'application/json': { schema } };
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters({ query }: Operation, components: Json): Json[] {
  if (!query) return [];
  const { properties = {}, required = [] } = schemaOf(query, 'input', components) as {
    properties?: { [name: string]: Json };
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    ...(required.includes(name) ? { required: true } : {}),
    ...(description === undefined ? {} : { description }),
    schema,
  }));
}

/** Schemas with a name of their own go into `components`, and are referred to. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', components: Json): Json {
  const text = JSON.stringify(
    z.toJSONSchema(schema, {
      io,
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => {
        // Arrays are not to be changed by the program; that is not what it means here.
        delete jsonSchema.readOnly;
        const { def } = zodSchema._zod;
        // What our readers make of a text is a text.
        if (def.type === 'pipe' && def.out._zod.def.type === 'transform' && io === 'output')
          jsonSchema.type = 'string';
        // Numbers in a query come as text, and are read.
        if (io === 'input' && def.type === 'number' && jsonSchema.type === undefined)
          jsonSchema.type = 'number';
      },
    }),
  );
  const {
    $schema: _dialect,
    $defs = {},
    ...rest
  } = JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/')) as Json & { $defs?: Json };
  for (const [name, each] of Object.entries($defs)) {
    const { $schema: _inner, id: _id, ...own } = each as Json;
    components[name] = own;
  }
  const { id, ...own } = rest;
  if (typeof id !== 'string') return rest;
  components[id] = own;
  return { $ref: `#/components/schemas/${id}` };
}
