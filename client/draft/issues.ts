/** Which issue belongs to which row or field: paths as the engine (`routes.3.domain`) and the API (`rules.routes.3.domain`) write them. */
import type { Issue } from '../../shared/api/errors.js';
import type { FieldProblem } from '../components/problem.js';

/** The issues under a path, with the rest of theirs. */
export function issuesAt(issues: readonly Issue[], path: string): readonly Issue[] {
  return issues.flatMap((issue) => {
    const own = issue.path.replace(/^rules\./, '');
    if (own === path) return [{ ...issue, path: '' }];
    return own.startsWith(`${path}.`) ? [{ ...issue, path: own.slice(path.length + 1) }] : [];
  });
}

export function problemAt(issues: readonly Issue[], path: string): FieldProblem | null {
  const [issue] = issuesAt(issues, path);
  if (!issue) return null;
  const { message, suggestion } = issue;
  return suggestion === undefined ? { message } : { message, suggestions: [suggestion] };
}
