/** Writes the log that is measured, as the relay's writer does, and beside it the lines of Postfix. */
import { createWriteStream, statSync } from 'node:fs';
import { once } from 'node:events';
import {
  openCommands,
  type DecisionCommands,
} from '../../../server/store/decisions/writer-commands.js';
import { span } from '../table.js';
import { LOG_DAYS, LOG_END, LOG_HOST, LOG_REVISIONS, logRows, postfixLine } from './log-rows.js';

const BATCH = 500;
const DAY_MS = 86_400_000;

export async function writeLog(path: string, text: string, rows: number): Promise<void> {
  console.log(
    `\nDecision log: ${rows.toLocaleString('en')} rows, ${LOG_DAYS} days, batches of ${BATCH}.\n`,
  );
  const { db, commands, between } = openCommands(path);
  const { append, enforce } = commands as unknown as DecisionCommands;
  for (let revision = 1; revision <= LOG_REVISIONS; revision += 1) {
    const since = new Date(
      LOG_END - (LOG_DAYS * DAY_MS * (LOG_REVISIONS - revision + 1)) / LOG_REVISIONS,
    );
    enforce({ revision, host: JSON.stringify(LOG_HOST), since: since.toISOString() });
  }
  const plain = createWriteStream(text);
  const commit = db.transaction((batch: Parameters<typeof append>[0]) => append(batch));
  let took = 0;
  const rates: number[] = [];
  let part = { rows: 0, took: 0 };
  for (let batch: Parameters<typeof append>[0][number][] = [], source = logRows(rows); ;) {
    const next = source.next();
    if (!next.done) batch.push(next.value);
    if (batch.length === BATCH || (next.done && batch.length > 0)) {
      const started = performance.now();
      commit.immediate(batch);
      between?.();
      const ms = performance.now() - started;
      took += ms;
      part = { rows: part.rows + batch.length, took: part.took + ms };
      const lines = batch.map(postfixLine).join('');
      if (!plain.write(lines)) await once(plain, 'drain');
      batch = [];
    }
    if (part.rows >= rows / 10) {
      rates.push((part.rows / part.took) * 1000);
      part = { rows: 0, took: 0 };
    }
    if (next.done) break;
  }
  // What is left of the index of parts is written while nothing else is.
  for (let i = 0; i < rows / 100; i += 1) between?.();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  plain.end();
  await once(plain, 'close');
  const octets = statSync(path).size;
  console.log(
    `written ${Math.round((rows / took) * 1000).toLocaleString('en')} rows/s; by tenths ${span(rates)}`,
  );
  console.log(
    `on the disk ${(octets / 2 ** 30).toFixed(2)} GiB, ${(octets / rows).toFixed(0)} octets a row; ` +
      `the text log ${(statSync(text).size / 2 ** 30).toFixed(2)} GiB\n`,
  );
}
