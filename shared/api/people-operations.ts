/** The part of operations.ts that is about people: invitations, the own account, users, the audit trail. */
import { AUDIT_PATH, auditExportSchema, auditQuerySchema } from './audit.js';
import type { OperationTable } from './operation.js';
import {
  ACCOUNT_PATH,
  changePasswordSchema,
  confirmedSchema,
  confirmSecondFactorSchema,
} from './own-account.js';
import {
  INVITATION_PATH,
  INVITATIONS_PATH,
  newInvitationSchema,
  readInvitationSchema,
  takeInvitationSchema,
  userChangeSchema,
  USERS_PATH,
} from './people.js';
import { newTokenSchema, TOKENS_PATH } from './tokens.js';

export const PEOPLE_OPERATIONS: OperationTable = {
  [`POST ${INVITATION_PATH}/read`]: {
    summary: 'Says whom an invitation is for.',
    role: null,
    body: readInvitationSchema,
  },
  [`POST ${INVITATION_PATH}`]: {
    summary: 'Sets the password that an invitation is for.',
    role: null,
    body: takeInvitationSchema,
  },

  [`GET ${ACCOUNT_PATH}`]: { summary: 'The own account.', role: 'helpdesk' },
  [`POST ${ACCOUNT_PATH}/password`]: {
    summary: 'Changes the own password; the other sessions end.',
    role: 'helpdesk',
    sessionOnly: true,
    body: changePasswordSchema,
  },
  [`POST ${ACCOUNT_PATH}/second-factor`]: {
    summary: 'Begins a second factor: answers its secret.',
    role: 'helpdesk',
    sessionOnly: true,
    body: confirmedSchema,
  },
  [`POST ${ACCOUNT_PATH}/second-factor/confirm`]: {
    summary: 'Turns the second factor on with a first code; answers recovery codes.',
    role: 'helpdesk',
    sessionOnly: true,
    body: confirmSecondFactorSchema,
  },
  [`POST ${ACCOUNT_PATH}/second-factor/off`]: {
    summary: 'Turns the own second factor off.',
    role: 'helpdesk',
    sessionOnly: true,
    body: confirmedSchema,
  },
  [`POST ${ACCOUNT_PATH}/recovery-codes`]: {
    summary: 'Makes new recovery codes; the old ones end.',
    role: 'helpdesk',
    sessionOnly: true,
    body: confirmedSchema,
  },
  [`GET ${ACCOUNT_PATH}/sessions`]: { summary: 'Lists the own sessions.', role: 'helpdesk' },
  [`DELETE ${ACCOUNT_PATH}/sessions/{id}`]: {
    summary: 'Ends one of the own sessions.',
    role: 'helpdesk',
    sessionOnly: true,
  },
  [`GET ${TOKENS_PATH}`]: { summary: 'Lists the own tokens.', role: 'helpdesk' },
  [`POST ${TOKENS_PATH}`]: {
    summary: 'Makes a token: it is answered this once.',
    role: 'helpdesk',
    sessionOnly: true,
    body: newTokenSchema,
  },
  [`DELETE ${TOKENS_PATH}/{id}`]: {
    summary: 'Removes one of the own tokens.',
    role: 'helpdesk',
    sessionOnly: true,
  },

  [`GET ${USERS_PATH}`]: { summary: 'Lists the people.', role: 'administrator' },
  [`PATCH ${USERS_PATH}/{name}`]: {
    summary: 'Changes a role, disables or enables; sessions and tokens end.',
    role: 'administrator',
    body: userChangeSchema,
  },
  [`DELETE ${USERS_PATH}/{name}`]: { summary: 'Removes a person.', role: 'administrator' },
  [`DELETE ${USERS_PATH}/{name}/second-factor`]: {
    summary: "Turns somebody's second factor off.",
    role: 'administrator',
  },
  [`GET ${INVITATIONS_PATH}`]: {
    summary: 'Lists the invitations that are open.',
    role: 'administrator',
  },
  [`POST ${INVITATIONS_PATH}`]: {
    summary: 'Invites by a link, or lets a user set a new password: it is answered this once.',
    role: 'administrator',
    body: newInvitationSchema,
  },
  [`DELETE ${INVITATIONS_PATH}/{name}`]: {
    summary: 'Withdraws an invitation.',
    role: 'administrator',
  },
  [`GET ${AUDIT_PATH}`]: {
    summary: 'The audit trail, newest first.',
    role: 'administrator',
    query: auditQuerySchema,
  },
  [`GET ${AUDIT_PATH}/export`]: {
    summary: 'What of the audit trail meets filters, as CSV or NDJSON.',
    role: 'administrator',
    query: auditExportSchema,
  },
};
