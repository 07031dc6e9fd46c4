/** The package's control files: what it is, what it needs, its maintainer scripts and the sums of its files. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { conffiles } from './package-files.mjs';
import { filesUnder, PROGRAM, write } from './staging.mjs';

const SCRIPTS = ['preinst', 'postinst', 'prerm', 'postrm'];

export function writeControl({ root, folder, version, architecture }) {
  const files = filesUnder(folder);
  const control = (name, text, mode) => write(join(folder, 'DEBIAN', name), text, mode);
  const sums = files
    .filter((path) => !path.startsWith('etc/'))
    .map((path) => `${md5(readFileSync(join(folder, path)))}  ${path}\n`);
  const octets = files.reduce((sum, path) => sum + statSync(join(folder, path)).size, 0);
  for (const name of SCRIPTS) {
    const text = readFileSync(join(root, 'server', 'appliance', 'debian', name), 'utf8');
    control(name, text.replaceAll('@VERSION@', version), PROGRAM);
  }
  control('conffiles', `${conffiles(folder).join('\n')}\n`);
  control('md5sums', sums.join(''));
  control('control', description({ version, architecture, octets, needs: needs(folder, files) }));
}

function description({ version, architecture, octets, needs: { libc, libstdcpp } }) {
  return `Package: gatepost
Version: ${version}
Architecture: ${architecture}
Maintainer: Gatepost <gatepost@localhost>
Installed-Size: ${Math.ceil(octets / 1024)}
Depends: libc6 (>= ${libc}), libgcc-s1, libstdc++6 (>= ${libstdcpp}), adduser, init-system-helpers (>= 1.52), systemd (>= 250)
Provides: mail-relay
Section: mail
Priority: optional
Description: SMTP relay with a web console that explains every decision
 Knows which domains it accepts mail for and who may relay, and enforces a
 change from the next message on. Every recipient gets a decision with its
 reason, and a reference that stands in the SMTP reply and leads to its page
 in the console.
 .
 Node and all JavaScript packages are inside.
`;
}

/**
 * The least versions of the C and C++ libraries, as the symbols of the binaries name them. libstdc++'s own
 * numbers are those of GCC: 3.4.30 came with 12.
 */
function needs(folder, files) {
  const binaries = files
    .filter((path) => path.endsWith('.node') || path.endsWith('/bin/node'))
    .map((path) => readFileSync(join(folder, path)).toString('latin1'));
  const newest = (prefix) =>
    binaries
      .flatMap((text) => [...text.matchAll(new RegExp(`${prefix}_(\\d+(?:\\.\\d+)+)\\0`, 'g'))])
      .map(([, found]) => found.split('.').map(Number))
      .reduce((most, each) => (compare(each, most) > 0 ? each : most), [0])
      .join('.');
  const patch = Number(newest('GLIBCXX').split('.')[2] ?? 0);
  return { libc: newest('GLIBC'), libstdcpp: patch >= 30 ? '12' : patch >= 29 ? '11' : '9' };
}

function compare(one, other) {
  const at = one.findIndex((part, index) => part !== (other[index] ?? 0));
  return at < 0 ? one.length - other.length : one[at] - (other[at] ?? 0);
}

function md5(content) {
  return createHash('md5').update(content).digest('hex');
}
