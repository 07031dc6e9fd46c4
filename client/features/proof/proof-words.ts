/** The proof in words: the answer as a sentence, what is said under it, and of each row to tidy why. */
import { cidrToText } from '../../../shared/address/network.js';
import type { Proof } from '../../../shared/engine/proof.js';
import { entriesOf, ruleText, type ListName, type TidyRow } from '../../../shared/engine/tidy.js';
import type { Rules } from '../../../shared/rules/schema.js';
import { sayDay, sayEnd } from '../../components/when.js';
import { ruleAddress } from '../../draft/shown-rule.js';

type Said = Pick<
  Proof,
  'inert' | 'ipv4' | 'ipv6' | 'public' | 'publicLater' | 'internal' | 'overrides'
>;

export function proofSentence(proof: Said): string {
  const { inert, ipv4, ipv6, internal, public: open } = proof;
  if (inert === 'not-rerouting') return 'Nobody may relay: mail is not rerouted.';
  const who = [
    ...(ipv4 > 0 ? [counted(ipv4, 'IPv4 address', 'es')] : []),
    ...(ipv6 > 0 ? [counted(ipv6, 'IPv6 network', 's')] : []),
    ...(internal.length > 0 ? [`everyone who connects to ${internalText(proof)}`] : []),
  ];
  if (who.length === 0) return 'Nobody may relay without logging on.';
  const sentence = `${joined(who)} may relay without logging on.`;
  const said = sentence.charAt(0).toUpperCase() + sentence.slice(1);
  if (ipv4 + ipv6 === 0) return said;
  if (open.size === 0n) return `${said} None of them is public.`;
  const among = `${open.text} ${open.size === 1n ? 'is' : 'are'} among them`;
  return `${said} ${capital(among)}${open.isOpenRelay ? ': this is an open relay' : ''}.`;
}

/** `revision` null: the rules are those of the draft. */
export function proofLead(
  { inert, public: open, internal, overrides }: Said,
  revision: number | null,
): string {
  const source = revision === null ? 'your draft' : `the rules of revision ${revision}`;
  const how =
    inert === null
      ? 'every permitted network, less the list that can NEVER route mail'
      : inert === 'not-ticked'
        ? 'the box “Hosts and clients with these IP addresses” is not ticked'
        : 'the restrictions are kept, and not in force';
  const strangers =
    open.size > 0n || internal.length > 0
      ? ''
      : overrides.length > 0
        ? ` Strangers can relay to ${counted(overrides.length, 'destination', 's')} alone.`
        : ' Strangers cannot relay.';
  return `Computed from ${source}: ${how}.${strangers}`;
}

/** What opens by itself; null when nothing does. */
export function laterText({ public: open, publicLater }: Said): string | null {
  if (!publicLater) return null;
  const now = open.size === 0n ? 'none now' : `${open.text} now`;
  return `When the entries of the NEVER list that are to end have ended, ${publicLater.text} may relay; ${now}.`;
}

/** The row as its list shows it. */
export function tidyName(rules: Rules, list: ListName, index: number): string {
  const entry = entriesOf(rules, list)[index];
  if (!entry) return '';
  if ('network' in entry) return cidrToText(entry.network);
  if ('address' in entry) return entry.address;
  return ruleText(list, entry).replace(/^route /, '');
}

const ON_NEVER = 'the list that can NEVER route mail';

/** What there is to say of it, after its name. */
export function tidyText(rules: Rules, row: TidyRow, since: string | null): string {
  const { kind, list, index, by } = row;
  const entry = entriesOf(rules, list)[index];
  const end = entry?.until === undefined ? '' : sayEnd(entry.until);
  const where = list === 'never' ? `, on ${ON_NEVER},` : '';
  switch (kind) {
    case 'duplicate':
      return `${where} stands in its list twice. Such rules cannot be saved.`;
    case 'ended':
      return `${where} ended ${end}: it matches nothing any more.`;
    case 'ends-soon':
      return `${where} ends ${end}.`;
    case 'inside':
      return `${where} lies inside ${tidyName(rules, list, by!)}, which does the same.`;
    case 'never':
      return by === null
        ? ` is covered whole by ${ON_NEVER}: it permits nobody.`
        : ` is covered by ${tidyName(rules, 'never', by)} on ${ON_NEVER}: it permits nobody.`;
    case 'overruled':
      return ' is met by nothing: the row with # is met at the name, and the one with a dot below it.';
    case 'to-itself':
      return " points to itself: its mail goes to the domain's own mail servers.";
    case 'unused':
      return row.lastUsed
        ? ` was last used on ${sayDay(new Date(row.lastUsed))}.`
        : ` has not been used since ${since === null ? 'the log began' : sayDay(new Date(since))}.`;
  }
}

/** The window in which the row stands, with it selected. */
export function rowAddress(rules: Rules, list: ListName, index: number): string {
  const entry = entriesOf(rules, list)[index];
  return entry ? ruleAddress(ruleText(list, entry)) : '/routing';
}

function internalText({ internal }: Said): string {
  return internal.length === 1
    ? internal[0]!.address
    : `${internal.length.toLocaleString('en')} internal addresses`;
}

function counted(count: number, noun: string, plural: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : plural}`;
}

/** `a, b and c`. */
function joined(parts: readonly string[]): string {
  const last = parts.slice(-2).join(' and ');
  return [...parts.slice(0, -2), last].join(', ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
