import { expect, test } from 'vitest';
import { circumstances, expectationName, failText } from '../../../client/draft/expectations.js';
import { formOf, readExpectation } from '../../../client/features/expectations/expectation-form.js';
import type { Expectation } from '../../../shared/rules/schema.js';

const MONITORING: Expectation = {
  request: { peer: '10.1.4.18', recipient: 'oncall@example.net', helo: 'mon1', smtputf8: true },
  verdict: 'relay',
  note: 'the monitoring host relays',
};

test('what the form does not show of a request stays as it was', () => {
  const form = { ...formOf(MONITORING), verdict: 'reject', note: ' ' } as const;
  expect(readExpectation(form, MONITORING, []).expectation).toEqual({
    request: MONITORING.request,
    verdict: 'reject',
  });
});

test('a peer is one address, and one request is expected to come to one thing', () => {
  const form = formOf(MONITORING);
  expect(readExpectation({ ...form, peer: '10.1.4.0/24' }, null, []).problems).toHaveProperty(
    'peer',
  );
  expect(readExpectation(form, MONITORING, [MONITORING]).problems.recipient?.message).toMatch(
    /expected of this request already/,
  );
  expect(readExpectation({ ...form, recipient: ' ' }, null, []).expectation).toBeNull();
});

test('an expectation is called by its note, else by its request; its circumstances are said apart', () => {
  expect(expectationName(MONITORING)).toBe('“the monitoring host relays”');
  const { request, verdict } = MONITORING;
  expect(expectationName({ request, verdict })).toBe('10.1.4.18 to oncall@example.net');
  expect(circumstances({ ...request, account: 'anna', localAddress: '10.1.2.1' })).toBe(
    'logged on as anna, connected to 10.1.2.1',
  );
  expect([failText(1), failText(2), failText(1, 7), failText(1, 1)]).toEqual([
    '1 expectation fails',
    '2 expectations fail',
    '1 of 7 expectations fails',
    '1 of 1 expectation fails',
  ]);
});
