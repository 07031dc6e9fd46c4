/** What a decision comes to, in a sentence. */
import type { Decision } from '../../../shared/engine/decision.js';
import { hostPort } from '../../../shared/rules/text.js';
import { REASON_LABELS } from '../../components/labels.js';

const SAID = { inbound: 'inbound', relay: 'relayed', reject: 'rejected' } as const;

/** Where it goes; and as whom, where that is another than was asked about. */
export function nextHopText({ nextHop, recipient, reason }: Decision, asked: string): string {
  if (!nextHop) return `${REASON_LABELS[reason]}.`;
  const as = recipient === asked ? '.' : ` as ${recipient}.`;
  if (nextHop.kind === 'domain') return `to the mail servers of ${nextHop.domain}${as}`;
  if (nextHop.kind === 'host') return `to the host ${hostPort(nextHop.host, nextHop.port)}${as}`;
  const at = nextHop.host === undefined ? 'the inbound host' : hostPort(nextHop.host, nextHop.port);
  return `to ${at}${as}`;
}

/** How the draft differs from the revision it was made from. */
export function comparedWith(
  now: Decision,
  before: Decision,
  revision: number,
  asked: string,
): string {
  const then = `Under revision ${revision} this is`;
  if (now.verdict !== before.verdict) {
    return `${then} ${SAID[before.verdict]}: ${inSentence(before)}.`;
  }
  if (JSON.stringify(now.nextHop) !== JSON.stringify(before.nextHop)) {
    return `${then} ${SAID[before.verdict]} too, but ${nextHopText(before, asked)}`;
  }
  if (now.recipient !== before.recipient) return `${then} delivered as ${before.recipient}.`;
  return `The same as under revision ${revision}.`;
}

function inSentence(decision: Decision): string {
  const text = REASON_LABELS[decision.reason];
  return text.charAt(0).toLowerCase() + text.slice(1);
}
