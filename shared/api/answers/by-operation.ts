/**
 * What each operation answers, by its key in `../operations.ts`. Apart from that table, so that who only asks
 * what somebody may do does not carry the schemas along.
 */
import type { z } from 'zod';
import {
  accountImportSchema as accountImportAnswerSchema,
  accountListSchema,
  madeAccountSchema,
  madePasswordSchema,
} from './accounts.js';
import { alertsStateSchema, alertTestAnswerSchema } from './alerts.js';
import {
  decisionDetailSchema,
  decisionPageSchema,
  explanationSchema,
  exportProgressSchema,
  logExtentSchema,
} from './decisions.js';
import { decisionSchema } from './engine.js';
import { PEOPLE_ANSWERS } from './people-by-operation.js';
import { previewSchema } from './preview.js';
import {
  queueJobSchema,
  queueMessageSchema,
  queueOverviewSchema,
  queuePageSchema,
} from './queue.js';
import { revisionDetailSchema, revisionPageSchema } from './revisions.js';
import { routingDocumentSchema } from './routing.js';
import { routingUseSchema } from './rule-use.js';
import {
  certificateFactsSchema,
  logonTestSchema as logonTestAnswerSchema,
  securityStateSchema,
} from './security.js';
import { deliveryAppliedSchema, securityAppliedSchema } from './settings.js';
import { statusSchema } from './status.js';
import { ACCOUNTS_PATH } from '../accounts.js';
import { ALERT_TEST_PATH, ALERTS_PATH, ALERTS_STATE_PATH, alertsSchema } from '../alerts.js';
import { DECISIONS_PATH } from '../decisions.js';
import { DIALOGUES_PATH, heldDialogueSchema } from '../dialogues.js';
import {
  checkedNamesSchema,
  NAME_CHECK_PATH,
  SETUP_PROGRESS_PATH,
  setupProgressSchema,
} from '../setup-progress.js';
import { DELIVERY_PATH, deliverySchema } from '../delivery.js';
import { OPENAPI_PATH } from '../operations.js';
import { OVERVIEW_PATH, overviewSchema } from '../overview.js';
import { QUEUE_PATH } from '../queue.js';
import { REVISIONS_PATH } from '../revisions.js';
import { ROUTING_PATH } from '../routing.js';
import { BACKUP_ANSWERS } from './backups.js';
import { SECURITY_PATH, securitySchema } from '../security.js';
import { lastSelfTestSchema, SELF_TESTS_PATH, selfTestSchema } from '../self-tests.js';
import { SESSION_PATH, sessionSchema, SETUP_PATH } from '../session.js';
import { STATUS_PATH } from '../status.js';

export interface OperationAnswer {
  /** Of the body of a good answer; absent: there is none, or it is no JSON. */
  readonly answer?: z.ZodType;
  /** Of a good answer; 200 unless told. */
  readonly status?: number;
  /** Of an answer that is no JSON. */
  readonly media?: string;
  /** A document that is edited whole: it is read with its ETag, and replaced with If-Match. */
  readonly document?: 'read' | 'replaced' | 'may-be-replaced';
}

export const ANSWERS: Readonly<Record<string, OperationAnswer>> = {
  [`POST ${SESSION_PATH}`]: { answer: sessionSchema },
  [`GET ${SESSION_PATH}`]: { answer: sessionSchema },
  [`DELETE ${SESSION_PATH}`]: { status: 204 },
  [`POST ${SETUP_PATH}`]: { status: 201, answer: sessionSchema },
  [`GET ${OPENAPI_PATH}`]: {},
  [`GET ${STATUS_PATH}`]: { answer: statusSchema },
  [`GET ${OVERVIEW_PATH}`]: { answer: overviewSchema },
  [`GET ${ROUTING_PATH}`]: { answer: routingDocumentSchema, document: 'read' },
  [`PUT ${ROUTING_PATH}`]: { answer: routingDocumentSchema, document: 'replaced' },
  [`DELETE ${ROUTING_PATH}/watch`]: { status: 204 },
  [`POST ${ROUTING_PATH}/decide`]: { answer: decisionSchema },
  [`POST ${ROUTING_PATH}/preview`]: { answer: previewSchema },
  [`GET ${ROUTING_PATH}/use`]: { answer: routingUseSchema },
  [`POST ${ROUTING_PATH}/use/keep-gateway`]: { status: 204 },
  [`GET ${REVISIONS_PATH}`]: { answer: revisionPageSchema },
  [`GET ${REVISIONS_PATH}/{number}`]: { answer: revisionDetailSchema },
  [`POST ${REVISIONS_PATH}/{number}/restore`]: {
    answer: routingDocumentSchema,
    document: 'may-be-replaced',
  },
  [`GET ${DELIVERY_PATH}`]: { answer: deliverySchema, document: 'read' },
  [`PUT ${DELIVERY_PATH}`]: { answer: deliveryAppliedSchema, document: 'replaced' },
  [`GET ${SECURITY_PATH}`]: { answer: securitySchema, document: 'read' },
  [`PUT ${SECURITY_PATH}`]: { answer: securityAppliedSchema, document: 'replaced' },
  [`GET ${SECURITY_PATH}/state`]: { answer: securityStateSchema },
  [`POST ${SECURITY_PATH}/test-logon`]: { answer: logonTestAnswerSchema },
  [`POST ${SECURITY_PATH}/check-certificate`]: { answer: certificateFactsSchema },
  [`GET ${ALERTS_PATH}`]: { answer: alertsSchema, document: 'read' },
  [`PUT ${ALERTS_PATH}`]: { answer: alertsSchema, document: 'replaced' },
  [`GET ${ALERTS_STATE_PATH}`]: { answer: alertsStateSchema },
  [`POST ${ALERT_TEST_PATH}`]: { answer: alertTestAnswerSchema },
  [`GET ${ACCOUNTS_PATH}`]: { answer: accountListSchema },
  [`POST ${ACCOUNTS_PATH}`]: { status: 201, answer: madeAccountSchema },
  [`POST ${ACCOUNTS_PATH}/import`]: { answer: accountImportAnswerSchema },
  [`PATCH ${ACCOUNTS_PATH}/{name}`]: { answer: madeAccountSchema },
  [`DELETE ${ACCOUNTS_PATH}/{name}`]: { status: 204 },
  [`POST ${ACCOUNTS_PATH}/{name}/app-passwords`]: { status: 201, answer: madePasswordSchema },
  [`DELETE ${ACCOUNTS_PATH}/{name}/app-passwords/{id}`]: { status: 204 },
  [`GET ${DECISIONS_PATH}`]: { answer: decisionPageSchema },
  [`GET ${DECISIONS_PATH}/stream`]: { media: 'text/event-stream' },
  ...PEOPLE_ANSWERS,
  [`GET ${DECISIONS_PATH}/extent`]: { answer: logExtentSchema },
  [`GET ${DECISIONS_PATH}/export`]: { media: 'text/csv' },
  [`GET ${DECISIONS_PATH}/exports/{id}`]: { answer: exportProgressSchema },
  [`DELETE ${DECISIONS_PATH}/exports/{id}`]: { answer: exportProgressSchema },
  [`GET ${DECISIONS_PATH}/{ref}`]: { answer: decisionDetailSchema },
  [`GET ${DECISIONS_PATH}/{ref}/explanation`]: { answer: explanationSchema },
  [`GET ${QUEUE_PATH}`]: { answer: queuePageSchema },
  [`GET ${QUEUE_PATH}/overview`]: { answer: queueOverviewSchema },
  [`GET ${QUEUE_PATH}/overview/stream`]: { media: 'text/event-stream' },
  [`POST ${QUEUE_PATH}/actions`]: { answer: queueJobSchema },
  [`GET ${QUEUE_PATH}/actions/{id}`]: { answer: queueJobSchema },
  [`DELETE ${QUEUE_PATH}/actions/{id}`]: { answer: queueJobSchema },
  [`GET ${QUEUE_PATH}/{id}`]: { answer: queueMessageSchema },
  [`GET ${QUEUE_PATH}/{id}/content`]: { media: 'message/rfc822' },
  [`POST ${QUEUE_PATH}/{id}/retry`]: { answer: queueJobSchema },
  [`POST ${QUEUE_PATH}/{id}/hold`]: { answer: queueJobSchema },
  [`POST ${QUEUE_PATH}/{id}/release`]: { answer: queueJobSchema },
  [`POST ${QUEUE_PATH}/{id}/bounce`]: { answer: queueJobSchema },
  [`DELETE ${QUEUE_PATH}/{id}`]: { answer: queueJobSchema },
  ...BACKUP_ANSWERS,
  [`POST ${DIALOGUES_PATH}`]: { status: 202, answer: heldDialogueSchema },
  [`GET ${DIALOGUES_PATH}/{id}`]: { answer: heldDialogueSchema },
  [`GET ${SELF_TESTS_PATH}`]: { answer: lastSelfTestSchema },
  [`POST ${SELF_TESTS_PATH}`]: { status: 202, answer: selfTestSchema },
  [`GET ${SELF_TESTS_PATH}/{id}`]: { answer: selfTestSchema },
  [`DELETE ${SELF_TESTS_PATH}/{id}`]: { answer: selfTestSchema },
  [`GET ${SETUP_PROGRESS_PATH}`]: { answer: setupProgressSchema },
  [`PATCH ${SETUP_PROGRESS_PATH}`]: { answer: setupProgressSchema },
  [`POST ${NAME_CHECK_PATH}`]: { answer: checkedNamesSchema },
};
