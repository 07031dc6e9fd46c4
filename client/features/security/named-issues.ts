import type { Issue } from '../../../shared/api/errors.js';

/** Issues of a list that is typed in one field: each says which entry it is about. */
export function namedIssues(
  issues: readonly Issue[],
  list: string,
  entries: readonly string[],
): readonly Issue[] {
  return issues.map((issue) => {
    const [name, place] = issue.path.split('.');
    const entry = name === list && place !== undefined ? entries[Number(place)] : undefined;
    return entry === undefined ? issue : { ...issue, message: `“${entry}”: ${issue.message}` };
  });
}
