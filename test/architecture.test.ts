/** Who may import whom (DESIGN section 3). Each rule says why it is there. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

interface SourceFile {
  /** From the top of the repository, with forward slashes. */
  readonly path: string;
  readonly lines: number;
  /** Files of ours, as paths from the top; packages by name; `node:` modules. */
  readonly imports: readonly string[];
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+'([^']+)'|import\('([^']+)'\)|(?:^|\n)import\s+'([^']+)'/g;
const sources = ['client', 'server', 'shared'].flatMap(filesUnder).map(readSource);

/** Files under `from` import nothing that `forbidden` names. */
function never(from: RegExp, forbidden: (target: string) => boolean): string[] {
  return sources
    .filter(({ path }) => from.test(path))
    .flatMap(({ path, imports }) =>
      imports.filter(forbidden).map((target) => `${path} -> ${target}`),
    );
}

const under = (folder: string) => (target: string) => target.startsWith(`${folder}/`);

describe('who imports whom', () => {
  test('shared knows nobody: it runs in Node and in the browser, and decides the same in both', () => {
    const allowed = ['zod', 'ipaddr.js', 'punycode/punycode.js', 'papaparse'];
    expect(
      never(/^shared\//, (target) => !target.startsWith('shared/') && !allowed.includes(target)),
    ).toEqual([]);
  });

  test('the store knows neither process: both open the same databases', () => {
    const processes = (target: string) =>
      /^(server\/(relay|console|command)|client)\//.test(target);
    expect(never(/^server\/store\//, processes)).toEqual([]);
  });

  test('relay and console never import each other: mail flows without the console', () => {
    expect(never(/^server\/relay\//, under('server/console'))).toEqual([]);
    expect(never(/^server\/console\//, under('server/relay'))).toEqual([]);
  });

  test('inside the relay smtp and delivery meet only in the queue', () => {
    expect(never(/^server\/relay\/smtp\//, under('server/relay/delivery'))).toEqual([]);
    expect(never(/^server\/relay\/delivery\//, under('server/relay/smtp'))).toEqual([]);
    const outward = (target: string) => /^server\/relay\/(smtp|delivery)\//.test(target);
    expect(never(/^server\/relay\/queue\//, outward)).toEqual([]);
  });

  test('the console in the browser knows shared alone, and its features never import each other', () => {
    const foreign = (target: string) => target.startsWith('server/') || target.startsWith('node:');
    expect(never(/^client\/(?!vite\.config)/, foreign)).toEqual([]);
    const crossing = sources.flatMap(({ path, imports }) => {
      const feature = /^client\/features\/([^/]+)\//.exec(path)?.[1];
      if (!feature) return [];
      return imports
        .filter(
          (target) =>
            target.startsWith('client/features/') && !under(`client/features/${feature}`)(target),
        )
        .map((target) => `${path} -> ${target}`);
    });
    expect(crossing).toEqual([]);
  });
});

describe('each library has one door, so that it can be replaced or pinned in one place', () => {
  test.each([
    ['ipaddr.js', /^shared\/address\//],
    ['smtp-server', /^server\/relay\/smtp\//],
    ['nodemailer', /^server\/(relay\/(delivery|queue)\/|console\/alerts\/smart-host\.ts$)/],
    ['mailauth', /^server\/relay\/senders\//],
    ['ldapts', /^server\/relay\/logon\/ldap\.ts$/],
    ['imapflow', /^server\/relay\/logon\/imap\.ts$/],
    ['better-sqlite3', /^server\/store\//],
    ['express', /^server\/console\//],
    ['compression', /^server\/console\/routes\/client\.ts$/],
    ['prom-client', /^server\/prometheus\.ts$/],
    ['pino', /^server\/log\.ts$/],
    ['commander', /^server\/command\//],
    ['piscina', /^server\/store\/passwords/],
    ['selfsigned', /^server\/store\//],
    ['age-encryption', /^server\/store\/backup\//],
    ['modern-tar', /^server\/store\/backup\//],
    ['papaparse', /^shared\/import\//],
    ['otpauth', /^server\/console\/totp\.ts$/],
    ['uqr', /^client\/components\/qr-code\.tsx$/],
  ])('%s', (library, door) => {
    const uses = sources.filter(({ imports }) =>
      imports.some((target) => target === library || target.startsWith(`${library}/`)),
    );
    expect(uses.map(({ path }) => path).filter((path) => !door.test(path))).toEqual([]);
  });
});

describe('the house', () => {
  test('folders are nouns of the field', () => {
    const vague = /\/(utils?|helpers?|services?|lib|common|misc)\//;
    expect(sources.map(({ path }) => path).filter((path) => vague.test(`/${path}`))).toEqual([]);
  });

  test('no file is over 300 lines: it would hold more than one concept', () => {
    expect(
      sources.filter(({ lines }) => lines > 300).map(({ path, lines }) => `${path}: ${lines}`),
    ).toEqual([]);
  });

  test('no barrel files: they hide who uses what', () => {
    expect(sources.map(({ path }) => path).filter((path) => /\/index\.tsx?$/.test(path))).toEqual(
      [],
    );
  });

  test('nothing else stands at the top', () => {
    const agreed =
      /^(client|server|shared|test|package(-lock)?\.json|tsconfig\.base\.json|(README|CHANGELOG|CONTRIBUTING)\.md|LICENSE|\..*|node_modules|dist|data)$/;
    expect(readdirSync(root).filter((name) => !agreed.test(name))).toEqual([]);
  });
});

function filesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name).replaceAll('\\', '/'));
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const imports = [...text.matchAll(IMPORT)].map(([, from, called, bare]) => {
    const target = (from ?? called ?? bare)!;
    if (!target.startsWith('.')) return target;
    return relative(root, normalize(join(root, dirname(path), target))).replaceAll('\\', '/');
  });
  return { path, lines: text.split('\n').length - 1, imports };
}
