/** Where the console stands on its host: `/`, or a path that a proxy in front gives it. */

/** With a slash at both ends. */
export const BASE =
  globalThis.document?.querySelector<HTMLMetaElement>('meta[name="gatepost-base"]')?.content ?? '/';

/** The address of a path of the console, such as `/api/session`. */
export function addressOf(path: string): string {
  return BASE + path.replace(/^\//, '');
}
