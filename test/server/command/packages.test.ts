/**
 * What Gatepost runs with is agreed on, and written down with every build.
 * Threats: T28.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const jsonOf = (path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as unknown;
const audit = (...args: string[]) => {
  const script = join(ROOT, '.ci/audit-packages.mjs');
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
};

test('every package of the lock file is in the list, under its licence', () => {
  const { status, stdout, stderr } = audit();
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^\d+ packages at run time, \d+ installed here: [\d.]+ MiB/);
});

describe('is not passed:', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'gatepost-packages-'));
    mkdirSync(join(root, '.ci'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const good = { version: '1.0.0', license: 'MIT', integrity: 'sha512-x' };
  const said = (entry: object, agreed: Record<string, string> = { a: 'MIT' }) => {
    const write = (name: string, value: object) =>
      writeFileSync(join(root, name), JSON.stringify(value));
    write('package.json', {});
    write('package-lock.json', { packages: { '': {}, 'node_modules/a': entry } });
    write('.ci/runtime-packages.json', { licences: ['MIT'], packages: agreed });
    const { status, stderr } = audit('--root', root);
    return `${status} ${stderr.split('\n')[0]}`;
  };

  test('nothing else', () => expect(said(good)).toBe('0 '));
  test.each([
    ['a package that is not in the list', good, {}, 'a is not in the list.'],
    ['another licence', { ...good, license: 'GPL-3.0' }, { a: 'MIT' }, 'a is under GPL-3.0'],
    ['no licence', { ...good, license: undefined }, { a: 'MIT' }, 'a is under undefined'],
    [
      'a licence that is not permissive',
      { ...good, license: 'X' },
      { a: 'X' },
      'a: X is no licence',
    ],
    [
      'a download address',
      { ...good, resolved: 'https://x.test' },
      { a: 'MIT' },
      'package-lock.json: node_modules/a has a download address.',
    ],
    ['no hash', { ...good, integrity: undefined }, { a: 'MIT' }, 'a is locked without its hash.'],
    ['an install script', { ...good, hasInstallScript: true }, { a: 'MIT' }, 'a runs a script'],
    ['an entry that nobody needs', good, { a: 'MIT', b: 'MIT' }, 'b is in the list and not used'],
  ])('%s', (_, entry, agreed, text) => {
    expect(said(entry, agreed as Record<string, string>)).toContain(`1 ${text}`);
  });
});

test('the build names every package that Gatepost runs with, and nothing of the machine', () => {
  const bom = jsonOf('dist/sbom.json') as {
    specVersion: string;
    metadata: { timestamp?: string; component: { name: string; version: string } };
    components: { name: string; version: string; purl: string; licenses?: unknown[] }[];
  };
  const { packages, bundled, licences } = jsonOf('.ci/runtime-packages.json') as {
    packages: Record<string, string>;
    bundled: Record<string, string>;
    licences: string[];
  };
  const { version } = jsonOf('package.json') as { version: string };
  expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.5' });
  expect(bom.metadata.component).toMatchObject({ name: 'gatepost', version });
  expect(bom.metadata.timestamp).toBeUndefined();
  const names = [...new Set(bom.components.map(({ name }) => name))];
  expect(names.toSorted()).toEqual(Object.keys({ ...packages, ...bundled }).toSorted());
  // What is bundled into the pages asks for its licence to be passed on: they lie beside the pages.
  const passedOn = jsonOf('dist/client/licences.json') as { name: string; identifier: string }[];
  const own = Object.fromEntries(passedOn.map(({ name, identifier }) => [name, identifier]));
  expect(own).toEqual(bundled);
  expect(Object.values(own).filter((each) => !licences.includes(each))).toEqual([]);
  expect(bom.components.every(({ purl, licenses }) => purl && licenses?.length)).toBe(true);
  expect(JSON.stringify(bom)).not.toContain(ROOT);
});
