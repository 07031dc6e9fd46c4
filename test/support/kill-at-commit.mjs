/**
 * Preloaded into the relay: kill -9 of itself right before or after the commit of a command of the spool,
 * once. KILL_AT is such as `before accept`; KILL_ONCE names a file that is made when it has been done.
 */
import Database from 'better-sqlite3';
import { existsSync, writeFileSync } from 'node:fs';

const [when, command] = (process.env.KILL_AT ?? '').split(' ');
const done = process.env.KILL_ONCE ?? '';
const { transaction } = Database.prototype;

Database.prototype.transaction = function (work) {
  const made = transaction.call(this, work);
  if (!this.name.endsWith('spool.db')) return made;
  const immediate = (calls) => {
    const isMoment = Array.isArray(calls) && calls.some(({ name }) => name === command);
    if (isMoment && when === 'before') kill();
    const answers = made.immediate(calls);
    if (isMoment && when === 'after') kill();
    return answers;
  };
  return Object.assign((...given) => made(...given), { immediate });
};

function kill() {
  if (existsSync(done)) return;
  writeFileSync(done, '');
  process.kill(process.pid, 'SIGKILL');
}
