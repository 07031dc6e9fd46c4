/** The delivery settings in words, one line each. A password is never among them. */
import { octetsText } from '../../shared/address/octets-text.js';
import { TLS_MODES, type Delivery, type TlsFor, type TlsMode } from '../../shared/api/delivery.js';
import { dnsListName, type DnsList, type DnsListAction } from '../../shared/api/dns-lists.js';
import type { Recipients } from '../../shared/api/recipients.js';
import type { NetworkEntry } from '../../shared/rules/schema.js';
import { hostPort } from '../../shared/rules/text.js';
import { durationText, durationsText } from './duration.js';

export const TLS_LABELS: Readonly<Record<TlsMode, string>> = {
  none: 'never',
  opportunistic: 'when offered',
  required: 'always, any certificate',
  verified: 'always, with a certificate we trust',
};
export const TLS_OPTIONS = TLS_MODES.map((mode) => [mode, TLS_LABELS[mode]] as const);

export function inboundText(inbound: Delivery['inbound']): string {
  if (inbound.kind === 'maildir') return 'Maildir folders of this server';
  if ('socket' in inbound) return `LMTP socket ${inbound.socket}`;
  return `${inbound.kind.toUpperCase()} to ${hostPort(inbound.host, inbound.port)}`;
}

export function outboundText(outbound: Delivery['outbound']): string {
  const tls = `TLS ${TLS_LABELS[outbound.tls]}`;
  if (outbound.kind === 'mx') return `domain name system (DNS), ${tls}`;
  const { host, port, auth } = outbound;
  const hosts = host.includes(',') ? `${host}, port ${port} unless named` : hostPort(host, port);
  const replaced = typeof auth?.password === 'string' ? ' with a new password' : '';
  const account = auth ? `, logged on as ${auth.username}${replaced}` : '';
  return `all to ${hosts}, ${tls}${account}`;
}

export function retryText(retry: Delivery['retry']): string {
  return durationsText(retry);
}

export function expiryText(seconds: number): string {
  return durationText(seconds);
}

export function warningText(seconds: number): string {
  return seconds === 0 ? 'never' : durationText(seconds);
}

/** `beside`: what it is compared with; of two lists those that the other has not are named. */
export function recipientsText(recipients: Recipients, beside?: Recipients): string {
  if (recipients.kind === 'any') return 'any recipient of our domains';
  if (recipients.kind === 'ask') return 'as the inbound host answers';
  const other = new Set(beside?.kind === 'list' ? beside.addresses : []);
  const { addresses } = recipients;
  const own = addresses.filter((address) => !other.has(address));
  return `only ${counted(addresses.length, 'recipient')}${named(own)}`;
}

export function tlsForText(entries: readonly TlsFor[], beside: readonly TlsFor[] = []): string {
  const said = ({ destination, tls }: TlsFor) => `${destination} ${TLS_LABELS[tls]}`;
  const other = new Set(beside.map(said));
  const own = entries.map(said).filter((text) => !other.has(text));
  return `${counted(entries.length, 'destination')}${named(own)}`;
}

/** Networks; those are named that the other list has not. */
export function networksText(
  entries: readonly NetworkEntry[],
  beside: readonly NetworkEntry[],
): string {
  const said = ({ network, note, until }: NetworkEntry) =>
    [network, note, until && `until ${until}`].filter(Boolean).join(' ');
  const other = new Set(beside.map(said));
  const own = entries.map(said).filter((text) => !other.has(text));
  return `${counted(entries.length, 'network')}${named(own)}`;
}

export const LIST_ACTION_LABELS: Readonly<Record<DnsListAction, string>> = {
  refuse: 'is refused',
  log: 'is only noted',
  allow: 'is refused by no list',
};

/** `zen.spamhaus.org, who is on it is refused`. */
export function dnsListText(list: DnsList): string {
  const { zone, answers, action, listeners } = list;
  const name = dnsListName(list);
  return [
    name === zone ? zone : `${zone} (called ${name})`,
    ...(answers.length > 0 ? [`answers ${answers.join(' ')}`] : []),
    ...(listeners ? [`on ${listeners.join(' ')}`] : []),
    `who is on it ${LIST_ACTION_LABELS[action]}`,
  ].join(', ');
}

/** Lists; those are named that are another beside. Their order says which answers first. */
export function dnsListsText(lists: readonly DnsList[], beside: readonly DnsList[]): string {
  const other = new Set(beside.map(dnsListText));
  const own = lists.map(dnsListText).filter((text) => !other.has(text));
  return `${counted(lists.length, 'list')}${named(own)}`;
}

const MOST_NAMED = 3;

function counted(count: number, noun: string): string {
  return `${count === 0 ? 'no' : count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

function named(texts: readonly string[]): string {
  if (texts.length === 0) return '';
  const rest = texts.length - MOST_NAMED;
  const more = rest > 0 ? ` and ${rest.toLocaleString('en')} more` : '';
  return `, with ${texts.slice(0, MOST_NAMED).join(', ')}${more}`;
}

export function keepLogText({ days, octets }: Delivery['keepLog']): string {
  return `${days === 1 ? '1 day' : `${days.toLocaleString('en')} days`}, at most ${octetsText(octets)}`;
}
