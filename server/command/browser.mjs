/** Finds the Chromium that the browser tests drive, or says in one line what to install. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { PROGRESS } from './build.mjs';

// Without a window of its own it needs a tenth of the processor.
const PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Path of a Chromium: what CHROMIUM names, or the first in the usual places; null when there is none. */
export function findBrowser() {
  const given = process.env.CHROMIUM;
  const places = given ? [given] : PLACES;
  return places.find((path) => existsSync(path)) ?? null;
}

/** Installs one where that can be done without asking, else ends the process with one line. */
export function requireBrowser() {
  if (findBrowser()) return;
  const given = process.env.CHROMIUM;
  if (given) fail(`CHROMIUM names ${given}, and there is no such file.`);
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    process.stderr.write('Gatepost: installing Chromium for the browser tests (apt-get) ...\n');
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const aptGet = (...args) => spawnSync('apt-get', args, { stdio: PROGRESS, env: environment });
    aptGet('update');
    for (const name of ['chromium-headless-shell', 'chromium']) {
      aptGet('install', '-y', '--no-install-recommends', name);
      if (findBrowser()) return;
    }
  }
  fail(
    'The browser tests need Chromium: install it (Debian: apt-get install chromium-headless-shell) or set CHROMIUM to its path.',
  );
}

function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}
