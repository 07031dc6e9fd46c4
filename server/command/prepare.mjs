/**
 * Installs and builds what is missing, so that a clean clone needs one command. Plain JavaScript
 * without dependencies. Run by itself: `--rebuild` builds whatever is there, `--browser` also sees that
 * there is a Chromium for the tests.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireBrowser } from './browser.mjs';
import { build, isBuilt, PROGRESS } from './build.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** @param {{ rebuild?: boolean, tests?: boolean }} [wanted] `tests`: what only the tests need, too. */
export async function prepare({ rebuild = false, tests = false } = {}) {
  // A package holds what was built and no sources: there is nothing to prepare.
  if (!existsSync(join(root, 'tsconfig.base.json'))) return;
  const needsBuild = rebuild || !isBuilt(root, tests);
  if (!isInstalled(needsBuild)) install();
  if (needsBuild) build(root, tests);
}

/** Whether node_modules holds what package-lock.json asks for; tools are only needed for building. */
function isInstalled(withTools) {
  const lock = packagesOf(join(root, 'package-lock.json'));
  const there = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  return Object.entries(lock).every(([path, { version, optional, dev, devOptional }]) => {
    const found = there[path]?.version;
    if (path === '' || found === version) return true;
    // An optional package may be for another system.
    return found === undefined && (optional || ((dev || devOptional) && !withTools));
  });
}

function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}

function install() {
  process.stderr.write('Gatepost: installing packages (npm ci), a minute or two ...\n');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: PROGRESS,
  });
  if (status === 0) return;
  process.stderr.write('Gatepost: npm ci failed; its messages above say why.\n');
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rebuild = process.argv.includes('--rebuild');
  const browser = process.argv.includes('--browser');
  await prepare({ rebuild, tests: true });
  if (browser) requireBrowser();
}
