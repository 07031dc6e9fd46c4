/** The fields of an expectation, and the expectation that they say. */
import { ipFromText, ipToText } from '../../../shared/address/ip.js';
import type { Verdict } from '../../../shared/engine/decision.js';
import type { Expectation } from '../../../shared/rules/schema.js';
import type { FieldProblem } from '../../components/problem.js';

export interface ExpectationForm {
  readonly peer: string;
  readonly recipient: string;
  readonly localAddress: string;
  readonly account: string;
  readonly sender: string;
  readonly verdict: Verdict;
  readonly note: string;
}

export type ExpectationProblems = Partial<Record<keyof ExpectationForm, FieldProblem>>;

export interface ReadExpectation {
  /** Null while something is to be corrected. */
  readonly expectation: Expectation | null;
  readonly problems: ExpectationProblems;
}

const MOST_NOTE = 500;

export function formOf(expectation: Expectation | null): ExpectationForm {
  const { request, verdict = 'relay', note = '' } = expectation ?? {};
  return {
    peer: request?.peer ?? '',
    recipient: request?.recipient ?? '',
    localAddress: request?.localAddress ?? '',
    account: request?.account ?? '',
    sender: request?.sender ?? '',
    verdict,
    note,
  };
}

/** What the form does not show of the request that is edited stays as it was. `others` are those beside it. */
export function readExpectation(
  form: ExpectationForm,
  was: Expectation | null,
  others: readonly Expectation[],
): ReadExpectation {
  const problems: ExpectationProblems = {};
  const ip = ipFromText(form.peer.trim());
  if (!ip) problems.peer = { message: 'One address, such as 10.1.4.18.' };
  if (form.recipient.trim() === '') problems.recipient = { message: 'Enter a recipient.' };
  if (form.note.length > MOST_NOTE) problems.note = { message: 'At most 500 characters.' };
  if (!ip || Object.keys(problems).length > 0) return { expectation: null, problems };
  const { helo, at, smtputf8 } = was?.request ?? {};
  const [localAddress, account, sender, note] = [
    form.localAddress.trim(),
    form.account.trim(),
    form.sender.trim().replace(/^<(.*)>$/u, '$1'),
    form.note.trim(),
  ];
  const request = {
    peer: ipToText(ip),
    recipient: form.recipient.trim(),
    ...(localAddress === '' ? {} : { localAddress }),
    ...(account === '' ? {} : { account }),
    ...(sender === '' ? {} : { sender }),
    ...(helo === undefined ? {} : { helo }),
    ...(at === undefined ? {} : { at }),
    ...(smtputf8 === undefined ? {} : { smtputf8 }),
  };
  const key = JSON.stringify(request);
  if (others.some((other) => JSON.stringify(other.request) === key)) {
    problems.recipient = { message: 'Something is expected of this request already.' };
    return { expectation: null, problems };
  }
  return {
    expectation: { request, verdict: form.verdict, ...(note === '' ? {} : { note }) },
    problems,
  };
}
