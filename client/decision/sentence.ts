/**
 * One decision in one sentence: who, what was decided, why. It holds what strangers wrote, so it is
 * shown through `StrangerText`.
 */
import type { DecisionRow, RowReason } from '../../shared/api/decisions.js';
import { dnsListOfRule } from '../../shared/api/dns-lists.js';
import type { Decision, Verdict } from '../../shared/engine/decision.js';
import { networkFromText, networkToText } from '../../shared/address/network.js';

/** What the sentence is made from; a row of the log is one. */
export type DecisionFacts = Pick<
  DecisionRow,
  'verdict' | 'reason' | 'rule' | 'peer' | 'localAddress' | 'account' | 'sender' | 'recipient'
>;

/** `10.1.3.27 was refused: no criterion permits its address, and it did not log on.` */
export function sentenceOf(facts: DecisionFacts): string {
  return `${facts.peer} ${outcomeOf(facts)}: ${becauseOf(facts)}.`;
}

/** What would be decided now, beside what was: `The same would be decided now.` */
export function nowSentence(facts: DecisionFacts, now: Decision): string {
  const { verdict, reason } = now;
  const rule = now.rule ?? null;
  if (verdict === facts.verdict && reason === facts.reason) {
    return rule === facts.rule
      ? 'The same would be decided now.'
      : `The same would be decided now, by another rule: ${becauseOf({ ...facts, rule })}.`;
  }
  const would = WOULD[verdict];
  return `Now it would ${would}: ${becauseOf({ ...facts, verdict, reason, rule })}.`;
}

/** `relayed`, `was refused`: for a sentence about an earlier time. */
export function verdictPast(verdict: Verdict): string {
  return PAST[verdict];
}

/** `relayed`, `been refused`: behind "would have". */
export function verdictPerfect(verdict: Verdict): string {
  return PAST[verdict].replace(/^was /, 'been ');
}

const PAST: Readonly<Record<Verdict, string>> = {
  inbound: 'was taken in',
  relay: 'relayed',
  reject: 'was refused',
};
const WOULD: Readonly<Record<Verdict, string>> = {
  inbound: 'be taken in',
  relay: 'relay',
  reject: 'be refused',
};

/** Reasons whose outcome is another than their verdict says. */
const OUTCOMES: Readonly<Partial<Record<RowReason, (facts: DecisionFacts) => string>>> = {
  'logon-accepted': () => 'logged on',
  'logon-refused': couldNotLogOn,
  'logon-unavailable': couldNotLogOn,
  'logon-held': couldNotLogOn,
  'recipient-unverified': () => 'was put off',
  'too-many-new-recipients': () => 'was put off',
  'limit-messages-per-address': () => 'was put off',
  'limit-messages-per-account': () => 'was put off',
  'limit-recipients-per-address': () => 'was put off',
  'limit-recipients-per-account': () => 'was put off',
  'limit-errors': hungUp,
  'limit-command-line': hungUp,
  'limit-command-time': hungUp,
  'limit-data-time': hungUp,
  'limit-message-time': hungUp,
  'limit-session-time': hungUp,
  'limit-handshake-time': hungUp,
  'proxy-header': hungUp,
};

function outcomeOf(facts: DecisionFacts): string {
  return OUTCOMES[facts.reason]?.(facts) ?? PAST[facts.verdict];
}

function hungUp(): string {
  return 'was hung up on';
}

function couldNotLogOn({ account }: DecisionFacts): string {
  return account === null || account === '' ? 'could not log on' : `could not log on as ${account}`;
}

const BECAUSE: Readonly<Record<RowReason, (facts: DecisionFacts) => string>> = {
  'inbound-route': ({ rule, recipient }) =>
    `the row ${rowOf(rule) ?? domainOf(recipient)} is inbound`,
  'own-address': () => "the recipient's domain is an address of this host",
  override: ({ rule }) =>
    `${rowOf(rule) === null ? 'a row' : `the row ${rowOf(rule)}`} always relays, for everyone`,
  authenticated: ({ account }) =>
    account === null ? 'it logged on' : `it logged on as ${account}`,
  address: ({ rule }) => `its address is ${covered(rule) ?? 'on the list of IP addresses'}`,
  'internal-address': ({ localAddress }) =>
    `it connected to ${localAddress}, which is on the list of internal addresses`,
  'never-route': ({ rule }) =>
    `its address is on the list that can NEVER route mail${covered(rule) ? `, ${covered(rule)}` : ''}`,
  'not-permitted': ({ account }) =>
    account === null
      ? 'no criterion permits its address, and it did not log on'
      : `no criterion permits its address, and logging on as ${account} permits nothing here`,
  'not-rerouting': ({ recipient }) =>
    `mail is not rerouted, and no inbound row covers ${domainOf(recipient)}`,
  'routing-local-part': () => 'the part of the recipient before the @ carries routing of its own',
  'rewrite-cycle': ({ recipient }) => `the rows rewrite ${domainOf(recipient)} in a circle`,
  'malformed-recipient': () => 'the recipient cannot be read as an address',
  'needs-smtputf8': () => 'the recipient is not ASCII, and the peer did not say SMTPUTF8',
  'malformed-sender': () => 'the sender cannot be read as an address',
  'malformed-peer': () => 'the address of the peer itself cannot be read',
  'logon-accepted': ({ account }) => `the password of ${account ?? 'the account'} is right`,
  'logon-refused': () => 'name and password do not match',
  'logon-unavailable': () => 'a store of accounts did not answer',
  'logon-held': () => 'too many logons had failed before it',
  'sender-of-another': ({ sender, account }) =>
    `the sender ${sender} does not belong to ${account ?? 'the account'}`,
  'too-many-recipients': () => 'the message had as many recipients as are taken already',
  'bad-parameter': () => 'a parameter of the recipient cannot be read',
  'unknown-recipient': ({ recipient }) => `${recipient} does not exist`,
  'recipient-unverified': ({ recipient }) =>
    `the inbound host could not be asked whether ${recipient} exists`,
  'too-many-new-recipients': () => 'it has asked for too many new recipients',
  'dns-list': ({ rule }) => `its address is listed by ${dnsListOfRule(rule) ?? 'a DNS list'}`,
  'limit-sessions': () => 'there were as many sessions as are let in already',
  'limit-sessions-per-address': () => 'its address had as many sessions as it may have already',
  'limit-connections-per-address': () => 'its address had connected too often within a minute',
  'limit-messages-per-address': () => 'its address had sent as many messages in an hour as it may',
  'limit-messages-per-account': ({ account }) =>
    `${account ?? 'the account'} had sent as many messages in an hour as it may`,
  'limit-recipients-per-address': () =>
    'its address had sent to as many recipients in an hour as it may',
  'limit-recipients-per-account': ({ account }) =>
    `${account ?? 'the account'} had sent to as many recipients in an hour as it may`,
  'limit-errors': () => 'it made too many errors in one session',
  'limit-command-line': () => 'it sent a command that is too long',
  'limit-header': () => 'the header of its message is too large',
  'limit-message-size': () => 'its message is too large',
  'limit-command-time': () => 'no whole command came in time',
  'limit-data-time': () => 'its message stopped coming',
  'limit-message-time': () => 'its message took too long to come',
  'limit-session-time': () => 'its session had lasted as long as it may',
  'limit-handshake-time': () => 'its TLS handshake took too long',
  'early-talker': () => 'it spoke before it was greeted',
  'proxy-header': ({ rule }) =>
    `it is a proxy, and did not say for whom it speaks${rule === null ? '' : `: ${rule}`}`,
};

function becauseOf(facts: DecisionFacts): string {
  // A console that is older than the relay does not know every reason.
  return BECAUSE[facts.reason]?.(facts) ?? facts.reason;
}

/** `covered by IP=10.0.0.0, MASK=255.0.0.0` from `address 10.0.0.0/8`. */
function covered(rule: string | null): string | null {
  const network = networkFromText(/^(?:address|never) (\S+)$/.exec(rule ?? '')?.[1] ?? '');
  return network.ok ? `covered by ${networkToText(network.value)}` : null;
}

/** `example.com` from `route example.com -> <inbound>`. */
function rowOf(rule: string | null): string | null {
  return /^route (\S+) -> /.exec(rule ?? '')?.[1] ?? null;
}

function domainOf(recipient: string): string {
  const at = recipient.lastIndexOf('@');
  return at < 0 ? 'its domain' : recipient.slice(at + 1);
}
