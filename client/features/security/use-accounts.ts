/** Gatepost's own accounts: read whole, and read again after each change. What is changed here takes effect at once. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Account } from '../../../shared/api/accounts.js';
import type { Issue } from '../../../shared/api/errors.js';
import { getAccounts } from '../../api/accounts.js';
import { ApiFault, faultText } from '../../api/request.js';

const KEY: readonly string[] = ['accounts'];

export interface Accounts {
  /** Null until they are read. */
  readonly accounts: readonly Account[] | null;
  readonly problem: string | null;
  readonly again: () => Promise<unknown>;
}

export function useAccounts(): Accounts {
  const queries = useQueryClient();
  const read = useQuery({ queryKey: KEY, queryFn: ({ signal }) => getAccounts(signal) });
  return useMemo(
    () => ({
      accounts: read.data ?? null,
      problem: read.error ? faultText(read.error) : null,
      again: () => queries.invalidateQueries({ queryKey: KEY }),
    }),
    [read.data, read.error, queries],
  );
}

export interface Task {
  readonly busy: boolean;
  /** Why it could not be done, in a sentence; what belongs to a field is in `issues`. */
  readonly fault: string | null;
  readonly issues: readonly Issue[];
  /** Null when it could not be done. */
  readonly run: <T>(work: () => Promise<T>) => Promise<T | null>;
  readonly forget: () => void;
}

interface Failed {
  readonly fault: string | null;
  readonly issues: readonly Issue[];
}

const NOTHING: Failed = { fault: null, issues: [] };

/** One thing at a time that the console is asked to do. */
export function useTask(): Task {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(NOTHING);
  const run = async <T>(work: () => Promise<T>): Promise<T | null> => {
    setBusy(true);
    setFailed(NOTHING);
    try {
      return await work();
    } catch (fault) {
      const issues = fault instanceof ApiFault ? fault.issues : [];
      setFailed({ fault: faultText(fault), issues });
      return null;
    } finally {
      setBusy(false);
    }
  };
  return { busy, ...failed, run, forget: () => setFailed(NOTHING) };
}
