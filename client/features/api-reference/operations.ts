/** The operations of the description as a list, and the address of each: `#get-/api/queue`. */
import type { DescribedOperation, OpenApi } from '../../api/openapi.js';

export interface ListedOperation extends DescribedOperation {
  readonly method: string;
  readonly path: string;
  /** In the address, after `#`. */
  readonly anchor: string;
}

export interface Section {
  readonly title: string;
  readonly operations: readonly ListedOperation[];
}

export function sectionsOf({ paths, tags }: OpenApi): readonly Section[] {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): ListedOperation => ({
      ...operation,
      method: method.toUpperCase(),
      path,
      anchor: `${method}-${path}`,
    })),
  );
  return tags
    .map(({ name }) => ({ title: name, operations: all.filter(({ tags: [own] }) => own === name) }))
    .filter(({ operations }) => operations.length > 0);
}

/** Those whose method, path or summary hold every word. */
export function filtered(sections: readonly Section[], text: string): readonly Section[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return sections
    .map(({ title, operations }) => ({
      title,
      operations: operations.filter(({ method, path, summary }) => {
        const all = `${method} ${path} ${summary} ${title}`.toLowerCase();
        return words.every((word) => all.includes(word));
      }),
    }))
    .filter(({ operations }) => operations.length > 0);
}

export function operationIn(sections: readonly Section[], hash: string): ListedOperation | null {
  const anchor = decoded(hash.replace(/^#/, ''));
  const all = sections.flatMap(({ operations }) => operations);
  return all.find((each) => each.anchor === anchor) ?? null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether it changes something: then it is asked about before it is sent. */
export function changes({ method }: ListedOperation): boolean {
  return method !== 'GET';
}

/** What it answers when all is well: its status, and of what kind the body is. */
export function goodAnswer({ responses }: ListedOperation) {
  const [status, answer] = Object.entries(responses).find(([code]) => code !== 'default')!;
  const [media, content] = Object.entries(answer.content ?? {})[0] ?? [null, {}];
  return { status, media, schema: content.schema ?? null };
}
