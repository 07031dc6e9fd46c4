import { describe, expect, test } from 'vitest';
import { ApiFault } from '../../../client/api/request.js';
import { outcomeOf } from '../../../client/draft/apply.js';
import { issuesAt, problemAt } from '../../../client/draft/issues.js';
import type { Finding } from '../../../shared/engine/findings.js';

const finding: Finding = {
  id: 'open-relay',
  code: 'open-relay',
  severity: 'confirm',
  text: 'Everyone may relay.',
};

describe('what an Apply that was not taken leads to', () => {
  test('an opening to the world is asked about by name', () => {
    const fault = new ApiFault(409, 'confirmation-required', 'Confirm.', [], [finding]);
    expect(outcomeOf(fault, 'routing')).toEqual({ kind: 'confirm', findings: [finding] });
  });

  test('rules or settings that another administrator changed are compared', () => {
    const fault = new ApiFault(412, 'stale', 'Changed meanwhile.');
    expect(outcomeOf(fault, 'routing')).toEqual({ kind: 'stale', document: 'routing' });
    expect(outcomeOf(fault, 'delivery')).toEqual({ kind: 'stale', document: 'delivery' });
  });

  test('a session that has ended is no failure: the logon is asked for on top of the draft', () => {
    const fault = new ApiFault(401, 'unauthenticated', 'Log on first.');
    expect(outcomeOf(fault, 'routing')).toEqual({ kind: 'logged-off' });
  });

  test('what is refused is said where it is: beside the row, the entry, the setting', () => {
    const issue = { path: 'rules.restrictions.never.entries.3.network', message: 'No network.' };
    const outcome = outcomeOf(new ApiFault(422, 'invalid', 'No network.', [issue]), 'routing');
    expect(outcome.kind).toBe('refused');
    const issues = outcome.kind === 'refused' ? outcome.issues : [];
    expect(issuesAt(issues, 'restrictions.never.entries')).toEqual([
      { path: '3.network', message: 'No network.' },
    ]);
    expect(issuesAt(issues, 'restrictions.addresses.entries')).toEqual([]);

    const setting = { path: 'outbound.host', message: 'No host.', suggestion: 'mx.test' };
    const settings = outcomeOf(new ApiFault(422, 'invalid', 'No host.', [setting]), 'delivery');
    const found = settings.kind === 'refused' ? settings.issues : [];
    expect(problemAt(found, 'delivery.outbound.host')).toEqual({
      message: 'No host.',
      suggestions: ['mx.test'],
    });
  });

  test('anything else fails in the words of whoever said it', () => {
    const fault = new ApiFault(0, 'offline', 'The console does not answer.');
    const failed = { kind: 'failed', message: 'The console does not answer.' };
    expect(outcomeOf(fault, 'routing')).toEqual(failed);
    expect(outcomeOf(new Error('The console does not answer.'), 'routing')).toEqual(failed);
  });
});
