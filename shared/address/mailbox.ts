/**
 * The address in MAIL FROM and RCPT TO, read once and for all: what this file returns is what is
 * decided on, logged and written on the next hop's wire.
 *
 * Promise: no text has two readings. What another program might split, unquote or map differently
 * (two `@`, commas, blanks, misplaced quotes) is refused; what is accepted is kept byte for byte but
 * for a stripped source route, the site domain added to a bare name, and A-labels for U-labels.
 */
import { domainFromText, domainKey } from './domain.js';
import { ipFromText, ipToText, type Ip } from './ip.js';
import { utf8Length } from './octets.js';
import { parsed, unreadable, type Parsed } from './parsed.js';

export interface Mailbox {
  /** As written, quotes included. */
  readonly local: string;
  /** As it goes on the wire: ASCII labels as written, A-labels, or a literal in brackets. */
  readonly domain: string;
  /** Set when `domain` is an address literal. */
  readonly literal: Ip | null;
  /** True when the writer used a character outside ASCII: it needs SMTPUTF8 (RFC 6531). */
  readonly needsUtf8: boolean;
}

const MOST_LOCAL = 256;
// eslint-disable-next-line no-control-regex -- controls are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const QUOTED_LOCAL = /^"(?:[^"\\]|\\.)*"$/u;
const NEVER_UNQUOTED = /[\s,<>"\\]/u;

/**
 * Reads an address without its angle brackets. A name without a domain gets `siteDomain`
 * (KB Q304897); a source route is stripped (RFC 821, KB Q140940).
 */
export function mailboxFromText(input: string, siteDomain: string): Parsed<Mailbox> {
  const text = withoutRoute(withoutBrackets(input));
  if (CONTROL.test(text)) return unreadable('The address holds a control character.');
  if (!text.isWellFormed() || text.includes('\ufffd')) {
    return unreadable('The address is not valid UTF-8.');
  }
  const at = splitAt(text);
  if (at === null) return unreadable('The address has more than one @.');
  const local = at < 0 ? text : text.slice(0, at);
  const problem = localProblem(local);
  if (problem) return unreadable(problem);
  return withDomain(local, at < 0 ? siteDomain : text.slice(at + 1), text);
}

/** `local@domain`, as it goes on the wire. */
export function mailboxToText(mailbox: Mailbox): string {
  return `${mailbox.local}@${mailbox.domain}`;
}

/** A row's or address's domain as a literal: `[192.0.2.1]` or `[IPv6:2001:db8::1]`; null when it is none. */
export function literalFromText(domain: string): Ip | null {
  const inner = /^\[(?:IPv6:)?([^\]]+)\]$/i.exec(domain)?.[1];
  if (inner === undefined || inner.includes('%')) return null;
  const ip = ipFromText(inner);
  const saysIpv6 = /^\[IPv6:/i.test(domain);
  return ip && saysIpv6 === inner.includes(':') ? ip : null;
}

export function literalToText(ip: Ip): string {
  return ip.family === 4 ? `[${ipToText(ip)}]` : `[IPv6:${ipToText(ip)}]`;
}

/** The key under which a mailbox's domain is looked up: one for each spelling of a literal. */
export function mailboxKey(mailbox: Mailbox): string {
  return mailbox.literal ? literalToText(mailbox.literal) : domainKey(mailbox.domain);
}

function withDomain(local: string, domain: string, text: string): Parsed<Mailbox> {
  const needsUtf8 = /[^\u0000-\u007f]/.test(text);
  if (domain.startsWith('[')) {
    const literal = literalFromText(domain);
    if (!literal) return unreadable('The address literal is not one.');
    return parsed({ local, domain, literal, needsUtf8 });
  }
  const name = domainFromText(domain);
  return name.ok ? parsed({ local, domain: name.value, literal: null, needsUtf8 }) : name;
}

function localProblem(local: string): string | null {
  if (local === '' || local === '""') return 'The address has nothing before the @.';
  if (utf8Length(local) > MOST_LOCAL) return 'The part before the @ is too long.';
  if (local.startsWith('"'))
    return QUOTED_LOCAL.test(local) ? null : 'The quotes in the address do not match.';
  if (local.includes(',')) return 'The address holds a comma.';
  if (NEVER_UNQUOTED.test(local)) return 'The address holds a character that only quotes allow.';
  return null;
}

function withoutBrackets(input: string): string {
  const text = input.replace(/^ +| +$/g, '');
  return text.startsWith('<') && text.endsWith('>') ? text.slice(1, -1) : text;
}

/** `@a,@b:user@c` is `user@c`; a route that is not one is left, and then has two @. */
function withoutRoute(text: string): string {
  if (!text.startsWith('@')) return text;
  const colon = text.indexOf(':');
  const route = text.slice(0, colon);
  return colon > 0 && /^@[^\s@,:]+(?:,@[^\s@,:]+)*$/.test(route) ? text.slice(colon + 1) : text;
}

/** The place of the only @ outside quotes: -1 when there is none, null when there are several. */
function splitAt(text: string): number | null {
  let found = -1;
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (quoted && character === '\\') i += 1;
    else if (character === '"') quoted = !quoted;
    else if (character === '@' && !quoted) {
      if (found >= 0) return null;
      found = i;
    }
  }
  return found;
}
