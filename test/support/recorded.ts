/** Rows of the log as the relay writes them for requests that the engine decides. */
import type { StoredDecision } from '../../server/store/decisions/stored-decision.js';
import type { Compiled } from '../../shared/engine/compile.js';
import { decide } from '../../shared/engine/decide.js';
import type { DecisionRequest } from '../../shared/engine/decision.js';
import { rulesMatched } from '../../shared/engine/trace.js';
import { replyToText } from '../../shared/smtp/reply.js';
import type { OracleRequest } from './oracle.js';

export function requestOf({ local, domain, at, ...rest }: OracleRequest): DecisionRequest {
  return { ...rest, recipient: `${local}@${domain}`, at: new Date(at).toISOString() };
}

export function recordedRow(
  compiled: Compiled,
  request: DecisionRequest,
  { number, enforcement }: Pick<StoredDecision, 'number' | 'enforcement'>,
): StoredDecision {
  const decision = decide(compiled, request);
  const { peer, localAddress = '', account = null, sender = '', helo = '' } = request;
  const { verdict, reason, recipient } = decision;
  return {
    number,
    at: Date.parse(request.at!),
    kind: 'recipient',
    verdict,
    reason,
    decidedBy: 'rules',
    rule: decision.rule ?? null,
    rules: rulesMatched(decision),
    enforcement,
    peer,
    localAddress,
    listener: `${localAddress}:25`,
    account,
    helo,
    tls: null,
    mechanism: null,
    sender,
    recipient,
    given: recipient === request.recipient ? null : request.recipient,
    smtputf8: request.smtputf8 ?? true,
    session: 's',
    queueId: verdict === 'reject' ? null : 'Q',
    reply: replyToText(decision.reply),
  };
}
