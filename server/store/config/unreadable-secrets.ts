/** Which secrets of config.db the key file does not open, so that they can be entered again. */
import type { Db } from '../open.js';
import { ALERTS, BACKUPS, DELIVERY, SECURITY, unreadable } from '../sealed-settings.js';
import type { Secrets } from '../secrets.js';
import { alertSettings } from './alert-settings.js';
import { backupSettings } from './backups.js';
import { deliveries } from './deliveries.js';
import { unreadableFactors } from './second-factor.js';
import { securities } from './securities.js';

export interface UnreadableSecrets {
  /** Each by what it is called. */
  readonly secrets: readonly string[];
  /** Why, in a sentence. */
  readonly problem: string;
}

/** Null when all can be read. */
export function unreadableSecrets(db: Db, key: Secrets): UnreadableSecrets | null {
  const [delivery, security] = [deliveries.newest(db), securities.newest(db)];
  const alerts = alertSettings.newest(db);
  const backups = backupSettings.newest(db);
  const users = unreadableFactors(db, key);
  const secrets = [
    ...(delivery ? unreadable(DELIVERY, delivery.settings, key) : []),
    ...(security ? unreadable(SECURITY, security.settings, key) : []),
    ...(alerts ? unreadable(ALERTS, alerts.settings, key) : []),
    ...(backups ? unreadable(BACKUPS, backups.settings, key) : []),
    ...users.map((name) => `The second factor of ${name}`),
  ];
  return secrets.length === 0 ? null : { secrets, problem: key.problem() };
}
