/** Schemas in words, and an example that meets one. */
import type { OpenApi, Schema } from '../../api/openapi.js';

export type Components = OpenApi['components']['schemas'];

/** An example goes no deeper. */
const DEEPEST = 6;

export function nameOf({ $ref }: Schema): string | null {
  return $ref?.split('/').at(-1) ?? null;
}

export function resolved(schema: Schema, components: Components): Schema {
  const name = nameOf(schema);
  return name === null ? schema : { ...components[name], ...without(schema) };
}

function without({ $ref: _ref, ...rest }: Schema): Schema {
  return rest;
}

/** The forms of which one is taken; null: there is but one. */
export function formsOf({ anyOf, oneOf }: Schema): readonly Schema[] | null {
  return anyOf ?? oneOf ?? null;
}

/** `string`, `list of DecisionRow`, `"inbound" | "relay"`, `number, from 1 to 1,000`. */
export function typeText(schema: Schema, components: Components): string {
  const name = nameOf(schema);
  if (name !== null) return name;
  const forms = formsOf(schema);
  if (forms) return [...new Set(forms.map((form) => typeText(form, components)))].join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((each) => JSON.stringify(each)).join(' | ');
  if (schema.items) return `list of ${typeText(schema.items, components)}${boundsText(schema)}`;
  const type = Array.isArray(schema.type) ? schema.type.join(' | ') : String(schema.type ?? 'any');
  return `${type}${schema.format ? ` (${schema.format})` : ''}${boundsText(schema)}`;
}

function boundsText(schema: Schema): string {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = schema;
  const least = minimum ?? minLength ?? minItems;
  const most = maximum ?? maxLength ?? maxItems;
  const said = (value: number | undefined) =>
    value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? null : value;
  const from = said(least);
  const to = said(most);
  if (from === null && to === null) return '';
  if (from === null) return `, at most ${to!.toLocaleString('en')}`;
  if (to === null) return from === 0 ? '' : `, at least ${from.toLocaleString('en')}`;
  return `, from ${from.toLocaleString('en')} to ${to.toLocaleString('en')}`;
}

/** Meets the schema in form: members that may be left out are, but for those of a default. */
export function exampleOf(schema: Schema, components: Components, depth = 0): unknown {
  const own = resolved(schema, components);
  if (own.default !== undefined) return own.default;
  if (own.const !== undefined) return own.const;
  if (own.enum) return own.enum[0];
  const forms = formsOf(own);
  if (forms) return exampleOf(forms[0]!, components, depth);
  const type = Array.isArray(own.type) ? own.type[0] : own.type;
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(own.properties ?? {})
          .filter(([name, each]) => own.required?.includes(name) || each.default !== undefined)
          .map(([name, each]) => [name, exampleOf(each, components, depth + 1)]),
      );
    case 'array':
      return own.items && depth < DEEPEST && (own.minItems ?? 0) > 0
        ? [exampleOf(own.items, components, depth + 1)]
        : [];
    case 'integer':
    case 'number':
      return Math.max(own.minimum ?? 0, 0);
    case 'boolean':
      return false;
    case 'string':
      return '';
    default:
      return type === 'null' ? null : {};
  }
}
