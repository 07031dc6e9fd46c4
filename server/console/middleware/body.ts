/**
 * Bodies of requests. They are read whole and bounded first, and looked into later by the route: a
 * body that is too large answers 413 before anything about its content is said.
 */
import type { Request, RequestHandler } from 'express';
import { AppError } from '../../../shared/api/errors.js';

export const KIB = 1024;
export const MIB = 1024 * KIB;
/** For rules with 100,000 entries. */
export const LARGE_BODY = 32 * MIB;
/** For settings with 10,000 recipients. */
export const SETTINGS_BODY = 4 * MIB;
export const SMALL_BODY = 256 * KIB;

/** Reads the body, of any type, up to that many octets; answers 413 as soon as there are more. */
export function body(limit: number): RequestHandler {
  return (request, _response, next) => {
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity') {
      throw new AppError('invalid', 'Content-Encoding is not taken: send the body as it is.');
    }
    if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
    const chunks: Buffer[] = [];
    let size = 0;
    const read = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      request.off('data', read).off('end', end).resume();
      next(tooLarge(limit));
    };
    const end = (): void => {
      request.body = Buffer.concat(chunks);
      next();
    };
    request.on('data', read).on('end', end);
  };
}

function tooLarge(limit: number): AppError {
  return new AppError('too-large', `The body is larger than the ${limit} bytes taken here.`);
}

/** The body as JSON; throws the 422. */
export function jsonOf(request: Request): unknown {
  const octets: unknown = request.body;
  if (!Buffer.isBuffer(octets) || octets.length === 0) {
    throw new AppError('invalid', 'The request has no body: send JSON.');
  }
  if (!request.is('application/json')) {
    const type = request.headers['content-type'] ?? 'none';
    throw new AppError(
      'invalid',
      `Content-Type must be application/json, it is ${type.slice(0, 80)}.`,
    );
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(octets));
  } catch (error) {
    // V8 quotes what it could not read: that may be a password, or hold line ends.
    const [where = ''] = /at position \d+/.exec((error as Error).message) ?? [];
    throw new AppError(
      'invalid',
      `The body is not JSON${where && `: it cannot be read ${where}`}.`,
    );
  }
}

/** Settings that are edited whole: what PUT answers, with `enforced`, may be sent back too. */
export function settingsOf(request: Request): unknown {
  const document = jsonOf(request);
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return document;
  const { enforced: _enforced, ...settings } = document as Record<string, unknown>;
  return settings;
}
