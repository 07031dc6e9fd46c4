import { tokenCaller } from '../store/config/api-tokens.js';
import { sessionUser } from '../store/config/sessions.js';
import type { Context } from './context.js';

/** Whether a session or token has not ended; asking does not count as use. */
export function isCallerOpen({ db, now }: Pick<Context, 'db' | 'now'>, hash: string): boolean {
  return (sessionUser(db, hash, now(), false) ?? tokenCaller(db, hash, now(), false)) !== null;
}
