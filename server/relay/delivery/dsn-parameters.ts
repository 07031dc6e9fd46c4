/** What a sender asked to be told, handed on to a next hop that offers DSN (RFC 3461 4, 5.2.1). */
import type { DsnRequest } from '../queue/courier.js';

/** Parameters of MAIL, each with its leading blank. */
export function dsnOfMessage({ ret, envid }: DsnRequest): string {
  return parameter('RET', ret) + parameter('ENVID', envid);
}

/** Parameters of RCPT. ORCPT is never made up: it is the sender's, or missing. */
export function dsnOfRecipient({ recipients }: DsnRequest, recipient: string): string {
  const asked = recipients.get(recipient);
  if (!asked) return '';
  const notify = asked.notify?.join(',').toUpperCase();
  return parameter('NOTIFY', notify === '' ? 'NEVER' : notify) + parameter('ORCPT', asked.orcpt);
}

function parameter(keyword: string, value: string | undefined): string {
  // What could end the parameter or the command is no xtext: a fault of ours, and not said.
  return value !== undefined && /^[!-~]+$/.test(value) ? ` ${keyword}=${value}` : '';
}
