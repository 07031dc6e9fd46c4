/** The inside of a `Writer`: takes calls, runs all that have arrived in one transaction, answers. */
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
}

const port = parentPort!;
const { module, path } = workerData as WriterData;
const { openCommands } = (await import(module)) as { openCommands(path: string): OpenCommands };
const { db, commands, between } = opened();

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

let batch: Call[] = [];
let closing = false;

port.on('message', (call: Call | null) => {
  if (call) batch.push(call);
  else closing = true;
  if (batch.length <= 1) setImmediate(commit);
});

function commit(): void {
  const calls = batch;
  batch = [];
  if (calls.length > 0) port.postMessage(run(calls));
  between?.();
  if (!closing || batch.length > 0) return;
  db.close();
  port.close();
}

/** All calls in one transaction; if that cannot be committed, nobody is told that it was. */
function run(calls: readonly Call[]): Answer[] {
  try {
    return db.transaction(() => calls.map(attempt)).immediate();
  } catch (error) {
    return calls.map(({ id }) => refused(id, error));
  }
}

function attempt(call: Call): Answer {
  try {
    const handler = commands[call.name];
    if (!handler) throw new Error(`The writer has no command ${call.name}.`);
    // A nested transaction is a savepoint: one call's fault undoes that call alone.
    return { id: call.id, value: db.transaction(() => handler(call.argument as never))() };
  } catch (error) {
    if (!db.inTransaction) throw error; // SQLite itself rolled back (disk full): the whole batch is gone
    return refused(call.id, error);
  }
}

function refused(id: number, error: unknown): Answer {
  const { message, code } = error as { message: string; code?: string };
  return { id, error: message, code };
}
