/**
 * `dist/sbom.json`: what is shipped, as CycloneDX 1.5: the packages of the lock file that Gatepost runs with, and
 * those that Vite bundled into the pages of the console. Plain JavaScript without dependencies.
 *
 * Promise: the same for the same lock file and pages, whatever the machine, the moment and the version of npm.
 * `npm sbom --omit dev` is none of that, and leaves out what tools of the build need as well.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export function writeSbom(root) {
  const { name, version, license, description } = jsonOf(join(root, 'package.json'));
  const { packages } = jsonOf(join(root, 'package-lock.json'));
  const bundled = namesOf(join(root, 'dist', 'client', 'licences.json'));
  const isBundled = (path) => bundled.has(`${nameOf(path)}@${packages[path].version}`);
  const shipped = Object.keys(packages)
    .filter((path) => path !== '')
    .filter((path) => !isTool(packages[path]) || isBundled(path))
    .toSorted();
  const components = new Map(
    shipped.map((path) => [refOf(path, packages), componentOf(path, packages, isBundled(path))]),
  );
  const own = { type: 'application', 'bom-ref': `${name}@${version}`, name, version, description };
  const content = {
    metadata: { component: { ...own, ...licencesOf(license) } },
    components: [...components.values()],
    dependencies: dependenciesOf(shipped, packages, own['bom-ref'], components),
  };
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  const head = {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    serialNumber: uuidOf(hash),
    version: 1,
  };
  const text = `${JSON.stringify({ ...head, ...content }, null, 2)}\n`;
  writeFileSync(join(root, 'dist', 'sbom.json'), text);
}

function componentOf(path, packages, isBundled) {
  const { version, license, integrity, optional } = packages[path];
  const name = nameOf(path);
  const [algorithm, digest] = /^(sha\d+)-(.*)$/.exec(integrity)?.slice(1) ?? [];
  return {
    type: 'library',
    'bom-ref': refOf(path, packages),
    name,
    version,
    scope: optional ? 'optional' : 'required',
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    ...(algorithm && {
      hashes: [
        {
          alg: algorithm.replace('sha', 'SHA-'),
          content: Buffer.from(digest, 'base64').toString('hex'),
        },
      ],
    }),
    ...licencesOf(license),
    ...(isBundled && { properties: [{ name: 'gatepost:bundled', value: 'pages of the console' }] }),
  };
}

function licencesOf(license) {
  const isExpression = license.includes(' ');
  return { licenses: [isExpression ? { expression: license } : { license: { id: license } }] };
}

/** Who needs whom, as Node would find it from where each lies. */
function dependenciesOf(shipped, packages, own, components) {
  const edges = new Map();
  for (const path of ['', ...shipped]) {
    const { dependencies = {}, optionalDependencies = {} } = packages[path];
    const needed = Object.keys({ ...dependencies, ...optionalDependencies })
      .map((name) => found(name, path, packages))
      .filter((at) => at !== null)
      .map((at) => refOf(at, packages))
      .filter((ref) => components.has(ref));
    const ref = path === '' ? own : refOf(path, packages);
    edges.set(ref, [...new Set([...(edges.get(ref) ?? []), ...needed])].toSorted());
  }
  return [...edges].map(([ref, dependsOn]) => ({ ref, dependsOn }));
}

function found(name, from, packages) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const path = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (packages[path]) return path;
    if (at === '') return null;
  }
}

function isTool({ dev, devOptional }) {
  return Boolean(dev || devOptional);
}

function nameOf(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function refOf(path, packages) {
  return `${nameOf(path)}@${packages[path].version}`;
}

/** `name@version` of what Vite says that it bundled. */
function namesOf(file) {
  return new Set(
    (existsSync(file) ? jsonOf(file) : []).map(({ name, version }) => `${name}@${version}`),
  );
}

/** Version 8 (RFC 9562): of what it names. */
function uuidOf(hash) {
  const part = (from, to) => hash.slice(from, to);
  return `urn:uuid:${part(0, 8)}-${part(8, 12)}-8${part(13, 16)}-8${part(17, 20)}-${part(20, 32)}`;
}

function jsonOf(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
