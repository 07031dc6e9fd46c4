/** What is written down of each recipient that a peer asks for: a row of the decision log, and a line where it is refused. */
import type { LimitReason } from '../../../shared/api/decisions.js';
import { dnsListRule } from '../../../shared/api/dns-lists.js';
import type { Decision, Reason, Reply } from '../../../shared/engine/decision.js';
import { rulesMatched } from '../../../shared/engine/trace.js';
import {
  LIMIT_REPLIES,
  listedReply,
  recipientRefusalReply,
  REPLIES,
  type RecipientRefusal,
} from '../../../shared/smtp/replies.js';
import { printable, replyToText, withReference } from '../../../shared/smtp/reply.js';
import type { StoredDecision } from '../../store/decisions/stored-decision.js';
import type { Front, PeerListed } from './front.js';
import type { Session } from './session.js';

/** A recipient as the peer gave it, and what the rules say of it. */
export interface Asked {
  readonly path: string;
  readonly at: Date;
  readonly decision: Decision;
  /** DNS lists that hold the peer. */
  readonly lists?: readonly string[];
}

/** Why a recipient is not taken that the rules would take. */
export interface Refusal extends Pick<StoredDecision, 'reason' | 'decidedBy'> {
  readonly reply: Reply;
  /** Where another rule than the routing rules decided. */
  readonly rule?: string;
}

/** What each row of a transaction says of it. */
export interface RowFacts extends Pick<
  StoredDecision,
  'sender' | 'smtputf8' | 'enforcement' | 'queueId'
> {}

export const TOO_MANY_RECIPIENTS: Refusal = {
  reason: 'too-many-recipients',
  decidedBy: 'limit',
  reply: REPLIES.tooManyRecipients,
};

export function overLimit(reason: LimitReason): Refusal {
  return { reason, decidedBy: 'limit', reply: LIMIT_REPLIES[reason] };
}

export const SENDER_OF_ANOTHER: Refusal = {
  reason: 'sender-of-another',
  decidedBy: 'sender',
  reply: REPLIES.senderOfAnother,
};

export function listedBy(
  peer: string,
  { name, said }: NonNullable<PeerListed['refusedBy']>,
): Refusal {
  const rule = dnsListRule(name);
  return { reason: 'dns-list', decidedBy: 'dnsbl', reply: listedReply(peer, name, said), rule };
}

export function badParameter(reply: Reply): Refusal {
  return { reason: 'bad-parameter', decidedBy: 'recipient', reply };
}

/** What the check of inbound recipients says. */
export function notTaken(answer: RecipientRefusal, recipient: string): Refusal {
  return { ...REFUSED[answer], reply: recipientRefusalReply(answer, recipient) };
}

const REFUSED = {
  unknown: { reason: 'unknown-recipient', decidedBy: 'recipient' },
  unreachable: { reason: 'recipient-unverified', decidedBy: 'recipient' },
  'too-many': { reason: 'too-many-new-recipients', decidedBy: 'limit' },
} as const satisfies Record<RecipientRefusal, Omit<Refusal, 'reply'>>;

/** Gives the decision its number and puts it into the log; the reply, and the row. */
export function recordRecipient(
  front: Front,
  session: Session,
  facts: RowFacts,
  { path, at, decision, lists = [] }: Asked,
  refusal: Refusal | null,
): { reply: Reply; row: StoredDecision } {
  const { number, ref } = front.decisions.next();
  const reply = withReference(refusal?.reply ?? decision.reply, ref);
  const { recipient } = decision;
  const verdict = refusal ? 'reject' : decision.verdict;
  const row: StoredDecision = {
    number,
    at: at.getTime(),
    kind: 'recipient',
    verdict,
    reason: refusal?.reason ?? decision.reason,
    decidedBy: refusal?.decidedBy ?? 'rules',
    rule: refusal?.rule ?? decision.rule ?? null,
    rules: [...rulesMatched(decision), ...lists.map(dnsListRule)],
    ...session.facts(),
    ...facts,
    recipient,
    given: path === recipient ? null : path,
    queueId: verdict === 'reject' ? null : facts.queueId,
    reply: replyToText(reply),
  };
  front.decisions.record(row);
  if (verdict === 'reject') logRefusal(front, session, row);
  return { reply, row };
}

/**
 * Postfix's shape and words, so that fail2ban, pflogsumm and logwatch read it: they know what a refusal is about by
 * what stands between the address and the first semicolon.
 */
function logRefusal({ log }: Front, session: Session, row: StoredDecision): void {
  const { peer, helo, isExtended } = session;
  const [, status = '', text = row.reply] = /^(\d{3} \d\.\d+\.\d+) (.*)$/.exec(row.reply) ?? [];
  const to = `<${printable(row.recipient)}>`;
  const line =
    `NOQUEUE: reject: RCPT from unknown[${peer.address}]: ` +
    `${status} ${to}: ${aboutOf(row.reason)}: ${text.replaceAll(';', ',')}; ` +
    `from=<${printable(row.sender)}> to=${to} ` +
    `proto=${isExtended ? 'ESMTP' : 'SMTP'} helo=<${printable(helo)}>`;
  log.info({ part: 'smtpd', session: peer.session }, line);
}

const RELAYING: ReadonlySet<string> = new Set<Reason>([
  'never-route',
  'not-permitted',
  'not-rerouting',
  'routing-local-part',
]);

function aboutOf(reason: StoredDecision['reason']): string {
  if (RELAYING.has(reason)) return 'Relay access denied';
  if (reason === 'unknown-recipient') return 'Recipient address rejected: User unknown';
  return 'Recipient address rejected';
}
