/** Permitted addresses that are known to stand for many hosts. */
import type { Db } from '../open.js';
import { recordAudit, type Doing } from './audit.js';

export function knownGateways(db: Db): ReadonlySet<string> {
  return new Set(db.prepare('SELECT peer FROM known_gateway').pluck().all() as string[]);
}

export function keepGateway(db: Db, peer: string, doing: Doing): void {
  db.transaction(() => {
    db.prepare('INSERT OR REPLACE INTO known_gateway VALUES (?, ?, ?)').run(
      peer,
      doing.at,
      doing.actor,
    );
    recordAudit(db, { ...doing, action: 'gateway-kept', detail: peer });
  }).immediate();
}
