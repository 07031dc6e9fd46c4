/**
 * The log as a file: CSV or NDJSON, streamed row by row, with its progress told beside it.
 *
 * Promise: a spreadsheet that opens the CSV runs none of what strangers wrote. A file takes no more memory
 * than one part of it; whoever reads slowly holds nobody up.
 */
import type { Response } from 'express';
import { once } from 'node:events';
import type {
  DecisionFilter,
  DecisionPage,
  DecisionRow,
  ExportFormat,
  ExportProgress,
} from '../../shared/api/decisions.js';
import { AppError } from '../../shared/api/errors.js';
import { numberFromReference } from '../../shared/smtp/reference.js';
import { csvLine } from '../../shared/api/csv.js';
import type { DecisionLog } from './decision-log.js';
import { ndjsonLine } from './ndjson.js';

interface Asked {
  readonly format: ExportFormat;
  /** By which its progress can be asked for; undefined: nobody will. */
  readonly id: string | undefined;
  readonly filter: DecisionFilter;
  readonly caller: string;
  /** Whether the caller's session or token has not ended: the file ends with it. */
  readonly isOpen: () => boolean;
}

interface Running {
  readonly caller: string;
  readonly response: Response;
  progress: ExportProgress;
}

const PART = 500;
/** Exports at once, and ended ones whose progress is still told. */
const MOST_RUNNING = 5;
const MOST_TOLD = 50;
const NO_ROWS: DecisionPage = { items: [], next: null };

const COLUMNS = [
  'ref',
  'at',
  'kind',
  'verdict',
  'reason',
  'decidedBy',
  'rule',
  'revision',
  'peer',
  'localAddress',
  'listener',
  'account',
  'helo',
  'tls',
  'mechanism',
  'sender',
  'recipient',
  'session',
  'queueId',
  'reply',
] as const satisfies readonly (keyof DecisionRow)[];

const TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

export class DecisionExports {
  readonly #decisions: DecisionLog;
  readonly #told = new Map<string, Running>();

  constructor(decisions: DecisionLog) {
    this.#decisions = decisions;
  }

  progress(id: string, caller: string): ExportProgress | null {
    const running = this.#told.get(id);
    return running?.caller === caller ? running.progress : null;
  }

  /** What has been written stays with the browser; the connection is cut, so that it is no whole file. */
  stop(id: string, caller: string): ExportProgress | null {
    const running = this.#told.get(id);
    if (running?.caller !== caller) return null;
    if (running.progress.state === 'running') running.response.destroy();
    return running.progress;
  }

  async send({ format, id, filter, caller, isOpen }: Asked, response: Response): Promise<void> {
    const running: Running = { caller, response, progress: { rows: 0, done: 0, state: 'running' } };
    this.#add(id ?? crypto.randomUUID(), running);
    const [oldest, newest] = this.#decisions.read([0, 0], (reader) => [
      reader.oldest(),
      reader.newest(),
    ]);
    response.status(200);
    response.setHeader('Content-Type', TYPES[format]);
    const name = `decisions-${new Date().toISOString().slice(0, 10)}.${format}`;
    response.setHeader('Content-Disposition', `attachment; filename="${name}"`);
    response.setHeader('Content-Security-Policy', "sandbox; default-src 'none'");
    response.setHeader('Cache-Control', 'no-store');
    const lineOf = format === 'csv' ? csvOf : ndjsonLine;
    if (format === 'csv') response.write(csvLine(COLUMNS));
    try {
      for await (const { items, next } of this.#pages(filter, response)) {
        if (items.length > 0 && !response.write(items.map(lineOf).join(''))) {
          await Promise.race([once(response, 'drain'), once(response, 'close')]);
        }
        if (!isOpen()) response.destroy();
        const rows = running.progress.rows + items.length;
        const reached = next === null ? oldest : (numberFromReference(next) ?? oldest);
        const done = newest > oldest ? (newest - reached) / (newest - oldest) : 1;
        running.progress = { rows, done: Math.min(1, Math.max(0, done)), state: 'running' };
      }
      const state = response.destroyed ? 'stopped' : 'done';
      running.progress = { ...running.progress, state };
      response.end();
    } catch (error) {
      running.progress = { ...running.progress, state: 'stopped' };
      response.destroy();
      throw error;
    }
  }

  async *#pages(filter: DecisionFilter, response: Response): AsyncGenerator<DecisionPage> {
    let after: string | null = null;
    do {
      const cursor: string | null = after;
      const page: DecisionPage = await this.#decisions.readInTurns(
        NO_ROWS,
        (reader) => reader.page({ filter, after: cursor, limit: PART }),
        () => response.destroyed,
      );
      yield page;
      after = page.next;
    } while (after !== null && !response.destroyed);
  }

  #add(id: string, running: Running): void {
    const others = [...this.#told].filter(([, { progress }]) => progress.state === 'running');
    if (others.length >= MOST_RUNNING) {
      throw new AppError('too-many', 'Too many exports run at once: try again when one has ended.');
    }
    if (this.#told.has(id)) throw new AppError('invalid', 'There is an export with that id.');
    this.#told.set(id, running);
    for (const [old, { progress }] of this.#told) {
      if (this.#told.size <= MOST_TOLD) break;
      if (progress.state !== 'running') this.#told.delete(old);
    }
  }
}

function csvOf(row: DecisionRow): string {
  return csvLine(COLUMNS.map((column) => String(row[column] ?? '')));
}
