/** What is looked at: the settings, the data folder, and which processes run on it. */
import { dataFolder, type DataFolder } from '../../store/layout.js';
import { isHeld } from '../../store/health.js';
import type { Environment } from '../../environment.js';

export interface Patient {
  readonly environment: Environment;
  readonly folder: DataFolder;
  /** A process holds the data folder. */
  readonly runs: { readonly relay: boolean; readonly console: boolean };
  readonly now: Date;
}

export function patientOf(environment: Environment, now = new Date()): Patient {
  const folder = dataFolder(environment.data);
  const runs = { relay: isHeld(folder.root, 'relay'), console: isHeld(folder.root, 'console') };
  return { environment, folder, runs, now };
}
