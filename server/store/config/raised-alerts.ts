/** The alerts that are raised now. */
import type { RaisedAlert } from '../../../shared/api/alerts.js';
import type { Db } from '../open.js';

export function readRaised(db: Db): RaisedAlert[] {
  return db
    .prepare(
      'SELECT name AS alert, since, text, value, said FROM raised_alert ORDER BY since, name',
    )
    .all() as RaisedAlert[];
}

/** Puts these in the place of those that were there. */
export function writeRaised(db: Db, raised: readonly RaisedAlert[]): void {
  db.transaction(() => {
    db.prepare('DELETE FROM raised_alert').run();
    const insert = db.prepare(
      'INSERT INTO raised_alert VALUES (@alert, @since, @text, @value, @said)',
    );
    for (const each of raised) insert.run(each);
  }).immediate();
}
