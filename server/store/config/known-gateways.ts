/** Permitted addresses that are known to stand for many hosts. */
import type { Db } from '../open.js';
import { recordAudit } from './audit.js';

export function knownGateways(db: Db): ReadonlySet<string> {
  return new Set(db.prepare('SELECT peer FROM known_gateway').pluck().all() as string[]);
}

export function keepGateway(
  db: Db,
  { peer, at, author }: { readonly peer: string; readonly at: string; readonly author: string },
): void {
  db.transaction(() => {
    db.prepare('INSERT OR REPLACE INTO known_gateway VALUES (?, ?, ?)').run(peer, at, author);
    recordAudit(db, { at, actor: author, action: 'gateway-kept', detail: peer });
  }).immediate();
}
