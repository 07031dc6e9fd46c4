/**
 * Opens the console's database as its writer and sees that it always holds rules, delivery and security
 * settings: the first ones, or those that the relay is known to have enforced.
 *
 * Promise: a database that was lost or replaced by an older one never makes a number mean two things.
 * What the relay enforced last (kept in its own spool.db) is taken over under its number; rules of an
 * older database are numbered anew above it.
 */
import { FIRST_ALERTS } from '../../../shared/api/alerts.js';
import { NO_BACKUPS } from '../../../shared/api/backups.js';
import { firstDelivery, type Delivery } from '../../../shared/api/delivery.js';
import { OWN_NAME } from '../../../shared/api/people.js';
import { FIRST_SECURITY, type Security } from '../../../shared/api/security.js';
import { FIRST_RULES, type Rules } from '../../../shared/rules/schema.js';
import type { DataFolder } from '../layout.js';
import { openReader, openWriter, type Db } from '../open.js';
import {
  DELIVERY,
  keptJson,
  SECURITY,
  settingsFromStored,
  type SettingsKind,
} from '../sealed-settings.js';
import { Secrets } from '../secrets.js';
import { alertSettings } from './alert-settings.js';
import { backupSettings } from './backups.js';
import { deliveries } from './deliveries.js';
import type { NumberedSettings } from './numbered-settings.js';
import { insertRevision, newestRevision, readRevision } from './revisions.js';
import { securities } from './securities.js';

/** The author of what no person wrote. */
export const OWN_AUTHOR = OWN_NAME;
const RECOVERED = 'Recovered from what the relay enforced';
const RENUMBERED = 'Numbered anew: an older database was put in place';

interface LastGood<T> {
  readonly number: number;
  readonly value: T;
}

/** Throws a StoreError of one line when the file is damaged or newer than this program. */
export function openConfig(
  folder: DataFolder,
  siteDomain: string,
  now: Date,
  secrets = new Secrets(folder.key),
): Db {
  const db = openWriter(folder.config, 'config', 'full');
  try {
    const lastGood = readLastGood(folder.spool, secrets);
    db.transaction(() => {
      settleRules(db, lastGood.rules, now.toISOString());
      const at = now.toISOString();
      const own = { author: OWN_AUTHOR, at, secrets };
      settle(db, deliveries, lastGood.delivery, firstDelivery(siteDomain), own);
      settle(db, securities, lastGood.security, FIRST_SECURITY, own);
      settle(db, alertSettings, null, FIRST_ALERTS, own);
      settle(db, backupSettings, null, NO_BACKUPS, own);
    }).immediate();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function settleRules(db: Db, lastGood: LastGood<Rules> | null, at: string): void {
  const own = { author: OWN_AUTHOR, at };
  const newest = newestRevision(db);
  if (newest === null) {
    if (!lastGood) insertRevision(db, 1, { ...own, rules: FIRST_RULES, note: '', confirmed: [] });
    else {
      const { number, value } = lastGood;
      insertRevision(db, number, { ...own, rules: value, note: RECOVERED, confirmed: [] });
    }
  } else if (lastGood && lastGood.number > newest) {
    const { rules, confirmed } = readRevision(db, newest)!;
    insertRevision(db, lastGood.number + 1, { ...own, rules, note: RENUMBERED, confirmed });
  }
}

function settle<T>(
  db: Db,
  kept: NumberedSettings<T>,
  lastGood: LastGood<T> | null,
  first: T,
  own: { readonly author: string; readonly at: string; readonly secrets: Secrets },
): void {
  const newest = kept.newest(db);
  if (!newest) {
    kept.insert(db, lastGood?.number ?? 1, { ...own, settings: lastGood?.value ?? first });
  } else if (lastGood && lastGood.number > newest.version) {
    kept.insert(db, lastGood.number + 1, { ...own, settings: newest.settings });
  }
}

/** What the relay's database says it enforced; null where it cannot say. */
function readLastGood(
  spool: string,
  secrets: Secrets,
): {
  rules: LastGood<Rules> | null;
  delivery: LastGood<Delivery> | null;
  security: LastGood<Security> | null;
} {
  let db: Db | null = null;
  try {
    db = openReader(spool);
    return {
      rules: lastGoodOf(db, 'rules', (json) => JSON.parse(json) as Rules),
      delivery: lastGoodOf(db, 'delivery', (json) => sealedFrom(DELIVERY, json, secrets)),
      security: lastGoodOf(db, 'security', (json) => sealedFrom(SECURITY, json, secrets)),
    };
  } catch {
    // The relay's own start names what is wrong with its database; there is nothing to recover from.
    return { rules: null, delivery: null, security: null };
  } finally {
    db?.close();
  }
}

/** Earlier versions kept secrets there in plain text. */
function sealedFrom<T>(kind: SettingsKind<T>, json: string, secrets: Secrets): T {
  return settingsFromStored(kind, keptJson(kind, settingsFromStored(kind, json), secrets));
}

function lastGoodOf<T>(
  db: Db | null,
  kind: 'rules' | 'delivery' | 'security',
  read: (json: string) => T,
): LastGood<T> | null {
  const row = db?.prepare('SELECT number, json FROM last_good WHERE kind = ?').get(kind) as
    { number: number; json: string } | undefined;
  return row ? { number: row.number, value: read(row.json) } : null;
}
