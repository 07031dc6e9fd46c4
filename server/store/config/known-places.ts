/** Where people have logged on before, as the audit trail has it: a restart forgets nothing. */
import { placeOf } from '../../place.js';
import type { Db } from '../open.js';

/** Logons that are looked through, newest first. */
const MOST = 500;

export function hasLoggedOnFrom(db: Db, username: string, address: string): boolean {
  const addresses = db
    .prepare(
      `SELECT address FROM audit WHERE action = 'logged-on' AND actor = ? COLLATE NOCASE
       ORDER BY id DESC LIMIT ${MOST}`,
    )
    .pluck()
    .all(username) as string[];
  const place = placeOf(address);
  return addresses.some((each) => placeOf(each) === place);
}
