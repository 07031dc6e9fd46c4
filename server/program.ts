/** Where the program itself lies, and which version it is. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of package.json, seen from the sources (a test) or from what was built. */
const root = new URL(import.meta.url.includes('/dist/server/') ? '../../' : '../', import.meta.url);

/** Where the built pages of the console are. */
export const CLIENT_FOLDER = fileURLToPath(new URL('dist/client/', root));

const { version, engines } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
  version: string;
  engines: { node: string };
};
export const VERSION = version;
/** The versions of Node that it runs on, as package.json names them. */
export const ENGINES = engines.node;
/** No clock that is right is before the first release; milliseconds since 1970. */
export const RELEASED = Date.parse('2026-11-01T00:00:00Z');
