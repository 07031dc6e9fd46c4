/**
 * Labels of the original for its windows, letter for letter (`&` marks the access key), and the words for
 * what the engine asks and answers. Those of the parts of the rules stand in `shared/rules/labels.ts`.
 */
import type { RowReason } from '../../shared/api/decisions.js';
import type { Outcome, Step } from '../../shared/engine/decision.js';
import { DO_NOT_REROUTE, plainLabel, SENT_TO } from '../../shared/rules/labels.js';

export const RESTRICTIONS_HEADING =
  'Specify the hosts and clients that can route mail when the following conditions are met';

export const EDIT_ROUTE = 'Edit Routing Table Entry';
export const SENT_TO_THIS = '&E-Mail sent to this domain:';
export const INBOUND = 'Should be &accepted as "inbound"';
export const REROUTED = 'Should be re&routed to this domain:';
export const FORWARDED = 'Should be &forwarded to this host:';
export const DESTINATION = "Should go to the domain's own &mail servers";
export const OVERRIDE = '&Override relay restrictions. Always "relay".';

/** Names of the questions: in full for the upright path, short for the lying one. */
export const STEP_LABELS: Readonly<
  Record<Step, { readonly full: string; readonly short: string }>
> = {
  form: { full: 'Form of the address', short: 'Form' },
  'sent-to': { full: SENT_TO, short: SENT_TO },
  'local-part': { full: 'Routing in the part before the @', short: 'Before the @' },
  mode: { full: plainLabel(DO_NOT_REROUTE), short: 'Do not reroute' },
  never: { full: 'Can NEVER route mail', short: 'NEVER route mail' },
  override: { full: 'Override relay restrictions', short: 'Override' },
  authenticated: { full: 'Successfully authenticate', short: 'Authenticate' },
  addresses: { full: 'With these IP addresses', short: 'These IP addresses' },
  'internal-addresses': {
    full: 'Connecting to these internal addresses',
    short: 'Internal addresses',
  },
};

export const OUTCOME_LABELS: Readonly<Record<Outcome, string>> = {
  matched: 'matched',
  'not-matched': 'not matched',
  'not-reached': 'not reached',
  overridden: 'overridden',
};

export const REASON_LABELS: Readonly<Record<RowReason, string>> = {
  'inbound-route': 'The domain is inbound',
  'own-address': 'An address of this host',
  override: 'The row always relays',
  authenticated: 'Logged on',
  address: 'On the list of IP addresses',
  'internal-address': 'Connected to an internal address',
  'never-route': 'On the list that can NEVER route mail',
  'not-permitted': 'No criterion permits this peer',
  'not-rerouting': 'Mail is not rerouted',
  'routing-local-part': 'The part before the @ carries routing of its own',
  'rewrite-cycle': 'The rows rewrite in a circle',
  'malformed-recipient': 'The recipient cannot be read',
  'needs-smtputf8': 'A non-ASCII address without SMTPUTF8',
  'malformed-sender': 'The sender cannot be read',
  'malformed-peer': 'The address of the peer cannot be read',
  'logon-accepted': 'Logon accepted',
  'logon-refused': 'Logon refused: name and password do not match',
  'logon-unavailable': 'Logon not possible: a store of accounts did not answer',
  'logon-held': 'Logon held up: too many failures before it',
  'sender-of-another': 'The sender does not belong to the account',
  'too-many-recipients': 'Too many recipients',
  'bad-parameter': 'A parameter of the recipient cannot be read',
  'unknown-recipient': 'The recipient does not exist',
  'recipient-unverified': 'The inbound host could not be asked whether the recipient exists',
  'too-many-new-recipients': 'The peer has asked for too many new recipients',
  'dns-list': 'A DNS list holds the address of the peer',
  'limit-sessions': 'Too many sessions in all',
  'limit-sessions-per-address': 'Too many sessions of one address',
  'limit-connections-per-address': 'Too many connections of one address in a minute',
  'limit-messages-per-address': 'Too many messages of one address in an hour',
  'limit-messages-per-account': 'Too many messages of one account in an hour',
  'limit-recipients-per-address': 'Too many recipients of one address in an hour',
  'limit-recipients-per-account': 'Too many recipients of one account in an hour',
  'limit-errors': 'Too many errors in one session',
  'limit-command-line': 'A command that is too long',
  'limit-header': 'A header that is too large',
  'limit-message-size': 'A message that is too large',
  'limit-command-time': 'No whole command in time',
  'limit-data-time': 'A message that stopped coming',
  'limit-message-time': 'A message that took too long',
  'limit-session-time': 'A session that lasted too long',
  'limit-handshake-time': 'A TLS handshake that took too long',
  'early-talker': 'The peer spoke before the greeting',
  'proxy-header': 'A proxy without a PROXY header that can be read',
};
