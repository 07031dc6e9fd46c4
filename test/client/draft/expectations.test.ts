import { describe, expect, test } from 'vitest';
import { compile } from '../../../shared/engine/compile.js';
import { rulesSchema } from '../../../shared/rules/schema.js';
import {
  expectationOf,
  forgetExpectation,
  holding,
  keepExpectation,
} from '../../../client/draft/expectations.js';
import { rulesWith } from './rules-of-test.js';

const RULES = rulesWith([], ['10.1.2.0/24']);
const REQUEST = {
  peer: '10.1.2.3',
  recipient: 'x@y.test',
  account: null,
  sender: '',
  helo: '',
  at: '2026-11-25T10:00:00Z',
};

describe('an expectation made from a decision', () => {
  test('is asked again at any time: without its instant, and without what says nothing', () => {
    const { rules, before } = keepExpectation(RULES, REQUEST, 'relay', ' the printers ');
    expect(before).toBeNull();
    expect(rules.expectations).toEqual([
      {
        request: { peer: '10.1.2.3', recipient: 'x@y.test' },
        verdict: 'relay',
        note: 'the printers',
      },
    ]);
    expect(rulesSchema.safeParse(rules).success).toBe(true);
  });

  test('keeps the sender, the HELO name and the account where there are any', () => {
    const request = { ...REQUEST, account: 'anna', sender: 'a@b.test', helo: 'pc', smtputf8: true };
    const { expectation } = keepExpectation(RULES, request, 'relay');
    const { at: _at, ...lasting } = request;
    expect(expectation.request).toEqual(lasting);
  });

  test('takes the place of another one of the same request, whenever that was made', () => {
    const first = keepExpectation(RULES, REQUEST, 'reject').rules;
    const later = { ...REQUEST, at: '2026-12-01T10:00:00Z' };
    const { rules, before } = keepExpectation(first, later, 'relay');
    expect(before?.verdict).toBe('reject');
    expect(rules.expectations.map(({ verdict }) => verdict)).toEqual(['relay']);
    expect(keepExpectation(rules, { ...later, sender: 'a@b.test' }, 'relay').before).toBeNull();
  });

  test('is forgotten again, and what it replaced comes back', () => {
    const first = keepExpectation(RULES, REQUEST, 'reject');
    const second = keepExpectation(first.rules, REQUEST, 'relay');
    expect(forgetExpectation(second.rules, second)).toEqual(first.rules);
    expect(forgetExpectation(first.rules, first)).toEqual(RULES);
    expect(expectationOf(RULES, REQUEST)).toBeNull();
  });
});

test('those that hold under compiled rules are counted', () => {
  const kept = keepExpectation(RULES, REQUEST, 'relay').rules;
  const { rules } = keepExpectation(kept, { ...REQUEST, peer: '10.9.9.9' }, 'relay');
  const { compiled } = compile(rules, { siteDomain: 'example.com', addresses: [] });
  expect(holding(rules.expectations, compiled!, REQUEST.at)).toBe(1);
});
