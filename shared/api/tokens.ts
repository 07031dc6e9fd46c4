/** Tokens for programs: `Authorization: Bearer`. They may what their scope says and never more than their owner. */
import { z } from 'zod';
import { oneOf } from './one-of.js';
import { ROLES, ROLE_WORDS } from './roles.js';

export const TOKENS_PATH = '/api/tokens';

/** A role, or `read`: whatever the owner may read, and nothing that changes anything. */
export const SCOPES = ['read', ...ROLES] as const;
export type Scope = (typeof SCOPES)[number];

export const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  read: 'Reads what its owner may read, changes nothing.',
  helpdesk: ROLE_WORDS.helpdesk.may,
  operator: ROLE_WORDS.operator.may,
  administrator: ROLE_WORDS.administrator.may,
};

export const newTokenSchema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, 'Such as: nightly backup.')
    .max(100, 'At most 100 characters.')
    .regex(/^\P{Cc}*$/u, 'No control characters.'),
  scope: oneOf(SCOPES),
  /** ISO 8601; from then on it is refused. Null: never. */
  expires: z.iso.datetime({ offset: true, error: 'A date and time.' }).nullable().optional(),
});

export interface Token {
  readonly id: number;
  readonly name: string;
  readonly scope: Scope;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly expires: string | null;
  readonly usedAt: string | null;
}

/** The token itself comes this once. */
export interface NewToken extends Token {
  readonly token: string;
}
