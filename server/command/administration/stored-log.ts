/** The decision log as it stands in decisions.db: what is asked while the console is down. Reads only. */
import {
  decisionFilterSchema,
  type DecisionFilter,
  type DecisionPage,
} from '../../../shared/api/decisions.js';
import { AppError, readAs } from '../../../shared/api/errors.js';
import type { Environment } from '../../environment.js';
import type { NewerRows } from '../../store/decisions/newer.js';
import { DecisionReader } from '../../store/decisions/reader.js';
import type { FoundDecision } from '../../store/decisions/rows.js';
import { StoreError } from '../../store/fault.js';
import { dataFolder } from '../../store/layout.js';
import { CommandFault, faultFrom, notStoredEither } from './fault.js';

export interface StoredLog {
  page(filter: object, limit: number): DecisionPage;
  /** Rows after a cursor; null: after the newest row that there is. */
  newer(cursor: number | null, filter: object): NewerRows;
  find(ref: string): FoundDecision;
  close(): void;
}

const MOST_NEWER = 200;

export function storedLog({ data }: Pick<Environment, 'data'>): StoredLog {
  const reader = opened(dataFolder(data).decisions);
  return {
    page(filter, limit) {
      const search = reader.page({ filter: filterIn(filter), after: null, limit });
      for (;;) {
        const step = search.next();
        if (step.done) return step.value;
      }
    },
    newer: (cursor, filter) =>
      reader.newer(cursor ?? reader.newest(), filterIn(filter), MOST_NEWER),
    find(ref) {
      const found = reader.find(ref);
      if (found) return found;
      throw new CommandFault({ code: 'not-found', message: `There is no decision ${ref}.` });
    },
    close: () => reader.close(),
  };
}

function opened(path: string): DecisionReader {
  try {
    const reader = DecisionReader.open(path);
    if (reader) return reader;
    throw new StoreError(`${path} is missing.`);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw notStoredEither(error.message);
  }
}

function filterIn(filter: object): DecisionFilter {
  try {
    return readAs(decisionFilterSchema, filter);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw faultFrom(error);
  }
}
