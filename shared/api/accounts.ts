/** Accounts for SMTP logons, kept by Gatepost itself. */
import { z } from 'zod';
import { knownRecipientSchema } from './recipients.js';
import { passwordSchema } from './session.js';

export const ACCOUNTS_PATH = '/api/accounts';

/** Never an account, whatever its password: what "guest" logons of the original let in (KB Q251149). */
const RESERVED_NAMES = new Set(['guest', 'anonymous', 'nobody', 'null']);

/** Whether a name stands for nobody: such a logon never counts, whatever a store says of it. */
export function isNobody(name: string): boolean {
  const user = name.trim().toLowerCase().replace(/^.*\\/, '').replace(/@.*$/, '');
  return user === '' || RESERVED_NAMES.has(user);
}

export const accountNameSchema = z
  .string()
  .trim()
  .min(1, 'Enter a name.')
  .max(200, 'At most 200 characters.')
  .regex(/^[^\p{Cc}\s]+$/u, 'No blanks and no control characters.')
  .refine((name) => !isNobody(name), 'Guest and anonymous logons never count as authenticated.');

/** What can be changed of an account. */
const settings = {
  disabled: z.boolean().optional(),
  /** ISO 8601; from then on it is refused. Null: never. */
  expires: z.iso.datetime({ offset: true, error: 'A date and time.' }).nullable().optional(),
  /** Senders it may use besides its own name: addresses, or @domain for all there. */
  senders: z.array(knownRecipientSchema).max(100, 'At most 100.').optional(),
};

/** `password` or `generate`: one of them. */
export const newAccountSchema = z
  .strictObject({
    name: accountNameSchema,
    password: passwordSchema.optional(),
    generate: z.literal(true).optional(),
    ...settings,
  })
  .refine(({ password, generate }) => (password === undefined) !== (generate === undefined), {
    message: 'Either a password, or generate: true.',
    path: ['password'],
  });

/** `PATCH /api/accounts/:name`. */
export const accountChangeSchema = z
  .strictObject({
    password: passwordSchema.optional(),
    generate: z.literal(true).optional(),
    ...settings,
  })
  .refine(({ password, generate }) => password === undefined || generate === undefined, {
    message: 'Either a password, or generate: true.',
    path: ['password'],
  });

/** `POST /api/accounts/:name/app-passwords` → `MadePassword`; `DELETE …/app-passwords/:id`. */
export const newAppPasswordSchema = z.strictObject({
  label: z
    .string()
    .trim()
    .min(1, 'Such as: printer in the hall.')
    .max(100, 'At most 100 characters.'),
});

/** `POST /api/accounts/import`: lines of `name,password,senders…`; an empty password is generated. */
export const accountImportSchema = z.strictObject({ csv: z.string().max(200_000, 'Too long.') });

export type {
  Account,
  AccountImport,
  AppPassword,
  MadeAccount,
  MadePassword,
} from './answers/accounts.js';
