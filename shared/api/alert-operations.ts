/** Operations on alerts, for the table in `operations.ts`. */
import {
  ALERT_TEST_PATH,
  ALERTS_PATH,
  ALERTS_STATE_PATH,
  alertsSchema,
  alertTestSchema,
} from './alerts.js';
import type { OperationTable } from './operation.js';

export const ALERT_OPERATIONS: OperationTable = {
  [`GET ${ALERTS_PATH}`]: { summary: 'What alerts are raised of, and how.', role: 'administrator' },
  [`PUT ${ALERTS_PATH}`]: {
    summary: 'Changes the alerts.',
    role: 'administrator',
    body: alertsSchema,
  },
  [`GET ${ALERTS_STATE_PATH}`]: {
    summary: 'What is raised now, and whether it could be said.',
    role: 'administrator',
  },
  [`POST ${ALERT_TEST_PATH}`]: {
    summary: 'Sends a test by one way and says what happened.',
    role: 'administrator',
    body: alertTestSchema,
  },
};
