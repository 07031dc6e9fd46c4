/** What the API answers about people: users, invitations, the own account, tokens, the audit trail. */
import { z } from 'zod';
import { AUDIT_ACTIONS, type AuditItem, type AuditPage } from '../audit.js';
import type { NewSecondFactor, OwnAccount, OwnSession, RecoveryCodes } from '../own-account.js';
import type { Invitation, NewInvitation, OpenInvitation, User } from '../people.js';
import { roleSchema } from '../roles.js';
import { SCOPES, type NewToken, type Token } from '../tokens.js';

const instant = z.string().describe('ISO 8601');

export const userSchema = z.object({
  username: z.string(),
  role: roleSchema,
  disabled: z.boolean(),
  secondFactor: z.boolean(),
  createdAt: instant,
  lastLogon: instant.nullable(),
}) satisfies z.ZodType<User>;

export const invitationSchema = z.object({
  username: z.string(),
  role: roleSchema,
  author: z.string(),
  createdAt: instant,
  expires: instant,
  resets: z.boolean().describe('It sets a new password for a user that there is'),
}) satisfies z.ZodType<Invitation>;

export const invitedSchema = invitationSchema.extend({
  link: z.string().describe('It comes this once'),
}) satisfies z.ZodType<NewInvitation>;

export const openInvitationSchema = invitationSchema.pick({
  username: true,
  role: true,
  expires: true,
  resets: true,
}) satisfies z.ZodType<OpenInvitation>;

export const ownAccountSchema = z.object({
  username: z.string(),
  role: roleSchema,
  secondFactorSince: instant.nullable(),
  recoveryCodesLeft: z.number(),
}) satisfies z.ZodType<OwnAccount>;

export const newSecondFactorSchema = z.object({
  secret: z.string().describe('Base32'),
  uri: z.string(),
}) satisfies z.ZodType<NewSecondFactor>;

export const recoveryCodesSchema = z.object({
  recoveryCodes: z.array(z.string()),
}) satisfies z.ZodType<RecoveryCodes>;

export const ownSessionSchema = z.object({
  id: z.string(),
  own: z.boolean().describe('The one that asks'),
  address: z.string(),
  agent: z.string(),
  createdAt: instant,
  usedAt: instant,
}) satisfies z.ZodType<OwnSession>;

export const tokenSchema = z.object({
  id: z.number(),
  name: z.string(),
  scope: z.enum(SCOPES),
  createdAt: instant,
  expires: instant.nullable(),
  usedAt: instant.nullable(),
}) satisfies z.ZodType<Token>;

export const madeTokenSchema = tokenSchema.extend({
  token: z.string().describe('It comes this once'),
}) satisfies z.ZodType<NewToken>;

const auditItemSchema = z.object({
  id: z.number(),
  at: instant,
  actor: z.string(),
  action: z.enum(AUDIT_ACTIONS),
  detail: z.string(),
  address: z.string(),
  token: z.string(),
  times: z.number(),
}) satisfies z.ZodType<AuditItem>;

export const auditPageSchema = z.object({
  items: z.array(auditItemSchema),
  next: z.string().nullable(),
}) satisfies z.ZodType<AuditPage>;
