/** The closed list of error codes and the one shape in which the API says that something is wrong. */
import { z } from 'zod';

export const ERROR_CODES = [
  'invalid',
  'stale',
  'precondition-required',
  'confirmation-required',
  /** It would leave nobody who can administer. */
  'last-administrator',
  'not-found',
  'unauthenticated',
  /** The password was right, and the code of the second factor is asked for. */
  'code-needed',
  'forbidden',
  'too-large',
  'too-many',
  'unavailable',
  'internal',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export const issueSchema = z.object({
  /** Where, as in `rules.restrictions.never.entries.3.network`. */
  path: z.string(),
  message: z.string(),
  suggestion: z.string().optional(),
});
export type Issue = z.infer<typeof issueSchema>;

/** A fault that the caller can act on. Everything else is `internal`: logged whole, shown as one sentence. */
export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: {
      readonly issues?: readonly Issue[];
      readonly findings?: readonly unknown[];
    } = {},
  ) {
    super(message);
    this.name = 'AppError';
  }
}

/** zod's issues as ours. */
export function issuesFromZod(error: z.ZodError, prefix: readonly PropertyKey[] = []): Issue[] {
  return error.issues.flatMap((issue) => issuesOf(issue, prefix));
}

function issuesOf(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[]): Issue[] {
  const place = [...prefix, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...place, key].join('.'),
        message: 'There is no such member here.',
      }));
    case 'invalid_union':
      return ofUnion(issue, place);
    default: {
      const suggestion =
        issue.code === 'custom' ? (issue.params?.['suggestion'] as string | undefined) : undefined;
      const path = place.join('.');
      return [
        { path, message: issue.message, ...(suggestion === undefined ? {} : { suggestion }) },
      ];
    }
  }
}

/** Of several forms the one that was meant: the one whose `kind` and type fit; else the whole is named. */
function ofUnion(union: z.core.$ZodIssueInvalidUnion, place: readonly PropertyKey[]): Issue[] {
  const meant = union.errors.filter((issues) =>
    issues.every(
      ({ code, path }) => code !== 'invalid_value' && (code !== 'invalid_type' || path.length > 0),
    ),
  );
  const [nearest] = meant.toSorted((a, b) => unknownIn(a) - unknownIn(b) || a.length - b.length);
  if (nearest) return nearest.flatMap((issue) => issuesOf(issue, place));
  const message =
    union.errors.length > 0 ? 'None of the forms that are taken here.' : union.message;
  return [{ path: place.join('.'), message }];
}

/** A form with members that it does not have was hardly meant. */
function unknownIn(issues: readonly z.core.$ZodIssue[]): number {
  return issues.filter(({ code, path }) => code === 'unrecognized_keys' && path.length === 0)
    .length;
}

/** Reads a value through a schema or throws the 422. */
export function readAs<S extends z.ZodType>(
  schema: S,
  value: unknown,
  prefix: readonly PropertyKey[] = [],
): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = issuesFromZod(result.error, prefix);
  const [first] = issues;
  const where = first?.path ? `${first.path}: ` : '';
  throw new AppError('invalid', `${where}${first?.message ?? 'The request could not be read.'}`, {
    issues,
  });
}

/** Rules that do not compile: the 422, with the path of each fault. */
export function invalidRules(issues: readonly Issue[]): AppError {
  const named = issues.map((issue) => ({ ...issue, path: `rules.${issue.path}` }));
  const [first] = named;
  return new AppError('invalid', first ? `${first.path}: ${first.message}` : 'Invalid rules.', {
    issues: named,
  });
}
