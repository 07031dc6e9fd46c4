/** Answers of the API: accounts for SMTP logons. The types of `../accounts.ts` are made from these schemas. */
import { z } from 'zod';

export const appPasswordSchema = z
  .strictObject({
    id: z.number(),
    label: z.string(),
    createdAt: z.string().describe('ISO 8601.'),
  })
  .meta({ id: 'AppPassword' });
export type AppPassword = z.infer<typeof appPasswordSchema>;

export const accountSchema = z
  .strictObject({
    name: z.string(),
    createdAt: z.string().describe('ISO 8601.'),
    disabled: z.boolean(),
    expires: z.string().nullable(),
    senders: z.array(z.string()).readonly(),
    appPasswords: z.array(appPasswordSchema).readonly(),
    lastUsed: z
      .string()
      .nullable()
      .describe(
        'As the relay recorded them; null when it does not answer, or there were none. ISO 8601.',
      ),
    lastFailure: z.string().nullable(),
    failures: z.number().describe('Failures since it was last used.'),
  })
  .meta({ id: 'Account' });
export type Account = z.infer<typeof accountSchema>;

export const madeAccountSchema = accountSchema
  .extend({
    password: z.string().exactOptional(),
  })
  .meta({ id: 'MadeAccount', description: 'A generated password comes this once.' });
export type MadeAccount = z.infer<typeof madeAccountSchema>;

export const madePasswordSchema = appPasswordSchema
  .extend({
    password: z.string(),
  })
  .meta({ id: 'MadePassword' });
export type MadePassword = z.infer<typeof madePasswordSchema>;

export const accountImportSchema = z
  .strictObject({
    created: z
      .array(
        z.strictObject({
          name: z.string(),
          password: z.string().exactOptional(),
        }),
      )
      .readonly(),
    problems: z
      .array(
        z.strictObject({
          line: z.number(),
          message: z.string(),
        }),
      )
      .readonly(),
  })
  .meta({ id: 'AccountImport' });
export type AccountImport = z.infer<typeof accountImportSchema>;

/** `GET /api/accounts`. */
export const accountListSchema = z.strictObject({
  items: z.array(accountSchema).readonly(),
  next: z.null(),
});
