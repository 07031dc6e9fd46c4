/** Expectations kept with the rules: concrete requests and what they must come to, made from decisions. */
import type { DecisionRequest, Verdict } from '../../shared/engine/decision.js';
import { decide } from '../../shared/engine/decide.js';
import type { Compiled } from '../../shared/engine/compile.js';
import type { Expectation, Rules } from '../../shared/rules/schema.js';
import { same } from '../../shared/rules/same.js';

export interface KeptExpectation {
  readonly rules: Rules;
  readonly expectation: Expectation;
  /** What was expected of the same request before; null when nothing was. */
  readonly before: Expectation | null;
}

/** The rules with that expectation; it takes the place of another one of the same request. */
export function keepExpectation(
  rules: Rules,
  request: DecisionRequest,
  verdict: Verdict,
  note = '',
): KeptExpectation {
  const text = note.trim();
  const expectation: Expectation = {
    request: lastingRequest(request),
    verdict,
    ...(text === '' ? {} : { note: text }),
  };
  const before = expectationOf(rules, request);
  const expectations = before
    ? rules.expectations.map((each) => (each === before ? expectation : each))
    : [...rules.expectations, expectation];
  return { rules: { ...rules, expectations }, expectation, before };
}

/** Takes it out again, and puts back what it replaced. */
export function forgetExpectation(
  rules: Rules,
  { expectation, before }: Pick<KeptExpectation, 'expectation' | 'before'>,
): Rules {
  const kept = expectationOf(rules, expectation.request);
  if (!kept) return rules;
  const expectations = before
    ? rules.expectations.map((each) => (each === kept ? before : each))
    : rules.expectations.filter((each) => each !== kept);
  return { ...rules, expectations };
}

/** What is expected of a request; null when nothing is. */
export function expectationOf(rules: Rules, request: DecisionRequest): Expectation | null {
  const lasting = lastingRequest(request);
  return rules.expectations.find((each) => same(lastingRequest(each.request), lasting)) ?? null;
}

/** How many of them hold under the compiled rules at an instant (ISO 8601). */
export function holding(
  expectations: readonly Expectation[],
  compiled: Compiled,
  at: string,
): number {
  return expectations.filter(
    ({ request, verdict }) => decide(compiled, { at, ...request }).verdict === verdict,
  ).length;
}

/** What of a request is asked again and again: without its instant, and without what says nothing. */
function lastingRequest(request: DecisionRequest): DecisionRequest {
  const { peer, recipient, localAddress, account, sender, helo, smtputf8 } = request;
  return {
    peer,
    recipient,
    ...(localAddress ? { localAddress } : {}),
    ...(account == null ? {} : { account }),
    ...(sender ? { sender } : {}),
    ...(helo ? { helo } : {}),
    ...(smtputf8 === undefined ? {} : { smtputf8 }),
  };
}
