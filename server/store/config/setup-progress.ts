/** How far set-up has come. */
import type { SetupStep } from '../../../shared/api/setup-progress.js';
import type { Db } from '../open.js';

export interface Progress {
  readonly step: SetupStep;
  readonly finished: boolean;
}

export function readProgress(db: Db): Progress {
  const row = db.prepare('SELECT step, finished FROM setup').get() as {
    step: SetupStep;
    finished: number;
  };
  return { step: row.step, finished: row.finished === 1 };
}

export function writeProgress(db: Db, { step, finished }: Progress): void {
  db.prepare('UPDATE setup SET step = ?, finished = ?').run(step, finished ? 1 : 0);
}
