/** What is said of one operation of the API (operations.ts holds all of them). */
import type { z } from 'zod';
import type { Role } from './roles.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Operation {
  readonly method: Method;
  /** Parameters in braces: `/api/queue/{id}`. */
  readonly path: string;
  /** One line, as a command: "Lists what waits." */
  readonly summary: string;
  /** The least role that may; null: no logon is needed. */
  readonly role: Role | null;
  /** Only for a person with a session: no token may. */
  readonly sessionOnly?: true;
  /** It gives away more than is seen anywhere else: a token that only reads may not. */
  readonly guarded?: true;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
}

/** By method and path: `GET /api/queue/{id}`. */
export type OperationTable = Readonly<Record<string, Omit<Operation, 'method' | 'path'>>>;
