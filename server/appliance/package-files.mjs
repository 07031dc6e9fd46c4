/** What is installed, and where. Nothing of it is a source, a test or a tool of the build. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { completionOf } from './completion.mjs';
import { manPageOf } from './man-page.mjs';
import { filesUnder, PROGRAM, put, putFolder, write } from './staging.mjs';

const PROGRAM_FOLDER = 'usr/lib/gatepost';
const DOC = 'usr/share/doc/gatepost';
/** Of dist, what runs: neither types nor maps, nor tests. */
const BUILT = ['server', 'shared', 'client'];
const NO_PROGRAM = /\.(d\.[mc]?ts|[mc]?ts|tsx|map|tsbuildinfo)$|(^|\/)\.tsbuildinfo$/;
/** Of a package: sources of native modules and what only developers read. Licences stay. */
const NOT_SHIPPED =
  /(^|\/)(\.[^/]+|binding\.gyp|tests?|__tests__|docs?|examples?|benchmarks?|\.github)(\/|$)|\.(md|markdown|html|flow|gyp|gypi)$/i;
const LICENCE = /(^|\/)(licen[cs]e|copying|notice)[^/]*$/i;
/** better-sqlite3: of what was compiled the module alone; of its sources nothing. */
const NATIVE = /^(deps|src)\/|^build\/(?!Release\/better_sqlite3\.node$)/;

export async function stageFiles({ root, folder, version, epoch }) {
  const at = (...parts) => join(folder, ...parts);
  const here = (...parts) => join(root, 'server', 'appliance', ...parts);
  stageProgram(root, at(PROGRAM_FOLDER), version);
  stageNode(at(PROGRAM_FOLDER, 'bin', 'node'), at(DOC, 'LICENSE.node'));
  put(here('debian', 'gatepost.sh'), at('usr/bin/gatepost'), PROGRAM);
  put(here('debian', 'gatepost.conf'), at('etc/gatepost/gatepost.conf'));
  putFolder(here('systemd'), at('lib/systemd/system'));
  putFolder(here('examples'), at(DOC, 'examples'));
  stageNeighbours(here(), at());
  put(here('debian', 'copyright'), at(DOC, 'copyright'));
  put(here('debian', 'lintian-overrides'), at('usr/share/lintian/overrides/gatepost'));
  put(join(root, 'dist', 'sbom.json'), at(DOC, 'sbom.json'));
  write(at(DOC, 'NEWS.gz'), zipped(readFileSync(join(root, 'CHANGELOG.md'))));
  write(at(DOC, 'changelog.gz'), zipped(debianChangelog(version, epoch)));
  const { gatepostCommand } = await import('../../dist/server/command/commands.js');
  const { addAdministration } =
    await import('../../dist/server/command/administration/administration.js');
  const command = gatepostCommand({}, {}, addAdministration);
  write(at('usr/share/man/man1/gatepost.1.gz'), zipped(manPageOf(command, { version, epoch })));
  write(at('usr/share/bash-completion/completions/gatepost'), completionOf(command));
}

function stageProgram(root, to, version) {
  const about = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  write(join(to, 'package.json'), `${JSON.stringify({ ...about, version }, null, 2)}\n`);
  for (const name of BUILT) {
    const isOurs = (path) => !NO_PROGRAM.test(path) && hasSource(join(root, name, path));
    putFolder(
      join(root, 'dist', name),
      join(to, 'dist', name),
      name === 'client' ? isPage : isOurs,
    );
  }
  put(join(root, 'dist', 'sbom.json'), join(to, 'dist', 'sbom.json'));
  for (const path of productionPackages(root)) {
    const native = path.endsWith('/better-sqlite3') ? NATIVE : null;
    const isWanted = (file) => {
      if (file.startsWith('node_modules/') || native?.test(file)) return false;
      if (LICENCE.test(file)) return true;
      return (
        !NOT_SHIPPED.test(file) && !NO_PROGRAM.test(file) && !isCommand(join(root, path, file))
      );
    };
    putFolder(join(root, path), join(to, path), isWanted);
  }
  for (const file of filesUnder(to).filter((name) => name.endsWith('.node'))) {
    strip(join(to, file));
  }
}

/** What is built stays when its source goes: it is in the way of nobody but of two builds that are to be the same. */
function hasSource(path) {
  return path.endsWith('.js') ? existsSync(path.replace(/js$/, 'ts')) : path.endsWith('.sql');
}

function isPage(path) {
  return !NO_PROGRAM.test(path);
}

/** A command of the package's own, which nobody calls here. */
function isCommand(path) {
  return readFileSync(path).subarray(0, 2).toString() === '#!';
}

/** Folders of the lock file's packages that Gatepost runs with and that are there: some are for other systems. */
function productionPackages(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
    .map(([path]) => path)
    .filter((path) => existsSync(join(root, path)))
    .toSorted();
}

/** The Node that builds: Debian 12 has an older one. Its licence must go along. */
function stageNode(to, licenceTo) {
  put(process.execPath, to, PROGRAM);
  strip(to);
  const prefix = dirname(dirname(process.execPath));
  const licence = [join(prefix, 'share/doc/nodejs/LICENSE'), join(prefix, 'LICENSE')].find(
    existsSync,
  );
  if (!licence) {
    process.stderr.write(`Gatepost: no licence of Node is found beside ${process.execPath}.\n`);
    process.exit(1);
  }
  put(licence, licenceTo);
}

/** Symbols of the linker stay: native modules are bound to them. */
function strip(path) {
  const { status, stderr, error } = spawnSync('strip', ['--strip-unneeded', path], {
    encoding: 'utf8',
  });
  if (status === 0) return;
  process.stderr.write(`Gatepost: strip (package binutils): ${error?.message ?? stderr}\n`);
  process.exit(1);
}

/** Files for programs beside Gatepost, as far as there are any. */
function stageNeighbours(here, at) {
  const fail2ban = join(here, 'fail2ban');
  for (const path of existsSync(fail2ban) ? filesUnder(fail2ban) : []) {
    const from = join(fail2ban, path);
    const isFilter = /^\[Definition\]/m.test(readFileSync(from, 'utf8'));
    if (isFilter) put(from, join(at, 'etc/fail2ban/filter.d', basename(path)));
    else put(from, join(at, DOC, 'examples/fail2ban', path));
  }
  for (const name of ['prometheus', 'grafana', 'logwatch', 'rsyslog']) {
    const from = join(here, name);
    if (existsSync(from)) putFolder(from, join(at, DOC, 'examples', name));
  }
}

/** Paths of settings that dpkg does not overwrite. */
export function conffiles(folder) {
  return readdirSync(join(folder, 'etc'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length))
    .toSorted();
}

function debianChangelog(version, epoch) {
  const when = new Date(epoch * 1000).toUTCString().replace('GMT', '+0000');
  return `gatepost (${version}) unstable; urgency=medium

  * What changed: NEWS.gz beside this file.

 -- Gatepost <gatepost@localhost>  ${when}
`;
}

function zipped(text) {
  return gzipSync(text, { level: 9 });
}
