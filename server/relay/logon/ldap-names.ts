/** How a name gets into a DN, another name of a bind, or a filter without changing what they mean. */
import { accountOf, canonicalName, logonNameOf, type LogonName } from './account-store.js';

/** As the template says; null when the name lacks the domain that it wants. */
export function bindNameOf(template: string, name: LogonName): string | null {
  return filled(template, name, isDn(template) ? escapedForDn : (value) => value);
}

export function filterOf(template: string, name: LogonName): string | null {
  return filled(template, name, escapedForFilter);
}

/**
 * The account that a bind by template has judged. A name that is no DN is a name of a logon itself:
 * `{user}@example.com` judges anna@example.com whatever domain she gave.
 */
export function accountByTemplate(
  template: string,
  name: LogonName,
  domains: readonly string[],
): string {
  if (isDn(template)) return accountOf(name, /\{(?:domain|name)\}/.test(template), domains);
  const judged = logonNameOf(bindNameOf(template, name)!);
  return judged.domain === null ? accountOf(name, false, domains) : canonicalName(judged);
}

function filled(
  template: string,
  { given, user, domain }: LogonName,
  escape: (value: string) => string,
): string | null {
  if (domain === null && template.includes('{domain}')) return null;
  const values: Record<string, string> = { user, domain: domain ?? '', name: given };
  // All at once: what a name holds is never taken for a place to fill.
  return template.replace(/\{(user|domain|name)\}/g, (_, key: string) => escape(values[key]!));
}

/** `uid={user},ou=people`, `1.2.3={user}`. */
function isDn(template: string): boolean {
  return /^\s*(?:[A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)*)\s*=/.test(template);
}

/** RFC 4514 2.4; everything that any reader of DNs takes for special. */
function escapedForDn(value: string): string {
  return value
    .replace(/[\\",+<>;=#]/g, (character) => `\\${character}`)
    .replace(/^ | $/g, '\\ ')
    .replace(/\0/g, '\\00');
}

/** RFC 4515 3. */
function escapedForFilter(value: string): string {
  return value.replace(
    /[\\*()\0]/g,
    (character) => `\\${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
