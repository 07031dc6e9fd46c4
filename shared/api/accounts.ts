/** Accounts for SMTP logons, kept by Gatepost itself. */
import { z } from 'zod';
import { passwordSchema } from './session.js';

export const ACCOUNTS_PATH = '/api/accounts';

/** Never an account, whatever its password: what "guest" logons of the original let in (KB Q251149). */
const RESERVED_NAMES = new Set(['guest', 'anonymous', 'nobody']);

export const accountNameSchema = z
  .string()
  .trim()
  .min(1, 'Enter a name.')
  .max(200, 'At most 200 characters.')
  .regex(/^[^\p{Cc}\s]+$/u, 'No blanks and no control characters.')
  .refine(
    (name) => !RESERVED_NAMES.has(name.toLowerCase()),
    'Guest and anonymous logons never count as authenticated.',
  );

export const newAccountSchema = z.strictObject({
  name: accountNameSchema,
  password: passwordSchema,
});

export interface Account {
  readonly name: string;
  /** ISO 8601. */
  readonly createdAt: string;
}
