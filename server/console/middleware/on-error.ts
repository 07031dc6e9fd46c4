/**
 * The one place where faults become HTTP. A fault that the caller can act on is an AppError and is
 * said as it is; everything else is logged whole and shown as one sentence.
 */
import type { ErrorRequestHandler } from 'express';
import { AppError, type ErrorCode } from '../../../shared/api/errors.js';
import type { Log } from '../../log.js';
import { TooBusy } from '../../store/passwords.js';
import { KeyFault } from '../../store/secrets.js';
import { TooManyAttempts } from '../logon-limits.js';
import { sendJson } from '../send-json.js';
import { drained } from './drained.js';

const HTTP_STATUS: Readonly<Record<ErrorCode, number>> = {
  invalid: 422,
  stale: 412,
  'precondition-required': 428,
  'confirmation-required': 409,
  'last-administrator': 409,
  'not-found': 404,
  unauthenticated: 401,
  'code-needed': 401,
  forbidden: 403,
  'too-large': 413,
  'too-many': 429,
  unavailable: 503,
  internal: 500,
};
/** More faults than this help nobody. */
const MOST_ISSUES = 100;

export function onError(log: Log): ErrorRequestHandler {
  return async (error, request, response, next) => {
    const fault = faultOf(error);
    if (fault.code === 'internal') log.error({ err: error, path: request.path }, 'request failed');
    if (response.headersSent) return next(error);
    await drained(request);
    if (error instanceof TooManyAttempts) response.setHeader('Retry-After', error.seconds);
    const { issues, findings } = fault.details;
    sendJson(response, HTTP_STATUS[fault.code], {
      error: {
        code: fault.code,
        message: fault.message,
        ...(issues && { issues: issues.slice(0, MOST_ISSUES) }),
        ...(findings && { findings }),
      },
    });
  };
}

function faultOf(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof KeyFault) return new AppError('unavailable', error.message);
  if (error instanceof TooBusy) return new AppError('unavailable', error.message);
  return fromExpress(error) ?? internal();
}

/** What Express says about a URL it could not read (http-errors, by `status`). */
function fromExpress(error: unknown): AppError | null {
  const { status } = (error ?? {}) as { status?: number };
  if (status === undefined || status < 400 || status >= 500) return null;
  return new AppError('invalid', 'The request could not be read.');
}

function internal(): AppError {
  return new AppError('internal', 'Something went wrong in the console; its log says what.');
}
