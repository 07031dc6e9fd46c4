/**
 * What the smtp-server library says by itself, in our words: peers get to see texts of
 * `shared/smtp/replies.ts` alone.
 */
import type { Reply } from '../../../shared/engine/decision.js';
import { LIMIT_REPLIES, REPLIES } from '../../../shared/smtp/replies.js';

const OURS: ReadonlyMap<string, Reply> = new Map([
  ['Error: command not recognized', REPLIES.unknownCommand],
  ['Error: send HELO/EHLO first', REPLIES.needHelo],
  ['Error: Command line too long', LIMIT_REPLIES['limit-command-line']],
  ['Error: internal server error', REPLIES.internalError],
  ['Timeout - closing connection', LIMIT_REPLIES['limit-command-time']],
  ['HTTP requests not allowed', REPLIES.noMailClient],
  ['Ready to start TLS', REPLIES.startTls],
  ['Error: TLS already active', REPLIES.tlsActive],
  ['Error: syntax: STARTTLS', REPLIES.badSyntax],
  ['Error: No identity changes permitted', REPLIES.authTwice],
  ['Error: Unrecognized authentication type', REPLIES.authUnknown],
  ['Error: syntax: AUTH PLAIN token', REPLIES.badSyntax],
  ['Error: syntax: AUTH LOGIN', REPLIES.badSyntax],
  ['Error: invalid userdata', REPLIES.badSyntax],
  ['Error: missing username', REPLIES.badSyntax],
  ['Authentication aborted', REPLIES.authAborted],
  ['Authentication successful', REPLIES.authAccepted],
  ['Bye', REPLIES.bye],
]);

/** Null for what is ours already, or no text for people (a challenge, a list of extensions). */
export function ourReply(libraryText: string): Reply | null {
  if (libraryText.endsWith(' You talk too soon')) return REPLIES.tooSoon;
  return OURS.get(libraryText) ?? null;
}
