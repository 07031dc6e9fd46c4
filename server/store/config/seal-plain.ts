/**
 * Seals the secrets that earlier versions stored in plain text, once, at the start of the console.
 *
 * Promise: afterwards the files hold them no more, not in pages that are free either. Where no key can be had they
 * stay as they are, and work, and the next start tries again.
 */
import type { Db } from '../open.js';
import { KeyFault, type Secrets } from '../secrets.js';
import { deliveries } from './deliveries.js';
import { sealPlainFactors } from './second-factor.js';
import { securities } from './securities.js';

/** Why it could not be done, in a sentence; null when nothing is left in plain text. */
export function sealPlain(db: Db, secrets: Secrets): string | null {
  try {
    const found = db
      .transaction(() =>
        [
          deliveries.sealPlain(db, secrets),
          securities.sealPlain(db, secrets),
          sealPlainFactors(db, secrets),
        ].includes(true),
      )
      .immediate();
    if (found) {
      db.exec('VACUUM');
      db.pragma('wal_checkpoint(TRUNCATE)');
    }
    return null;
  } catch (error) {
    if (!(error instanceof KeyFault)) throw error;
    return `${error.message} Secrets in config.db are not encrypted.`;
  }
}
