/** What is wrong with a field: what follows from it, then the nearest valid forms as buttons. */
import type { ReactNode } from 'react';
import { Icon } from './icon.js';

export interface FieldProblem {
  readonly message: string;
  readonly suggestions?: readonly string[];
}

interface ProblemProps {
  readonly id?: string;
  readonly problem: FieldProblem;
  readonly onTake?: (suggestion: string) => void;
}

export function Problem({ id, problem, onTake }: ProblemProps) {
  const { message, suggestions = [] } = problem;
  return (
    <div className="err" id={id} role="alert">
      <Icon name="warn" />
      <div>
        {message}
        {onTake && suggestions.length > 0 && (
          <>
            {' Did you mean:'}
            <div className="fix">
              {suggestions.map((suggestion) => (
                <button
                  type="button"
                  className="btn"
                  key={suggestion}
                  title={suggestion}
                  onClick={() => onTake(suggestion)}
                >
                  {suggestion}
                </button>
              ))}
            </div>
          </>
        )}
      </div>
    </div>
  );
}

/** One line of the same look, where no field is named. */
export function ProblemLine({ children }: { readonly children: ReactNode }) {
  return (
    <div className="err" role="alert">
      <Icon name="warn" />
      <span>{children}</span>
    </div>
  );
}
