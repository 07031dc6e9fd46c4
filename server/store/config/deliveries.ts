/** Delivery settings, numbered like revisions: the highest version is the one to use. Secrets included. */
import { deliveryFromJson, type Delivery } from '../../../shared/api/delivery.js';
import type { Db } from '../open.js';
import { recordAudit } from './audit.js';

export interface StoredDelivery {
  readonly version: number;
  readonly settings: Delivery;
}

export interface NewDelivery {
  readonly settings: Delivery;
  readonly author: string;
  /** ISO 8601. */
  readonly at: string;
}

/** The version to use; null in a database that is still empty. */
export function newestDeliveryVersion(db: Db): number | null {
  return db.prepare('SELECT max(version) FROM delivery').pluck().get() as number | null;
}

/** The settings to use; null in a database that is still empty. */
export function newestDelivery(db: Db): StoredDelivery | null {
  const row = db
    .prepare('SELECT version, settings FROM delivery ORDER BY version DESC LIMIT 1')
    .get() as { version: number; settings: string } | undefined;
  return row ? { version: row.version, settings: deliveryFromJson(row.settings) } : null;
}

/** Stores settings on top of version `base`; answers the new number, or null when `base` is not the newest any more. */
export function storeDelivery(db: Db, base: number, draft: NewDelivery): number | null {
  return db
    .transaction(() => {
      if (newestDeliveryVersion(db) !== base) return null;
      insertDelivery(db, base + 1, draft);
      recordAudit(db, {
        at: draft.at,
        actor: draft.author,
        action: 'delivery-changed',
        detail: `version ${base + 1}`,
      });
      return base + 1;
    })
    .immediate();
}

export function insertDelivery(
  db: Db,
  version: number,
  { at, author, settings }: NewDelivery,
): void {
  db.prepare('INSERT INTO delivery (version, at, author, settings) VALUES (?, ?, ?, ?)').run(
    version,
    at,
    author,
    JSON.stringify(settings),
  );
}
