/** What Try it asks, as its fields hold it. */
import type { DecisionRequest } from '../../../shared/engine/decision.js';

export interface Question {
  readonly peer: string;
  readonly localAddress: string;
  readonly account: string;
  readonly sender: string;
  readonly recipient: string;
  /** ISO 8601; empty: now. */
  readonly at: string;
  /** The peer said SMTPUTF8, or nobody knows. */
  readonly smtputf8: boolean;
}

export const NO_QUESTION: Question = {
  peer: '',
  localAddress: '',
  account: '',
  sender: '',
  recipient: '',
  at: '',
  smtputf8: true,
};

export function isAsked({ peer, recipient }: Question): boolean {
  return peer.trim() !== '' && recipient.trim() !== '';
}

/** Whether it asks what stands behind "More". */
export function asksMore({ at, smtputf8 }: Question): boolean {
  return at !== '' || !smtputf8;
}

/** `now`: ISO 8601, for a question without an instant of its own. */
export function requestOf(question: Question, now: string): DecisionRequest {
  const { peer, localAddress, account, sender, recipient, at, smtputf8 } = question;
  const reached = localAddress.trim();
  return {
    peer: peer.trim(),
    recipient: recipient.trim(),
    account: account.trim() === '' ? null : account.trim(),
    sender: sender.trim().replace(/^<(.*)>$/u, '$1'),
    at: at === '' ? now : at,
    ...(reached === '' ? {} : { localAddress: reached }),
    ...(smtputf8 ? {} : { smtputf8 }),
  };
}

/** A request as it was recorded, asked again now. */
export function questionOf(request: DecisionRequest): Question {
  return {
    peer: request.peer,
    localAddress: request.localAddress ?? '',
    account: request.account ?? '',
    sender: request.sender ?? '',
    recipient: request.recipient,
    at: '',
    smtputf8: request.smtputf8 !== false,
  };
}

/** The question that an address carries (`requestAddress`); null when it carries none. */
export function questionFrom(params: URLSearchParams): Question | null {
  const text = (name: string) => params.get(name) ?? '';
  if (text('peer') === '' && text('recipient') === '') return null;
  const at = text('at');
  return {
    peer: text('peer'),
    localAddress: text('localAddress'),
    account: text('account'),
    sender: text('sender'),
    recipient: text('recipient'),
    at: Number.isNaN(Date.parse(at)) ? '' : at,
    smtputf8: text('smtputf8') !== 'false',
  };
}
