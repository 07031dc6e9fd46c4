import type { Request } from 'express';

/** The query; an empty value means that nothing is filtered by it. */
export function queryOf(request: Request): Record<string, unknown> {
  return Object.fromEntries(Object.entries(request.query).filter(([, value]) => value !== ''));
}
