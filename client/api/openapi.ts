/** The description of the API (OpenAPI 3.1), and requests as they are typed on the page about it. */
import { loggedOff, request } from './request.js';

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

export interface DescribedOperation {
  readonly tags: readonly [string];
  readonly summary: string;
  readonly 'x-role'?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<
    Record<string, { readonly description?: string; readonly content?: Content }>
  >;
}

export interface OpenApi {
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export const OPENAPI_KEY = ['openapi'] as const;
const OPENAPI_PATH = '/api/openapi.json';

export async function getOpenApi(signal?: AbortSignal): Promise<OpenApi> {
  return (await request<OpenApi>('GET', OPENAPI_PATH, signal ? { signal } : {})).body;
}

export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

const SHOWN_HEADERS = ['content-type', 'etag', 'retry-after', 'content-disposition'];
/** Octets of an answer that are shown. */
const MOST_SHOWN = 200_000;

/** Whatever comes back is an answer; only what never came is thrown. */
export async function sendRaw({ method, path, headers, body }: RawRequest): Promise<RawAnswer> {
  const response = await fetch(path, {
    method,
    headers: { ...headers, ...(body === null ? {} : { 'content-type': 'application/json' }) },
    cache: 'no-store',
    credentials: 'same-origin',
    body,
  });
  const text = await response.text();
  if (response.status === 401) loggedOff.dispatchEvent(new Event('loggedoff'));
  return {
    status: response.status,
    headers: SHOWN_HEADERS.flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name, value] as const];
    }),
    body: text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}\n...` : text,
  };
}
