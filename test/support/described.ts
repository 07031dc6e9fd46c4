/** The console's own description of its API, and whether an answer is as it says. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly responses: Readonly<
    Record<
      string,
      { readonly $ref?: string; readonly content?: Readonly<Record<string, { schema?: object }>> }
    >
  >;
}

export class Described {
  readonly document: Document;
  readonly #ajv: Ajv2020;

  constructor(document: object) {
    this.document = document as Document;
    // Formats are read by the schemas of the routes themselves.
    this.#ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
    this.#ajv.addSchema(document, 'api');
  }

  /** Throws with what differs. `path` as in the description: `/api/queue/{id}`. */
  check(method: string, path: string, status: number, body: unknown): void {
    const name = `${method} ${path} ${status}`;
    const operation = this.document.paths[path]?.[method.toLowerCase()];
    if (!operation) throw new Error(`${name}: there is no such operation`);
    const key = operation.responses[String(status)] ? String(status) : 'default';
    if (key !== 'default' && !operation.responses[key]!.content) {
      if (body === null) return;
      throw new Error(`${name}: a body that is not described`);
    }
    const validate = this.#validator(path, method.toLowerCase(), key);
    if (validate(body)) return;
    const faults = validate.errors!.map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
    throw new Error(`${name}: ${faults.slice(0, 5).join('; ')}`);
  }

  #validator(path: string, method: string, status: string): ValidateFunction {
    if (status === 'default') return this.#ajv.getSchema('api#/components/schemas/Error')!;
    const pointer = ['paths', path, method, 'responses', status, 'content', 'application/json']
      .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/');
    return this.#ajv.getSchema(`api#/${pointer}/schema`)!;
  }
}
