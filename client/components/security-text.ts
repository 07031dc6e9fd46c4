/** The settings of the Security page in words, one line each. A password or key is never among them. */
import type { AccountStore, CertificateSetting, LegacyLane } from '../../shared/api/security.js';
import { cidrToText } from '../../shared/address/network.js';
import { hostPort } from '../../shared/rules/text.js';
import { durationText } from './duration.js';
import { sayDay } from './when.js';

export const STORE_LABELS: Readonly<Record<AccountStore['kind'], string>> = {
  dovecot: 'Dovecot',
  ldap: 'LDAP / Active Directory',
  imap: 'IMAP',
  pop3: 'POP3',
};

const TLS_WORDS = {
  ldaps: 'TLS',
  implicit: 'TLS',
  starttls: 'STARTTLS',
  none: 'no TLS',
} as const;

/** `LDAP / Active Directory, dc.example.com:636, TLS`. */
export function placeText(store: AccountStore): string {
  const label = STORE_LABELS[store.kind];
  if (store.kind === 'dovecot') {
    const { at } = store;
    return `${label}, ${'socket' in at ? at.socket : `${hostPort(at.host, at.port)}, no TLS`}`;
  }
  return `${label}, ${hostPort(store.host, store.port)}, ${TLS_WORDS[store.tls]}`;
}

export function domainsText({ domains }: AccountStore): string {
  return domains.length === 0 ? 'all logons' : domains.join(', ');
}

/** `beside`: what it is compared with; stores that it has not, or has otherwise, are said in full. */
export function storesText(
  stores: readonly AccountStore[],
  beside: readonly AccountStore[] = [],
): string {
  if (stores.length === 0) return 'none';
  const other = new Map(beside.map((store) => [store.name, store]));
  const own = stores.flatMap((store) => {
    const was = other.get(store.name);
    if (was && storeText(was) === storeText(store) && !isNewSecret(store)) {
      return JSON.stringify(was) === JSON.stringify(store) ? [] : [`${store.name} otherwise`];
    }
    return [storeText(store)];
  });
  const order = `in this order: ${stores.map(({ name }) => name).join(', ')}`;
  return own.length === 0 ? order : `${order}; ${own.join('; ')}`;
}

function storeText(store: AccountStore): string {
  const off = store.disabled ? ', disabled' : '';
  const secret = isNewSecret(store) ? ', with a new password' : '';
  return `${store.name} is ${placeText(store)}, for ${domainsText(store)}${bindText(store)}${secret}${off}`;
}

function bindText(store: AccountStore): string {
  if (store.kind === 'ldap') {
    const { bind } = store;
    return bind.how === 'template'
      ? `, binds as ${bind.template}`
      : `, searched as ${bind.account} in ${bind.base}`;
  }
  return store.kind === 'dovecot' || store.nameForm === 'as-given'
    ? ''
    : `, by ${store.nameForm === 'user' ? 'user alone' : 'user@domain'}`;
}

function isNewSecret(store: AccountStore): boolean {
  return (
    store.kind === 'ldap' && store.bind.how === 'search' && typeof store.bind.password === 'string'
  );
}

export function rememberedText(seconds: number): string {
  return seconds === 0 ? 'never' : durationText(seconds);
}

export function certificateText(certificate: CertificateSetting): string {
  if (certificate.kind === 'self-signed') return 'self-signed, made by Gatepost';
  if (certificate.kind === 'files') return `${certificate.cert} with key ${certificate.key}`;
  return typeof certificate.key === 'string' ? 'pasted, with a new key' : 'pasted';
}

export function legacyText(lane: LegacyLane | null, beside: LegacyLane | null = null): string {
  if (!lane) return 'closed';
  const other = new Set(beside?.networks.map(({ network }) => network) ?? []);
  const own = lane.networks.filter(({ network }) => !other.has(network));
  const named =
    own.length === 0 ? '' : `, with ${own.map(({ network }) => cidrToText(network)).join(', ')}`;
  const count = `${lane.networks.length} ${lane.networks.length === 1 ? 'network' : 'networks'}`;
  const end = new Date(lane.until);
  const until = Number.isNaN(end.valueOf()) ? 'without an end' : `until ${sayDay(end)}`;
  return `open on ${lane.listen} for ${count}${named}, ${until}${lane.plainLogons ? ', passwords without TLS' : ''}`;
}
