/**
 * Every operation of the API: what it does, who may, what it takes. The guard of each request and the API
 * reference are made from this table, so an operation that is not in it is answered with 404.
 */
import {
  accountChangeSchema,
  accountImportSchema,
  ACCOUNTS_PATH,
  newAccountSchema,
  newAppPasswordSchema,
} from './accounts.js';
import { ALERT_OPERATIONS } from './alert-operations.js';
import {
  decisionFilterSchema,
  decisionQuerySchema,
  DECISIONS_PATH,
  exportQuerySchema,
} from './decisions.js';
import { BACKUP_OPERATIONS } from './backup-operations.js';
import { DELIVERY_PATH, deliverySchema } from './delivery.js';
import { dialogueSchema, DIALOGUES_PATH } from './dialogues.js';
import { OVERVIEW_PATH, overviewQuerySchema } from './overview.js';
import type { Method, Operation, OperationTable } from './operation.js';
import { PEOPLE_OPERATIONS } from './people-operations.js';
import { previewBodySchema } from './preview.js';
import { QUEUE_PATH, queueActionSchema, queueQuerySchema } from './queue.js';
import {
  restoreSchema,
  revisionDetailQuerySchema,
  revisionQuerySchema,
  REVISIONS_PATH,
} from './revisions.js';
import { decideBodySchema, putRoutingSchema, ROUTING_PATH } from './routing.js';
import { keepGatewaySchema } from './rule-use.js';
import {
  certificateCheckSchema,
  logonTestSchema,
  SECURITY_PATH,
  securitySchema,
} from './security.js';
import { SELF_TEST_OPERATIONS } from './self-test-operations.js';
import { logonSchema, SESSION_PATH, SETUP_PATH, setupSchema } from './session.js';
import {
  NAME_CHECK_PATH,
  nameCheckSchema,
  setupChangeSchema,
  SETUP_PROGRESS_PATH,
} from './setup-progress.js';
import { STATUS_PATH } from './status.js';

export const OPENAPI_PATH = '/api/openapi.json';

const TABLE: OperationTable = {
  [`POST ${SESSION_PATH}`]: { summary: 'Logs on.', role: null, body: logonSchema },
  [`GET ${SESSION_PATH}`]: { summary: 'Says who is logged on.', role: 'helpdesk' },
  [`DELETE ${SESSION_PATH}`]: { summary: 'Logs off.', role: 'helpdesk', sessionOnly: true },
  [`POST ${SETUP_PATH}`]: {
    summary: 'Makes the first user, by the link that the start printed.',
    role: null,
    body: setupSchema,
  },
  [`GET ${SETUP_PROGRESS_PATH}`]: {
    summary: 'How far set-up has come, and the networks of this host.',
    role: 'administrator',
  },
  [`PATCH ${SETUP_PROGRESS_PATH}`]: {
    summary: 'Goes on with set-up, or ends it.',
    role: 'administrator',
    body: setupChangeSchema,
  },
  [`POST ${NAME_CHECK_PATH}`]: {
    summary: 'Says what DNS knows of this host and of some domains.',
    role: 'administrator',
    body: nameCheckSchema,
  },

  [`GET ${OPENAPI_PATH}`]: {
    summary: 'This description of the API (OpenAPI 3.1).',
    role: 'helpdesk',
  },
  ...PEOPLE_OPERATIONS,

  [`GET ${STATUS_PATH}`]: { summary: 'Says how the relay is.', role: 'helpdesk' },

  [`GET ${OVERVIEW_PATH}`]: {
    summary: 'Is mail flowing, what was decided, what needs attention.',
    role: 'operator',
    query: overviewQuerySchema,
  },

  [`GET ${ROUTING_PATH}`]: {
    summary: 'The rules, with findings and what is enforced.',
    role: 'operator',
  },
  [`PUT ${ROUTING_PATH}`]: {
    summary: 'Applies rules: answers when the relay enforces them.',
    role: 'administrator',
    body: putRoutingSchema,
  },
  [`DELETE ${ROUTING_PATH}/watch`]: {
    summary: 'Ends the watch over the newest revision.',
    role: 'administrator',
  },
  [`POST ${ROUTING_PATH}/decide`]: {
    summary: 'Decides one request under the rules or a draft.',
    role: 'operator',
    body: decideBodySchema,
  },
  [`POST ${ROUTING_PATH}/preview`]: {
    summary: 'Says what a draft would have changed in recorded traffic.',
    role: 'operator',
    body: previewBodySchema,
  },
  [`GET ${ROUTING_PATH}/use`]: {
    summary: 'How often and when each rule last decided.',
    role: 'operator',
  },
  [`POST ${ROUTING_PATH}/use/keep-gateway`]: {
    summary: 'Keeps an address as a known gateway.',
    role: 'administrator',
    body: keepGatewaySchema,
  },
  [`GET ${REVISIONS_PATH}`]: {
    summary: 'Lists the revisions, newest first.',
    role: 'operator',
    query: revisionQuerySchema,
  },
  [`GET ${REVISIONS_PATH}/{number}`]: {
    summary: 'One revision, with what it changed.',
    role: 'operator',
    query: revisionDetailQuerySchema,
  },
  [`POST ${REVISIONS_PATH}/{number}/restore`]: {
    summary: 'Applies the rules of an earlier revision as a new one.',
    role: 'administrator',
    body: restoreSchema,
  },

  [`GET ${DELIVERY_PATH}`]: { summary: 'The delivery settings.', role: 'administrator' },
  [`PUT ${DELIVERY_PATH}`]: {
    summary: 'Applies delivery settings.',
    role: 'administrator',
    body: deliverySchema,
  },

  ...BACKUP_OPERATIONS,

  [`POST ${DIALOGUES_PATH}`]: {
    summary: 'Has the relay talk to a host, or send itself a test message.',
    role: 'administrator',
    body: dialogueSchema,
  },
  [`GET ${DIALOGUES_PATH}/{id}`]: {
    summary: 'What has been said so far.',
    role: 'administrator',
  },

  ...SELF_TEST_OPERATIONS,
  [`GET ${SECURITY_PATH}`]: { summary: 'The security settings.', role: 'administrator' },
  [`PUT ${SECURITY_PATH}`]: {
    summary: 'Applies security settings.',
    role: 'administrator',
    body: securitySchema,
  },
  [`GET ${SECURITY_PATH}/state`]: {
    summary: 'The certificate in use and how the account stores answer.',
    role: 'administrator',
  },
  [`POST ${SECURITY_PATH}/test-logon`]: {
    summary: 'Tries a logon at an account store.',
    role: 'administrator',
    body: logonTestSchema,
  },
  [`POST ${SECURITY_PATH}/check-certificate`]: {
    summary: 'Reads a certificate and says what is wrong with it.',
    role: 'administrator',
    body: certificateCheckSchema,
  },

  ...ALERT_OPERATIONS,

  [`GET ${ACCOUNTS_PATH}`]: { summary: 'Lists the SMTP accounts.', role: 'administrator' },
  [`POST ${ACCOUNTS_PATH}`]: {
    summary: 'Makes an account.',
    role: 'administrator',
    body: newAccountSchema,
  },
  [`POST ${ACCOUNTS_PATH}/import`]: {
    summary: 'Makes accounts from CSV.',
    role: 'administrator',
    body: accountImportSchema,
  },
  [`PATCH ${ACCOUNTS_PATH}/{name}`]: {
    summary: 'Changes an account.',
    role: 'administrator',
    body: accountChangeSchema,
  },
  [`DELETE ${ACCOUNTS_PATH}/{name}`]: { summary: 'Removes an account.', role: 'administrator' },
  [`POST ${ACCOUNTS_PATH}/{name}/app-passwords`]: {
    summary: 'Makes a password for a device.',
    role: 'administrator',
    body: newAppPasswordSchema,
  },
  [`DELETE ${ACCOUNTS_PATH}/{name}/app-passwords/{id}`]: {
    summary: 'Removes the password of a device.',
    role: 'administrator',
  },

  [`GET ${DECISIONS_PATH}`]: {
    summary: 'Lists decisions, newest first.',
    role: 'operator',
    query: decisionQuerySchema,
  },
  [`GET ${DECISIONS_PATH}/stream`]: {
    summary: 'New decisions as they come (server-sent events).',
    role: 'operator',
    query: decisionFilterSchema,
  },
  [`GET ${DECISIONS_PATH}/extent`]: { summary: 'How far the log reaches.', role: 'operator' },
  [`GET ${DECISIONS_PATH}/export`]: {
    summary: 'The decisions that meet filters, as CSV or NDJSON.',
    role: 'operator',
    query: exportQuerySchema,
  },
  [`GET ${DECISIONS_PATH}/exports/{id}`]: {
    summary: 'How far an export has come.',
    role: 'operator',
  },
  [`DELETE ${DECISIONS_PATH}/exports/{id}`]: { summary: 'Stops an export.', role: 'operator' },
  [`GET ${DECISIONS_PATH}/{ref}`]: {
    summary: 'One decision by its reference.',
    role: 'helpdesk',
  },
  [`GET ${DECISIONS_PATH}/{ref}/explanation`]: {
    summary: 'Why it was decided so, criterion by criterion.',
    role: 'helpdesk',
  },

  [`GET ${QUEUE_PATH}`]: {
    summary: 'Lists messages that wait.',
    role: 'operator',
    query: queueQuerySchema,
  },
  [`GET ${QUEUE_PATH}/overview`]: { summary: 'What waits, by destination.', role: 'operator' },
  [`GET ${QUEUE_PATH}/overview/stream`]: {
    summary: 'The same as it changes (server-sent events).',
    role: 'operator',
  },
  [`POST ${QUEUE_PATH}/actions`]: {
    summary: 'Acts on all messages that meet a filter.',
    role: 'operator',
    body: queueActionSchema,
  },
  [`GET ${QUEUE_PATH}/actions/{id}`]: { summary: 'How far it has come.', role: 'operator' },
  [`DELETE ${QUEUE_PATH}/actions/{id}`]: { summary: 'Stops it.', role: 'operator' },
  [`GET ${QUEUE_PATH}/{id}`]: { summary: 'One message and its recipients.', role: 'operator' },
  [`GET ${QUEUE_PATH}/{id}/content`]: { summary: 'The message itself.', role: 'operator' },
  [`POST ${QUEUE_PATH}/{id}/retry`]: { summary: 'Tries it now.', role: 'operator' },
  [`POST ${QUEUE_PATH}/{id}/hold`]: { summary: 'Holds it.', role: 'operator' },
  [`POST ${QUEUE_PATH}/{id}/release`]: { summary: 'Releases it.', role: 'operator' },
  [`POST ${QUEUE_PATH}/{id}/bounce`]: { summary: 'Returns it to its sender.', role: 'operator' },
  [`DELETE ${QUEUE_PATH}/{id}`]: {
    summary: 'Removes it without telling its sender.',
    role: 'operator',
  },
};

export const OPERATIONS: readonly Operation[] = Object.entries(TABLE).map(([key, operation]) => {
  const [method, path] = key.split(' ') as [Method, string];
  return { method, path, ...operation };
});

/** The operation that answers a request; null: there is none. */
export function operationAt(method: string, pathname: string): Operation | null {
  const asked = pathname.split('/');
  const found = OPERATIONS.filter(
    ({ method: own, path }) => own === method && meets(path.split('/'), asked),
  );
  // A name that is spelled out wins over a parameter.
  return found.toSorted((a, b) => parameters(a) - parameters(b))[0] ?? null;
}

function meets(path: readonly string[], asked: readonly string[]): boolean {
  const same = (part: string, i: number) =>
    part.startsWith('{') ? asked[i] !== '' : part === asked[i];
  return path.length === asked.length && path.every(same);
}

function parameters({ path }: Operation): number {
  return path.split('{').length;
}
