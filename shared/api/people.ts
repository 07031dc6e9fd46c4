/** People who use the console: their roles, and the links that let them in. */
import { z } from 'zod';
import { roleSchema, type Role } from './roles.js';
import { passwordSchema } from './session.js';

export const USERS_PATH = '/api/users';
export const INVITATIONS_PATH = `${USERS_PATH}/invitations`;
/** For whoever holds the link. */
export const INVITATION_PATH = '/api/invitation';
/** The page that the link opens: `/invitation#token` keeps the token out of every log. */
export const INVITATION_PAGE = '/invitation';
export const INVITATION_DAYS = 7;

/** The author of what no person did: nobody else is called so. */
export const OWN_NAME = 'gatepost';

export const usernameSchema = z
  .string()
  .trim()
  .min(1, 'Enter a name.')
  .max(100, 'At most 100 characters.')
  .regex(/^[^\p{C}\p{Z}]+$/u, 'No blanks and no control characters.')
  .refine((name) => name.toLowerCase() !== OWN_NAME, 'Gatepost itself is called so.');

/** `POST /api/users/invitations` → `NewInvitation`. For a user there is: a link that sets a new password. */
export const newInvitationSchema = z.strictObject({
  username: usernameSchema,
  /** A user that there is keeps its role, which may be left out then. */
  role: roleSchema.optional(),
});

/** `PATCH /api/users/:name`. */
export const userChangeSchema = z.strictObject({
  role: roleSchema.optional(),
  disabled: z.boolean().optional(),
});

/** `POST /api/invitation/read` → `OpenInvitation`. */
export const readInvitationSchema = z.strictObject({ token: z.string().max(200) });
/** `POST /api/invitation`: sets the password. */
export const takeInvitationSchema = readInvitationSchema.extend({ password: passwordSchema });

export interface User {
  readonly username: string;
  readonly role: Role;
  readonly disabled: boolean;
  readonly secondFactor: boolean;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly lastLogon: string | null;
}

export interface Invitation {
  readonly username: string;
  readonly role: Role;
  readonly author: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly expires: string;
  /** It sets a new password for a user that there is. */
  readonly resets: boolean;
}

/** The link comes this once. */
export interface NewInvitation extends Invitation {
  readonly link: string;
}

export type OpenInvitation = Pick<Invitation, 'username' | 'role' | 'expires' | 'resets'>;
