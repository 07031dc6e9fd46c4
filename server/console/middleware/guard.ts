/**
 * The one guard of the API: every request is looked up in the table of operations (shared/api/operations.ts),
 * which says who may.
 *
 * Promise: what is not in the table is answered with 404, so a route that was forgotten there is closed and
 * not open. Asked in this order: is there such a thing, who asks, from where, may they.
 */
import { Router, type Request, type RequestHandler } from 'express';
import { AppError } from '../../../shared/api/errors.js';
import type { Operation } from '../../../shared/api/operation.js';
import { operationAt } from '../../../shared/api/operations.js';
import { mayAct, ROLE_WORDS } from '../../../shared/api/roles.js';
import type { Context } from '../context.js';
import { callerOf, type Caller } from './authenticate.js';
import { isAsking, sameOrigin } from './same-origin.js';

/** Stands at `/api`; `authenticate` notes who asks, or refuses. */
export function guard(context: Context, authenticate: RequestHandler): Router {
  const router = Router();
  const onlyGuarded =
    (check: RequestHandler): RequestHandler =>
    (request, response, next) =>
      isOpen(operationOf(request)) ? next() : check(request, response, next);
  router.use(onlyGuarded(authenticate));
  router.use(onlyGuarded(sameOrigin(context)));
  router.use(
    onlyGuarded((request, response, next) => {
      requirePermission(operationOf(request), callerOf(response), isAsking(request));
      next();
    }),
  );
  return router;
}

function isOpen({ role }: Operation): boolean {
  return role === null;
}

function operationOf({ method, baseUrl, path, originalUrl }: Request): Operation {
  const operation = operationAt(method === 'HEAD' ? 'GET' : method, baseUrl + path);
  if (operation) return operation;
  throw new AppError('not-found', `There is no ${method} ${originalUrl.slice(0, 100)}.`);
}

function requirePermission(operation: Operation, caller: Caller, asks: boolean): void {
  const { role, sessionOnly, guarded } = operation;
  if (sessionOnly && (caller.token !== '' || caller.isLocal)) {
    throw new AppError('forbidden', 'Only who has logged on may do this, for the own account.');
  }
  if (caller.readOnly && !asks) {
    throw new AppError('forbidden', 'This token reads only: it may not change anything.');
  }
  if (caller.readOnly && guarded) {
    throw new AppError('forbidden', 'This token reads only: it may not have what this gives away.');
  }
  if (role === null || mayAct(caller.role, role)) return;
  const { name } = ROLE_WORDS[role];
  throw new AppError(
    'forbidden',
    `This needs the role ${name}; ${caller.token === '' ? 'yours' : 'that of this token'} is ${ROLE_WORDS[caller.role].name}.`,
  );
}
