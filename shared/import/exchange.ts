/**
 * Exchange since 2007: `Get-ReceiveConnector` and `Get-AcceptedDomain`, by `ConvertTo-Json` or `Export-Csv`.
 *
 * Known weakness: whether strangers may relay on a connector stands in the directory (the right
 * Ms-Exch-SMTP-Accept-Any-Recipient), not in the output: where it decides, the line says so.
 */
import { readSentTo } from '../rules/schema.js';
import { recordsOf, textsOf, type ExportedRecord } from './exported-records.js';
import { networksBetween, Sheet, type Imported } from './imported.js';

export function isExchange(records: readonly ExportedRecord[]): boolean {
  return records.some((record) => 'RemoteIPRanges' in record || 'DomainType' in record);
}

export function readExchange(text: string): Imported {
  const sheet = new Sheet();
  for (const record of recordsOf(text) ?? []) {
    if ('DomainType' in record) readDomain(sheet, record);
    else if ('RemoteIPRanges' in record) readConnector(sheet, record);
    else sheet.leave(JSON.stringify(record), 'It is neither a connector nor an accepted domain.');
  }
  return sheet.done();
}

function readDomain(sheet: Sheet, record: ExportedRecord): void {
  const [name = ''] = textsOf(record['DomainName']);
  const [type = ''] = textsOf(record['DomainType']);
  const line = `${name} (${typeName(type)})`;
  // Accepted domains stand for themselves alone; `*.` stands for the names below.
  const read = readSentTo(name.startsWith('*.') ? name.slice(1) : `#${name}`);
  if (!read.ok) return sheet.leave(line, read.message);
  const domain = read.value;
  switch (typeName(type)) {
    case 'Authoritative':
    case 'InternalRelay':
      return sheet.route(line, { domain, to: { kind: 'inbound' } });
    case 'ExternalRelay':
      return sheet.route(line, { domain, to: { kind: 'destination' }, alwaysRelay: true });
    default:
      return sheet.leave(line, `There is no type of domain like ${type}.`);
  }
}

const DOMAIN_TYPES = ['Authoritative', 'ExternalRelay', 'InternalRelay'];

/** JSON writes the number of an enumeration. */
function typeName(type: string): string {
  return /^\d$/.test(type) ? (DOMAIN_TYPES[Number(type)] ?? type) : type;
}

/** Bits of PermissionGroups, where JSON wrote the number. */
const ANONYMOUS = 1;
const USERS = 2;
/** Bit of AuthMechanism: whoever connects counts as one of ours. */
const EXTERNAL = 256;

function readConnector(sheet: Sheet, record: ExportedRecord): void {
  const [name = 'connector'] = textsOf(record['Name'] ?? record['Identity']);
  const [enabled = 'True'] = textsOf(record['Enabled']);
  if (/^false$/i.test(enabled)) return sheet.leave(name, 'The connector is disabled.');
  const groups = textsOf(record['PermissionGroups']).join(', ');
  const mechanism = textsOf(record['AuthMechanism']).join(', ');
  const isExternal = has(mechanism, 'ExternalAuthoritative', EXTERNAL);
  const isAnonymous = has(groups, 'AnonymousUsers', ANONYMOUS);
  const ranges = textsOf(record['RemoteIPRanges']).flatMap((each) => each.split(/[,;]\s*/));
  if (has(groups, 'ExchangeUsers', USERS)) sheet.authenticated(`${name}: ExchangeUsers`, true);
  if (ranges.some(isEverybody)) {
    const whom = isExternal ? 'It relays for everybody: an open relay.' : OPEN_CONNECTOR;
    if (isExternal || isAnonymous) sheet.leave(`${name}: ${ranges.join(', ')}`, whom);
    return;
  }
  if (!isExternal && !isAnonymous) {
    return sheet.leave(name, 'It is for those who log on, or for other Exchange servers.');
  }
  for (const range of ranges) readRange(sheet, name, range);
  if (!isExternal) sheet.leave(name, ASK_RIGHT);
}

const OPEN_CONNECTOR = 'Everybody may connect, for mail to the accepted domains.';
const ASK_RIGHT =
  'Its addresses are taken as permitted. Exchange relays for them only where anonymous logons have the right Ms-Exch-SMTP-Accept-Any-Recipient, which does not stand in this file: take out what has not.';

/** `10.0.0.1`, `10.0.0.0/24`, `10.0.0.0(255.255.255.0)`, `10.0.0.1-10.0.0.50`. */
function readRange(sheet: Sheet, name: string, range: string): void {
  const line = `${name}: ${range}`;
  const [, first, last] = /^\s*([^-\s]+)\s*-\s*([^-\s]+)\s*$/.exec(range) ?? [];
  if (first === undefined || last === undefined) {
    return sheet.permit(line, range.replace(/^(.*)\((.*)\)$/, '$1 $2'), name);
  }
  const networks = networksBetween(first, last);
  if (!networks) return sheet.leave(line, 'The two ends are not addresses of one kind.');
  for (const network of networks) sheet.permit(line, network, name);
}

function isEverybody(range: string): boolean {
  return /^(?:0\.0\.0\.0-255\.255\.255\.255|0\.0\.0\.0\/0|::-ffff:|::\/0)/i.test(range.trim());
}

function has(text: string, word: string, bit: number): boolean {
  return /^\d+$/.test(text) ? (Number(text) & bit) !== 0 : text.split(/,\s*/).includes(word);
}
