/** One thing at a time that the console is asked to do, outside the draft. */
import { useState } from 'react';
import type { Issue } from '../../shared/api/errors.js';
import { ApiFault, faultText } from '../api/request.js';

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
