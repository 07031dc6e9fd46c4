import { tokenCaller } from '../store/config/api-tokens.js';
import { sessionUser } from '../store/config/sessions.js';
import type { Context } from './context.js';
import { COMMAND_LINE } from './middleware/authenticate.js';

/** Whether a session or token has not ended; asking does not count as use. */
export function isCallerOpen({ db, now }: Pick<Context, 'db' | 'now'>, hash: string): boolean {
  if (hash === COMMAND_LINE) return true;
  return (sessionUser(db, hash, now(), false) ?? tokenCaller(db, hash, now(), false)) !== null;
}
