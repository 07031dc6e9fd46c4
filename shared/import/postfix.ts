/**
 * Postfix: `main.cf` or the output of `postconf -n`, transport and client access tables, lists of relay
 * domains. Tables are read as their text, not as the built database.
 *
 * Known weakness: restrictions are recognized by their commonest names alone.
 */
import { readHost, readSentTo, type Route } from '../rules/schema.js';
import { Sheet, type Imported } from './imported.js';

/** `name = value`, with continuation lines that begin with a blank. */
export function readMainCf(text: string): Imported {
  const sheet = new Sheet();
  const settings = settingsOf(text);
  for (const [name, value] of settings) readSetting(sheet, name, value, settings);
  return sheet.done();
}

/** `domain transport:nexthop`. */
export function readTransport(text: string): Imported {
  const sheet = new Sheet();
  const rows = rowsOf(text);
  const keys = new Set(rows.map(([key]) => key));
  for (const [key, value, line] of rows) {
    const hop = hopOf(value);
    if (typeof hop === 'string') {
      sheet.leave(line, hop);
      continue;
    }
    const sentTo = sentToOf(key, keys);
    if (sentTo === null) continue; // `.name` beside `name`: one row of ours says both
    const read = key === '*' ? null : readSentTo(sentTo);
    if (!read) sheet.leave(line, 'A way for all other domains: set it on the Connections page.');
    else if (!read.ok) sheet.leave(line, read.message);
    else sheet.route(line, { domain: read.value, to: hop });
  }
  return sheet.done();
}

/** `address action`, of a client access table in any of its forms. */
export function readAccess(text: string): Imported {
  const sheet = new Sheet();
  for (const [key, action, line] of rowsOf(text)) {
    const network = networkOfKey(key);
    const word = action.split(/\s/)[0]!.toUpperCase();
    if (network === null) {
      sheet.leave(line, 'Gatepost permits by address, not by a name or a pattern.');
    } else if (/^(?:OK|RELAY|PERMIT\w*)$/.test(word)) {
      sheet.permit(line, network);
    } else if (/^(?:REJECT|DISCARD|[45]\d\d|DEFER\w*)$/.test(word)) {
      sheet.refuse(line, network);
    } else if (word === 'DUNNO') {
      sheet.note(line, 'says nothing, as here');
    } else {
      sheet.leave(line, `There is nothing like ${word}.`);
    }
  }
  return sheet.done();
}

/** Domains, one a line, with or without a second column: a list for `relay_domains`. */
export function readRelayDomains(text: string): Imported {
  const sheet = new Sheet();
  for (const [domain, , line] of rowsOf(text)) relayDomain(sheet, line, domain);
  return sheet.done();
}

function settingsOf(text: string): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  let name = '';
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const found = /^(\w+)\s*=\s*(.*)$/.exec(line);
    if (found) {
      name = found[1]!;
      settings.set(name, found[2]!.trim());
    } else if (/^\s/.test(line) && name !== '') {
      settings.set(name, `${settings.get(name)} ${line.trim()}`.trim());
    }
  }
  return settings;
}

function readSetting(
  sheet: Sheet,
  name: string,
  value: string,
  settings: ReadonlyMap<string, string>,
): void {
  const line = `${name} = ${value}`;
  switch (name) {
    case 'mynetworks':
      return readNetworks(sheet, wordsOf(value, settings));
    case 'mydestination':
      for (const word of wordsOf(value, settings)) readOwnDomain(sheet, word);
      return;
    case 'relay_domains':
      for (const word of wordsOf(value, settings)) readRelayDomain(sheet, word);
      return;
    case 'virtual_mailbox_domains':
    case 'virtual_alias_domains':
      for (const word of wordsOf(value, settings)) readOwnDomain(sheet, word);
      return;
    case 'smtpd_relay_restrictions':
    case 'smtpd_recipient_restrictions':
      return readRestrictions(sheet, name, wordsOf(value, settings));
    case 'smtpd_client_restrictions':
      return sheet.leave(line, 'Give the access table that it names as a file of its own.');
    case 'relayhost':
      if (value !== '')
        sheet.leave(line, 'A way for all other domains: set it on the Connections page.');
      return;
    case 'transport_maps':
      if (value !== '') sheet.leave(line, 'Give the table that it names as a file of its own.');
      return;
    case 'mynetworks_style':
      return sheet.leave(
        line,
        'The networks follow from the interfaces there: name them in mynetworks.',
      );
  }
}

function readNetworks(sheet: Sheet, words: readonly string[]): void {
  for (const word of words) {
    const line = `mynetworks: ${word}`;
    if (isTable(word)) sheet.leave(line, 'Give the table that it names as a file of its own.');
    else if (word.startsWith('!')) sheet.refuse(line, bare(word.slice(1)));
    else sheet.permit(line, bare(word));
  }
}

function readOwnDomain(sheet: Sheet, word: string): void {
  const line = `mydestination: ${word}`;
  if (isTable(word)) return sheet.leave(line, 'Give the table that it names as a file of its own.');
  if (/^localhost(?:\.|$)/i.test(word)) return sheet.leave(line, 'It is this host itself.');
  // This name alone: Postfix takes no name below it.
  const read = readSentTo(`#${word}`);
  if (!read.ok) return sheet.leave(line, read.message);
  sheet.route(line, { domain: read.value, to: { kind: 'inbound' } });
}

function readRelayDomain(sheet: Sheet, word: string): void {
  const line = `relay_domains: ${word}`;
  if (isTable(word)) return sheet.leave(line, 'Give the table that it names as a file of its own.');
  relayDomain(sheet, line, word);
}

/** Taken from everybody, and sent on: to its own mail servers, until a transport table names a host. */
function relayDomain(sheet: Sheet, line: string, domain: string): void {
  const read = readSentTo(domain);
  if (!read.ok) return sheet.leave(line, read.message);
  sheet.route(
    line,
    { domain: read.value, to: { kind: 'destination' }, alwaysRelay: true },
    `everybody may send to ${read.value}; it goes on to its own mail servers`,
  );
}

function readRestrictions(sheet: Sheet, name: string, words: readonly string[]): void {
  for (const word of words) {
    const line = `${name}: ${word}`;
    if (word === 'permit_sasl_authenticated') sheet.authenticated(line, true);
    else if (
      /^(?:permit_mynetworks|reject_unauth_destination|defer_unauth_destination|permit_auth_destination)$/.test(
        word,
      )
    )
      sheet.note(line, 'is how Gatepost decides');
    else if (/^(?:check_\w+_access|hash:|lmdb:|cidr:|regexp:|pcre:|texthash:|btree:)/.test(word))
      sheet.leave(line, 'Give the table that it names as a file of its own.');
    else if (word === 'permit') sheet.leave(line, 'It permits everybody: an open relay.');
    else sheet.leave(line, 'There is no such restriction here.');
  }
}

/** What a transport table says of a domain: a host of ours, or why there is none. */
function hopOf(value: string): Route['to'] | string {
  const [, transport = '', rest = ''] = /^([\w-]*):?(.*)$/.exec(value.trim()) ?? [];
  if (/^(?:error|discard|retry)$/.test(transport)) {
    return 'Its mail is refused or thrown away there: a domain without a row is refused here.';
  }
  if (/^(?:local|virtual|lmtp|dovecot|pipe)$/.test(transport)) {
    return 'It is delivered on that host: set the inbound host on the Connections page.';
  }
  if (!/^(?:smtp|relay|smtps|submission|)$/.test(transport))
    return `There is no transport like ${transport}.`;
  const next = rest.trim();
  if (next === '') return { kind: 'destination' };
  const [, inBrackets, plain, portText] =
    /^(?:\[([^\]]+)\]|([^:\s]+))(?::(\w+))?$/.exec(next) ?? [];
  const read = readHost(inBrackets ?? plain ?? '');
  const port = portOf(portText);
  if (!read.ok) return read.message;
  if (port === null) return `${portText ?? ''} is not a port.`;
  return { kind: 'host', host: read.value, port };
}

function portOf(text: string | undefined): number | null {
  if (text === undefined || text === 'smtp') return 25;
  if (text === 'submission') return 587;
  const port = Number(text);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
}

/** `name` is that name alone and `.name` the names below; both together are one row of ours. */
function sentToOf(key: string, keys: ReadonlySet<string>): string | null {
  if (key.includes('@')) return key;
  if (key.startsWith('.')) return keys.has(key.slice(1)) ? null : key;
  return keys.has(`.${key}`) ? key : `#${key}`;
}

/** `10.1` is a network of whole octets there; a name is none. */
function networkOfKey(key: string): string | null {
  const octets = /^\d{1,3}(?:\.\d{1,3}){0,2}$/.exec(key) ? key.split('.') : null;
  if (octets) return `${[...octets, '0', '0', '0'].slice(0, 4).join('.')}/${octets.length * 8}`;
  return /^[\d.]+(?:\/\d+)?$|:/.test(key) ? bare(key) : null;
}

/** Key, the rest, and the line itself; without remarks. */
function rowsOf(text: string): readonly (readonly [key: string, value: string, line: string])[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, key, value = ''] = /^\s*([^\s#]\S*)(?:\s+(.*))?$/.exec(line) ?? [];
    return key === undefined ? [] : [[key, value.trim(), line] as const];
  });
}

/** `$name` is looked up in the same file. */
function wordsOf(
  value: string,
  settings: ReadonlyMap<string, string>,
  deep = 0,
): readonly string[] {
  return value
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .flatMap((word) => {
      const name = /^\$\{?(\w+)\}?$/.exec(word)?.[1];
      if (name === undefined || deep > 4) return [word];
      const known = settings.get(name);
      return known === undefined ? [word] : wordsOf(known, settings, deep + 1);
    });
}

function isTable(word: string): boolean {
  return (
    /^!?(?:[a-z]+:)?\//.test(word) ||
    /^!?(?:hash|lmdb|cidr|texthash|btree|cdb|ldap|mysql|pgsql|proxy|inline|static):/.test(word)
  );
}

/** `[::1]/128` without brackets. */
function bare(word: string): string {
  return word.replace(/^\[([^\]]+)\]/, '$1');
}
