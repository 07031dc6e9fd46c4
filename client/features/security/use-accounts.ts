/** Gatepost's own accounts: read whole, and read again after each change. What is changed here takes effect at once. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Account } from '../../../shared/api/accounts.js';
import { getAccounts } from '../../api/accounts.js';
import { faultText } from '../../api/request.js';

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
