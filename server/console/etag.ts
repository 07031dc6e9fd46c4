/** `If-Match` on documents that are edited whole: `"r12"` for rules, `"d3"` for delivery settings. */
import type { Request, Response } from 'express';
import { AppError } from '../../shared/api/errors.js';

export type DocumentKind = 'r' | 'd' | 's' | 'a' | 'b';

export function setEtag(response: Response, kind: DocumentKind, number: number): void {
  response.setHeader('ETag', `"${kind}${number}"`);
}

/** Throws the 428; asked before the body is looked at. */
export function requireIfMatch(request: Request): string {
  const given = request.headers['if-match']?.trim();
  if (given) return given;
  throw new AppError(
    'precondition-required',
    'Send If-Match with the ETag of what you read: it guards against overwriting another change.',
  );
}

/** Throws the 412 unless the document is still the one that was read (RFC 9110 13.1.1). */
export function requireFresh(ifMatch: string, kind: DocumentKind, number: number): void {
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (tags.includes('*') || tags.includes(`"${kind}${number}"`)) return;
  throw stale(number);
}

export function stale(number: number): AppError {
  return new AppError(
    'stale',
    `This was changed by another administrator: it is at number ${number} now. Read it again.`,
  );
}
