/**
 * The decision: may this recipient be taken from this peer, and where does it go (DESIGN section 5).
 *
 * Promise: pure and total. No I/O, no clock but `request.at`, no throw; whatever cannot be read is
 * rejected, and whatever no rule permits is rejected. The same code decides in the relay, in the API
 * and in the browser.
 */
import { ipFromText } from '../address/ip.js';
import { mailboxFromText, mailboxKey, mailboxToText, type Mailbox } from '../address/mailbox.js';
import { INBOUND_TEXT, routeToText } from '../rules/text.js';
import { RECIPIENT_REPLIES } from '../smtp/replies.js';
import { printable } from '../smtp/reply.js';
import type { Compiled } from './compile.js';
import type { Decision, DecisionRequest, NextHop, Reason, Verdict } from './decision.js';
import { carriesRouting } from './local-part.js';
import { conditions, neverMatch, type Asker, type Condition } from './restrictions.js';
import { isOwnLiteral, nextHopOf, routeOf, type Routed } from './routing.js';
import { Trace } from './trace.js';

/** What is settled before the reply is written. */
interface Ruling {
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly rule?: string | undefined;
  readonly nextHop?: NextHop;
}

const OWN_INBOUND: NextHop = { kind: 'inbound' };

export function decide(compiled: Compiled, request: DecisionRequest): Decision {
  const trace = new Trace();
  const read = mailboxFromText(request.recipient, compiled.host.siteDomain);
  if (!read.ok) {
    trace.note('form', 'matched', read.message);
    return written(compiled, request.recipient, reject('malformed-recipient'), trace);
  }
  const mailbox = read.value;
  const problem = formProblem(compiled, request, mailbox);
  if (problem) {
    trace.note('form', 'matched', problem.text);
    return written(compiled, mailboxToText(mailbox), reject(problem.reason), trace);
  }
  trace.note('form', 'not-matched', `${printable(mailboxToText(mailbox))} can be read.`);
  const asker = askerOf(request);
  const routed = routeOf(compiled, mailbox, asker.at);
  noteRoutes(trace, compiled, asker, mailbox, routed);
  const ruling = rulingOf(compiled, asker, routed, trace);
  return written(compiled, mailboxToText(routed.mailbox), ruling, trace);
}

/** Questions 3 to 8, once the recipient is read and its domain looked up. */
function rulingOf(compiled: Compiled, asker: Asker, routed: Routed, trace: Trace): Ruling {
  const last = routed.rows.at(-1)?.route;
  const lastText = last && routeToText(last);
  const guarded = carriesRouting(routed.mailbox.local);
  if (routed.cycle) return reject('rewrite-cycle', lastText);
  const ownLiteral = isOwnLiteral(compiled, routed.mailbox, asker.localAddress);
  if (last?.to.kind === 'inbound' || ownLiteral) {
    if (guarded) return reject(noteGuard(trace), lastText);
    trace.note('local-part', 'not-matched', 'The part before the @ carries no routing.');
    const reason = last?.to.kind === 'inbound' ? 'inbound-route' : 'own-address';
    const nextHop = last?.to.kind === 'inbound' ? nextHopOf(routed) : OWN_INBOUND;
    return { verdict: 'inbound', reason, rule: lastText, nextHop };
  }
  if (!compiled.reroute) {
    trace.note(
      'mode',
      'matched',
      'Mail for other domains is not rerouted: restrictions are not in force.',
    );
    return reject('not-rerouting');
  }
  trace.note('mode', 'not-matched', 'Incoming mail is rerouted for those who may relay.');
  const asked = conditions(compiled, asker);
  const never = neverMatch(compiled, asker);
  if (never) {
    trace.note('never', 'matched', never.text, never.rule);
    if (routed.alwaysRelay) {
      trace.note('override', 'overridden', 'The row would always relay.', lastText);
    }
    for (const condition of asked) noteOverridden(trace, condition);
    return reject('never-route', never.rule);
  }
  trace.note('never', 'not-matched', 'The peer is not on the list.');
  if (routed.alwaysRelay) {
    const override = routeToText(routed.rows.find(({ route }) => route.alwaysRelay)!.route);
    if (guarded) return reject(noteGuard(trace), override);
    trace.note('override', 'matched', 'The row always relays, for everyone.', override);
    for (const condition of asked) noteSpare(trace, condition);
    return { verdict: 'relay', reason: 'override', rule: override, nextHop: nextHopOf(routed) };
  }
  trace.note('override', 'not-matched', 'No row overrides the restrictions.');
  return byCondition(asked, routed, trace);
}

/** Question 7: the ticked boxes are OR-ed; the first that holds decides, the others are named. */
function byCondition(asked: readonly Condition[], routed: Routed, trace: Trace): Ruling {
  let ruling: Ruling | null = null;
  for (const condition of asked) {
    const { step, enabled, match, reason, otherwise } = condition;
    if (ruling) noteSpare(trace, condition);
    else if (enabled && match) {
      trace.note(step, 'matched', match.text, match.rule);
      ruling = { verdict: 'relay', reason, rule: match.rule, nextHop: nextHopOf(routed) };
    } else if (match) {
      trace.note(step, 'not-matched', `The box is not ticked. It would permit: ${match.text}`);
    } else {
      trace.note(step, 'not-matched', enabled ? otherwise : 'The box is not ticked.');
    }
  }
  return ruling ?? reject('not-permitted');
}

function formProblem(
  { host }: Compiled,
  request: DecisionRequest,
  mailbox: Mailbox,
): { reason: Reason; text: string } | null {
  if (mailbox.needsUtf8 && request.smtputf8 === false) {
    return { reason: 'needs-smtputf8', text: 'A non-ASCII address, sent without SMTPUTF8.' };
  }
  if (request.sender && !mailboxFromText(request.sender, host.siteDomain).ok) {
    return { reason: 'malformed-sender', text: 'The sender cannot be read.' };
  }
  if (!ipFromText(request.peer)) {
    return { reason: 'malformed-peer', text: 'The address of the peer cannot be read.' };
  }
  return null;
}

function askerOf(request: DecisionRequest): Asker {
  return {
    peer: ipFromText(request.peer)!,
    localAddress: request.localAddress ? ipFromText(request.localAddress) : null,
    account: request.account ?? null,
    at: request.at === undefined ? -Infinity : Date.parse(request.at),
  };
}

function noteRoutes(
  trace: Trace,
  compiled: Compiled,
  asker: Asker,
  mailbox: Mailbox,
  routed: Routed,
): void {
  let domain = mailboxKey(mailbox);
  for (const { route } of routed.rows) {
    const { to } = route;
    const text = to.kind === 'inbound' ? `is ${INBOUND_TEXT}` : `meets the row ${route.domain}`;
    const rewritten =
      to.kind === 'domain' && to.domain !== domain ? ` and becomes ${to.domain}` : '';
    trace.note('sent-to', 'matched', `${domain} ${text}${rewritten}.`, routeToText(route));
    if (to.kind === 'domain') domain = to.domain;
  }
  if (routed.rows.length > 0) return;
  const own = isOwnLiteral(compiled, mailbox, asker.localAddress);
  const kind = compiled.reroute ? 'No row' : `No ${INBOUND_TEXT} row`;
  trace.note(
    'sent-to',
    own ? 'matched' : 'not-matched',
    own ? `${domain} is an address of this host.` : `${kind} covers ${domain}. It is not ours.`,
  );
}

function noteGuard(trace: Trace): Reason {
  trace.note('local-part', 'matched', 'The part before the @ carries routing of its own.');
  return 'routing-local-part';
}

function noteOverridden(trace: Trace, { step, enabled, match }: Condition): void {
  if (enabled && match)
    trace.note(step, 'overridden', `${match.text} It would have permitted.`, match.rule);
}

function noteSpare(trace: Trace, { step, enabled, match }: Condition): void {
  if (enabled && match)
    trace.note(step, 'not-reached', `It would permit too: ${match.text}`, match.rule);
}

function reject(reason: Reason, rule?: string): Ruling {
  return { verdict: 'reject', reason, rule };
}

function written(compiled: Compiled, recipient: string, ruling: Ruling, trace: Trace): Decision {
  const { verdict, reason, rule: deciding, nextHop } = ruling;
  return {
    verdict,
    reason,
    ...(deciding === undefined ? {} : { rule: deciding }),
    nextHop: nextHop ?? null,
    recipient,
    reply: RECIPIENT_REPLIES[reason](recipient),
    revision: compiled.revision,
    trace: trace.finish(),
  };
}
