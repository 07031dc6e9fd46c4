/** The part of by-operation.ts that is about people. */
import { z } from 'zod';
import { AUDIT_PATH } from '../audit.js';
import { ACCOUNT_PATH } from '../own-account.js';
import { INVITATION_PATH, INVITATIONS_PATH, USERS_PATH } from '../people.js';
import { TOKENS_PATH } from '../tokens.js';
import type { OperationAnswer } from './by-operation.js';
import {
  auditPageSchema,
  invitationSchema,
  invitedSchema,
  madeTokenSchema,
  newSecondFactorSchema,
  openInvitationSchema,
  ownAccountSchema,
  ownSessionSchema,
  recoveryCodesSchema,
  tokenSchema,
  userSchema,
} from './people.js';

const NOTHING: OperationAnswer = { status: 204 };

export const PEOPLE_ANSWERS: Readonly<Record<string, OperationAnswer>> = {
  [`POST ${INVITATION_PATH}/read`]: { answer: openInvitationSchema },
  [`POST ${INVITATION_PATH}`]: NOTHING,
  [`GET ${ACCOUNT_PATH}`]: { answer: ownAccountSchema },
  [`POST ${ACCOUNT_PATH}/password`]: NOTHING,
  [`POST ${ACCOUNT_PATH}/second-factor`]: { answer: newSecondFactorSchema },
  [`POST ${ACCOUNT_PATH}/second-factor/confirm`]: { answer: recoveryCodesSchema },
  [`POST ${ACCOUNT_PATH}/second-factor/off`]: NOTHING,
  [`POST ${ACCOUNT_PATH}/recovery-codes`]: { answer: recoveryCodesSchema },
  [`GET ${ACCOUNT_PATH}/sessions`]: { answer: listOf(ownSessionSchema) },
  [`DELETE ${ACCOUNT_PATH}/sessions/{id}`]: NOTHING,
  [`GET ${TOKENS_PATH}`]: { answer: listOf(tokenSchema) },
  [`POST ${TOKENS_PATH}`]: { status: 201, answer: madeTokenSchema },
  [`DELETE ${TOKENS_PATH}/{id}`]: NOTHING,
  [`GET ${USERS_PATH}`]: { answer: listOf(userSchema) },
  [`PATCH ${USERS_PATH}/{name}`]: { answer: userSchema },
  [`DELETE ${USERS_PATH}/{name}`]: NOTHING,
  [`DELETE ${USERS_PATH}/{name}/second-factor`]: NOTHING,
  [`GET ${INVITATIONS_PATH}`]: { answer: listOf(invitationSchema) },
  [`POST ${INVITATIONS_PATH}`]: { status: 201, answer: invitedSchema },
  [`DELETE ${INVITATIONS_PATH}/{name}`]: NOTHING,
  [`GET ${AUDIT_PATH}`]: { answer: auditPageSchema },
  [`GET ${AUDIT_PATH}/export`]: { media: 'text/csv' },
};

function listOf(item: z.ZodType): z.ZodType {
  return z.object({ items: z.array(item), next: z.null() });
}
