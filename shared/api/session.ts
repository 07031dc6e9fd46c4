/** Who uses the console: set-up, log on, log off. */
import { z } from 'zod';
import { roleSchema } from './roles.js';

export const SESSION_PATH = '/api/session';
export const SETUP_PATH = '/api/setup';
/** The page that a set-up link opens: `/setup#token` keeps the token out of every log. */
export const SETUP_PAGE = '/setup';
/** The steps after it, each with its name behind. */
export const SETUP_STEPS_PAGE = '/setup/';
export const FIRST_USER = 'admin';
export const LEAST_PASSWORD = 10;

export const passwordSchema = z
  .string()
  .min(LEAST_PASSWORD, `At least ${LEAST_PASSWORD} characters.`)
  .max(200, 'At most 200 characters.');

/** Of the second factor: six digits, or a recovery code. */
export const codeSchema = z.string().trim().min(1, 'Enter the code.').max(100);

/**
 * Without `code`, where a second factor is on, the answer to the right password is 401 `code-needed`: ask for
 * the code and send all three.
 */
export const logonSchema = z.strictObject({
  username: z.string().max(200),
  password: z.string().max(1000),
  code: codeSchema.optional(),
});
export const setupSchema = z.strictObject({ token: z.string().max(200), password: passwordSchema });

/** `GET /api/session`: 200 with this, or 401 whose message says whether set-up is still open. */
export const sessionSchema = z.object({
  username: z.string(),
  hostname: z.string(),
  role: roleSchema,
  /** Whether a second factor is on. */
  secondFactor: z.boolean(),
});
export type Session = z.infer<typeof sessionSchema>;
