/**
 * Every reply text that peers get to see, in one closed list. The text gives the true cause in
 * general terms, never the rule itself: the log says which (`shared/engine/decision.ts`, reasons).
 */
import { cutOctets } from '../address/octets.js';
import type { LimitReason } from '../api/decisions.js';
import type { Reason, Reply } from '../engine/decision.js';
import { printable, quotedAddress } from './reply.js';

const MOST_KEYWORD = 40;

type ReplyTo = (recipient: string) => Reply;

const permit: ReplyTo = (recipient) =>
  reply(250, '2.1.5', `${quotedAddress(recipient)} recipient ok`);
const deny =
  (cause = ''): ReplyTo =>
  (recipient) =>
    reply(550, '5.7.1', `Relaying denied for ${quotedAddress(recipient)}${cause}`);

/** What each reason of the engine says at RCPT TO. */
export const RECIPIENT_REPLIES: Readonly<Record<Reason, ReplyTo>> = {
  'inbound-route': permit,
  'own-address': permit,
  override: permit,
  authenticated: permit,
  address: permit,
  'internal-address': permit,
  'not-permitted': deny(),
  'never-route': deny(', your host can never relay here'),
  'not-rerouting': deny(', this server does not relay'),
  'routing-local-part': deny(', the part before the @ carries routing of its own'),
  'rewrite-cycle': (recipient) =>
    reply(550, '5.4.6', `Routing loop for ${quotedAddress(recipient)}`),
  'malformed-recipient': (recipient) =>
    reply(501, '5.1.3', `Bad recipient address syntax ${quotedAddress(recipient)}`),
  'needs-smtputf8': (recipient) =>
    reply(553, '5.6.7', `Non-ASCII address ${quotedAddress(recipient)} needs SMTPUTF8`),
  'malformed-sender': () => reply(501, '5.1.7', 'Bad sender address syntax'),
  'malformed-peer': deny(', your address could not be read'),
};

/** Why a recipient is not taken that the rules would take. */
export type RecipientRefusal = 'unknown' | 'unreachable' | 'too-many';

/** In the words that fail2ban's filters for Postfix know. */
const RECIPIENT_REFUSALS: Readonly<Record<RecipientRefusal, Reply>> = {
  unknown: reply(550, '5.1.1', 'User unknown'),
  unreachable: reply(450, '4.4.1', 'It cannot be verified now, try again later'),
  'too-many': reply(450, '4.7.1', 'Too many new recipients from your host, try again later'),
};

export function recipientRefusalReply(refusal: RecipientRefusal, recipient: string): Reply {
  const { code, enhanced, text } = RECIPIENT_REFUSALS[refusal];
  const address = quotedAddress(recipient);
  return reply(code, enhanced, `${address}: Recipient address rejected: ${text}`);
}

const MOST_SAID = 200;

/** `said`: in the list's own words, commonly an address of a page; a stranger's, so cut and made printable. */
export function listedReply(peer: string, list: string, said: string | null): Reply {
  const more = said === null ? '' : `: ${cutOctets(printable(said), MOST_SAID)}`;
  return reply(550, '5.7.1', `Service unavailable; [${peer}] is listed by ${list}${more}`);
}

/** What each limit says; with a 421 the session ends. */
export const LIMIT_REPLIES: Readonly<Record<LimitReason, Reply>> = {
  'limit-sessions': reply(421, '4.3.2', 'Too many sessions here, try again later'),
  'limit-sessions-per-address': reply(421, '4.7.0', 'Too many sessions from your address'),
  'limit-connections-per-address': reply(
    421,
    '4.7.0',
    'Too many connections from your address within a minute, try again later',
  ),
  'limit-messages-per-address': perHour('messages from your address'),
  'limit-messages-per-account': perHour('messages of your account'),
  'limit-recipients-per-address': perHour('recipients from your address'),
  'limit-recipients-per-account': perHour('recipients of your account'),
  'limit-errors': reply(421, '4.7.0', 'Too many errors'),
  'limit-command-line': reply(421, '4.7.0', 'Command line too long'),
  'limit-header': reply(552, '5.3.4', 'The header is larger than this server takes'),
  'limit-message-size': reply(552, '5.3.4', 'Message is larger than this server takes'),
  'limit-command-time': reply(421, '4.4.2', 'No whole command came for too long'),
  'limit-data-time': reply(421, '4.4.2', 'Nothing of the message came for too long'),
  'limit-message-time': reply(421, '4.4.2', 'The message took too long to come'),
  'limit-session-time': reply(421, '4.4.2', 'The session has lasted too long'),
  'limit-handshake-time': reply(421, '4.4.2', 'The TLS handshake took too long'),
  'early-talker': reply(554, '5.5.1', 'You spoke before the greeting'),
  // For the log: who speaks through a proxy is not known without its header, so nothing is said.
  'proxy-header': reply(421, '4.7.0', 'No PROXY header that can be read'),
};

const LIMIT_OF_REPLY = new Map(
  Object.entries(LIMIT_REPLIES).map(([reason, said]) => [said, reason as LimitReason]),
);

/** The limit that a reply speaks of; null where it is none of `LIMIT_REPLIES`. */
export function limitOfReply(said: Reply): LimitReason | null {
  return LIMIT_OF_REPLY.get(said) ?? null;
}

/** Replies that need no recipient. */
export const REPLIES = {
  noRules: reply(451, '4.3.0', 'No routing rules are in force yet, try again later'),
  senderNeedsUtf8: reply(553, '5.6.7', 'Non-ASCII sender address needs SMTPUTF8'),
  badSender: reply(501, '5.1.7', 'Bad sender address syntax'),
  needMail: reply(503, '5.5.1', 'Send MAIL FROM first'),
  needRecipient: reply(503, '5.5.1', 'Send RCPT TO first'),
  nestedMail: reply(503, '5.5.1', 'Nested MAIL command'),
  needHelo: reply(503, '5.5.1', 'Send EHLO first'),
  badSyntax: reply(501, '5.5.2', 'Syntax error'),
  lostMessage: reply(451, '4.3.0', 'The message was not received in full'),
  senderOk: reply(250, '2.1.0', 'Sender ok'),
  tooManyRecipients: reply(452, '4.5.3', 'Too many recipients'),
  bareLineEnd: reply(550, '5.6.0', 'Message holds a bare CR or a NUL'),
  hopLimit: reply(554, '5.4.6', 'Too many hops, the message goes round in a loop'),
  notStored: reply(452, '4.3.1', 'The message could not be stored, try again later'),
  noRoom: reply(452, '4.3.1', 'No room for more mail now, try again later'),
  authAccepted: reply(235, '2.7.0', 'Authentication successful'),
  authFailed: reply(535, '5.7.8', 'Authentication failed'),
  authUnavailable: reply(454, '4.7.0', 'Authentication is not available now, try again later'),
  notServed: reply(554, '5.7.1', 'This listener is not for your address'),
  authHeld: reply(454, '4.7.0', 'Too many failed logons, try again later'),
  authNeedsTls: reply(538, '5.7.11', 'Encryption is required for authentication'),
  authRequired: reply(530, '5.7.0', 'Authentication required'),
  tlsRequired: reply(530, '5.7.0', 'Issue STARTTLS first'),
  shuttingDown: reply(421, '4.3.2', 'Service is shutting down'),
  startTls: reply(220, '2.0.0', 'Ready to start TLS'),
  tlsActive: reply(503, '5.5.1', 'TLS is active already'),
  senderOfAnother: reply(
    550,
    '5.7.1',
    'The sender does not belong to the account that is logged on',
  ),
  authTwice: reply(503, '5.5.1', 'This session is authenticated already'),
  authUnknown: reply(504, '5.5.4', 'Authentication type not known'),
  authAborted: reply(501, '5.7.0', 'Authentication aborted'),
  tooSoon: reply(421, '4.7.0', 'Wait for the greeting before you speak'),
  noMailClient: reply(421, '4.7.0', 'This is a mail server, it speaks no HTTP'),
  internalError: reply(451, '4.3.0', 'Something went wrong here, try again later'),
  bye: reply(221, '2.0.0', 'Bye'),
  unknownCommand: reply(500, '5.5.2', 'Command not recognized'),
} as const satisfies Record<string, Reply>;

/** The answer after DATA: the only promise that Gatepost makes to a peer. */
export function queuedReply(queueId: string): Reply {
  return reply(250, '2.0.0', `Ok: queued as ${queueId}`);
}

/** A parameter of MAIL FROM or RCPT TO; `keyword` as `commandPath` reads it. */
export function badParameterReply(keyword: string): Reply {
  return reply(501, '5.5.4', `Bad value of ${named(keyword)}`);
}

export function repeatedParameterReply(keyword: string): Reply {
  return reply(501, '5.5.4', `${named(keyword)} is given more than once`);
}

export function unknownParameterReply(keyword: string): Reply {
  return reply(555, '5.5.4', `Parameter ${named(keyword)} is not known here`);
}

function named(keyword: string): string {
  return cutOctets(keyword, MOST_KEYWORD);
}

function perHour(what: string): Reply {
  return reply(450, '4.7.1', `Too many ${what} within an hour, try again later`);
}

function reply(code: number, enhanced: string, text: string): Reply {
  return { code, enhanced, text };
}
