/**
 * The gatepost command of the package: reads the settings that systemd gives the services, unless it was told
 * which data folder is meant. What the caller has set counts more than the file.
 */
import { readFileSync } from 'node:fs';
import { environmentFromText } from './environment-file.js';

const SETTINGS_FILE = '/etc/gatepost/gatepost.conf';

if (process.env['GATEPOST_DATA'] === undefined) {
  try {
    const settings = environmentFromText(readFileSync(SETTINGS_FILE, 'utf8'));
    Object.assign(process.env, { ...settings, ...process.env });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const who = code === 'EACCES' ? ': run it as root or as the user gatepost' : `: ${message}`;
    process.stderr.write(`${SETTINGS_FILE} cannot be read${who}.\n`);
    process.exit(78);
  }
}
await import('../command/main.js');
