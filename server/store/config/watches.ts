/** The watch over the newest revision; there is one at most. */
import type { Watch } from '../../../shared/api/routing.js';
import type { Db } from '../open.js';

type WatchRecord = Omit<Watch, 'rollBack' | 'examples'> & {
  readonly rollBack: number;
  readonly examples: string;
};

export function readWatch(db: Db): Watch | null {
  const row = db
    .prepare(
      'SELECT revision, before, ends, roll_back AS rollBack, state, peers, refusals, examples FROM watch',
    )
    .get() as WatchRecord | undefined;
  if (!row) return null;
  return {
    ...row,
    rollBack: row.rollBack === 1,
    examples: JSON.parse(row.examples) as Watch['examples'],
  };
}

/** Puts a watch in the place of the one there is; null: there is none any more. */
export function writeWatch(db: Db, watch: Watch | null): void {
  db.transaction(() => {
    db.prepare('DELETE FROM watch').run();
    if (!watch) return;
    db.prepare(
      `INSERT INTO watch VALUES (@revision, @before, @ends, @rollBack, @state, @peers, @refusals, @examples)`,
    ).run({
      ...watch,
      rollBack: watch.rollBack ? 1 : 0,
      examples: JSON.stringify(watch.examples),
    });
  }).immediate();
}
