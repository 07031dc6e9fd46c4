/** Expectations kept with the rules: concrete requests and what they must come to, made from decisions. */
import type { Decision, DecisionRequest, Verdict } from '../../shared/engine/decision.js';
import { decide } from '../../shared/engine/decide.js';
import type { Compiled } from '../../shared/engine/compile.js';
import type { Finding } from '../../shared/engine/findings.js';
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

/** What a draft makes of an expectation. */
export interface HeldExpectation {
  readonly expectation: Expectation;
  readonly decision: Decision;
  readonly holds: boolean;
}

/** Each of them under the compiled rules at an instant (ISO 8601). */
export function heldAgainst(
  expectations: readonly Expectation[],
  compiled: Compiled,
  at: string,
): readonly HeldExpectation[] {
  return expectations.map((expectation) => {
    const decision = decide(compiled, { at, ...expectation.request });
    return { expectation, decision, holds: decision.verdict === expectation.verdict };
  });
}

/** How many of them hold. */
export function holding(
  expectations: readonly Expectation[],
  compiled: Compiled,
  at: string,
): number {
  return heldAgainst(expectations, compiled, at).filter(({ holds }) => holds).length;
}

/** How many a draft breaks, as its findings tell. */
export function failingCount(findings: readonly Finding[]): number {
  return findings.filter(({ code }) => code === 'expectation-failed').length;
}

/** `1 expectation fails`, `1 of 7 expectations fails`. */
export function failText(failing: number, all?: number): string {
  const of = all === undefined ? '' : ` of ${all.toLocaleString('en')}`;
  const noun = (all ?? failing) === 1 ? 'expectation' : 'expectations';
  return `${failing.toLocaleString('en')}${of} ${noun} ${failing === 1 ? 'fails' : 'fail'}`;
}

/** What it is called: its note, or the request in words. */
export function expectationName({ request, note }: Expectation): string {
  return note ? `“${note}”` : `${request.peer} to ${request.recipient}`;
}

/** `logged on as anna, connected to 10.1.2.1, from a@b.test`; empty for a request without any of it. */
export function circumstances({ account, localAddress, sender, at }: DecisionRequest): string {
  return [
    account == null ? '' : `logged on as ${account}`,
    localAddress ? `connected to ${localAddress}` : '',
    sender ? `from ${sender}` : '',
    at === undefined ? '' : `as if it were ${at}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
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
