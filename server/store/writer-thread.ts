/**
 * The inside of a `Writer`: takes calls by the batch, runs each batch in one transaction, answers.
 *
 * Promise: an answer is given when the batch is committed, and flushed if the database is FULL; a
 * batch of calls that may lag is flushed within a second, or with the next batch.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { StoreError } from './fault.js';
import type { Db } from './open.js';

export interface WriterData {
  readonly module: string;
  readonly path: string;
}
export interface Call {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string; readonly code: string | undefined };

/** Said once in place of answers: the database cannot be opened. */
export interface Refused {
  readonly refused: string;
}

/** What a writer's module exports. Handlers run inside a transaction and must be synchronous. */
export interface OpenCommands {
  readonly db: Db;
  readonly commands: Record<string, (argument: never) => unknown>;
  /** Run between transactions, such as a checkpoint. */
  readonly between?: () => void;
  /** Told when something that handlers wrote was taken back: what they remember of it does not hold. */
  readonly undone?: () => void;
  /** In a database that is FULL: whether a power cut, but nothing less, may take back what a call wrote last. */
  readonly mayLag?: (call: Call) => boolean;
}

/** How long a commit that may lag waits for its flush (milliseconds). */
const LAG_MS = 1000;

const port = parentPort!;
const { module, path } = workerData as WriterData;
const { openCommands } = (await import(module)) as { openCommands(path: string): OpenCommands };
const { db, commands, between, undone, mayLag = () => false } = opened();
/** The level of the database's own, which `mayLag` lowers for a batch. */
const FLUSHED = db.pragma('synchronous', { simple: true }) as number;
const UNFLUSHED = Math.min(FLUSHED, 1);

/** A fault of the store keeps its sentence on the way to the other thread, where it would lose its class. */
function opened(): OpenCommands {
  try {
    return openCommands(path);
  } catch (error) {
    if (error instanceof StoreError) {
      port.postMessage({ refused: error.message } satisfies Refused);
      process.exit();
    }
    throw error;
  }
}

let flushing = true;
let lagging: NodeJS.Timeout | null = null;

port.on('message', (calls: Call[] | null) => {
  if (calls) {
    setFlush(!calls.every(mayLag));
    port.postMessage(run(calls));
    tryTo(() => between?.());
  } else {
    if (lagging) clearTimeout(lagging);
    db.close();
    port.close();
  }
});

/** Whether the commits from now on are flushed. A flush takes along what lagged before it. */
function setFlush(wanted: boolean): void {
  if (FLUSHED === UNFLUSHED) return;
  if (wanted !== flushing) db.pragma(`synchronous = ${wanted ? FLUSHED : UNFLUSHED}`);
  flushing = wanted;
  if (wanted && lagging) {
    clearTimeout(lagging);
    lagging = null;
  } else if (!wanted) {
    lagging ??= setTimeout(flush, LAG_MS);
  }
}

function flush(): void {
  lagging = null;
  if (!tryTo(() => db.pragma('wal_checkpoint(PASSIVE)'))) lagging = setTimeout(flush, LAG_MS);
}

/** What nobody has called for: on a full disk it fails, which is no reason to end. Calls say what is wrong. */
function tryTo(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

const together = db.transaction((calls: readonly Call[]) =>
  calls.map((call): Answer => ({ id: call.id, value: handled(call) })),
);
const oneByOne = db.transaction((calls: readonly Call[]) => calls.map(attempt));
const alone = db.transaction(handled);

/**
 * All calls in one transaction; when one of them fails, all again with a savepoint each, so that one
 * call's fault undoes that call alone. If that cannot be committed, nobody is told that it was.
 */
function run(calls: readonly Call[]): Answer[] {
  try {
    return together.immediate(calls);
  } catch (error) {
    undone?.();
    if (calls.length === 1) return [refused(calls[0]!.id, error)];
  }
  try {
    return oneByOne.immediate(calls);
  } catch (error) {
    undone?.();
    return calls.map(({ id }) => refused(id, error));
  }
}

function handled({ name, argument }: Call): unknown {
  const handler = commands[name];
  if (!handler) throw new Error(`The writer has no command ${name}.`);
  return handler(argument as never);
}

function attempt(call: Call): Answer {
  try {
    return { id: call.id, value: alone(call) };
  } catch (error) {
    undone?.();
    if (!db.inTransaction) throw error; // SQLite itself rolled back (disk full): the whole batch is gone
    return refused(call.id, error);
  }
}

function refused(id: number, error: unknown): Answer {
  const { message, code } = error as { message: string; code?: string };
  return { id, error: message, code };
}
