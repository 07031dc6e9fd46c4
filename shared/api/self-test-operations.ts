/** Operations on self-tests, for the table in `operations.ts`. */
import type { OperationTable } from './operation.js';
import { SELF_TESTS_PATH } from './self-tests.js';

export const SELF_TEST_OPERATIONS: OperationTable = {
  [`GET ${SELF_TESTS_PATH}`]: {
    summary: 'The last self-test since the relay was started.',
    role: 'administrator',
  },
  [`POST ${SELF_TESTS_PATH}`]: {
    summary: 'Has the relay test itself: attacks, listeners, TLS, DNS, hosts, disk, clock.',
    role: 'administrator',
  },
  [`GET ${SELF_TESTS_PATH}/{id}`]: { summary: 'What it has found so far.', role: 'administrator' },
  [`DELETE ${SELF_TESTS_PATH}/{id}`]: { summary: 'Stops it.', role: 'administrator' },
};
