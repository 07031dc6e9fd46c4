/** Which problems are shown: those of fields that were left, and those that Apply found. */
import { useState } from 'react';
import type { Issue } from '../../shared/api/errors.js';
import type { FieldProblem } from '../components/problem.js';
import { problemAt } from './issues.js';

export interface Problems {
  readonly at: (path: string) => {
    readonly problem: FieldProblem | null;
    readonly onLeave: () => void;
  };
  readonly under: (path: string) => Problems;
}

export function useProblems(found: readonly Issue[], refused: readonly Issue[]): Problems {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const from = (prefix: string): Problems => ({
    at: (path) => {
      const whole = prefix + path;
      const own = left.has(whole) ? problemAt(found, whole) : null;
      return {
        problem: own ?? problemAt(refused, whole),
        onLeave: () => setLeft((now) => (now.has(whole) ? now : new Set([...now, whole]))),
      };
    },
    under: (path) => from(`${prefix}${path}.`),
  });
  return from('');
}
