/** Which server a configuration is of, and its reader. */
import { rulesFileSchema } from '../export/rules-file.js';
import { routeToText } from '../rules/text.js';
import { isExchange, readExchange } from './exchange.js';
import { isExchange55, readExchange55 } from './exchange-55.js';
import { recordsOf } from './exported-records.js';
import { isRelayList, readRelayList } from './iis-relay-list.js';
import { Sheet, type Imported } from './imported.js';
import { readAccess, readMainCf, readRelayDomains, readTransport } from './postfix.js';

export const IMPORT_KINDS = {
  gatepost: 'Gatepost, rules as JSON',
  'main.cf': 'Postfix, main.cf or postconf -n',
  transport: 'Postfix, transport table',
  access: 'Postfix, client access table',
  relay_domains: 'Postfix, list of relay domains',
  iis: 'IIS SMTP, relay list',
  exchange: 'Exchange, receive connectors or accepted domains',
  'exchange-5.5': 'Exchange 5.5, registry',
} as const;
export type ImportKind = keyof typeof IMPORT_KINDS;

const READERS: Readonly<Record<ImportKind, (text: string) => Imported>> = {
  gatepost: readRulesFile,
  'main.cf': readMainCf,
  transport: readTransport,
  access: readAccess,
  relay_domains: readRelayDomains,
  iis: readRelayList,
  exchange: readExchange,
  'exchange-5.5': readExchange55,
};

export function readImport(kind: ImportKind, text: string): Imported {
  return READERS[kind](text);
}

/** By its content, and where that leaves a doubt by its name; null: it could be anything. */
export function kindOf(text: string, name = ''): ImportKind | null {
  if (isExchange55(text)) return 'exchange-5.5';
  if (isRelayList(text)) return 'iis';
  const records = recordsOf(text);
  if (records?.some((record) => 'gatepost' in record)) return 'gatepost';
  if (records && isExchange(records)) return 'exchange';
  if (/relay_?domains/i.test(name)) return 'relay_domains';
  const rows = text.split(/\r?\n/).filter((line) => /^\s*[^\s#]/.test(line));
  const most = (test: RegExp) => rows.filter((line) => test.test(line)).length * 2 > rows.length;
  // Lines that go on begin with a blank.
  if (
    rows.some((line) => /^\w+\s*=/.test(line)) &&
    rows.every((line) => /^(?:\w+\s*=|\s)/.test(line))
  ) {
    return 'main.cf';
  }
  if (most(/^\s*\S+\s+(?:[\w-]*:\S*|:)\s*$/)) return 'transport';
  if (most(/^\s*\S+\s+(?:OK|REJECT|RELAY|PERMIT|DUNNO|DISCARD|DEFER|[45]\d\d)/i)) return 'access';
  if (most(/^\s*\d[\d.]*\s*[,;]\s*\d/)) return 'iis';
  return null;
}

/** Octets of a file: UTF-16 as Windows writes it, or UTF-8. */
export function importText(octets: Uint8Array): string {
  const [first, second] = octets;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(octets);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(octets);
  return new TextDecoder('utf-8').decode(octets);
}

function readRulesFile(text: string): Imported {
  const sheet = new Sheet();
  const rules = rulesFileSchema.safeParse(valueOf(text));
  if (!rules.success) {
    for (const { path, message } of rules.error.issues)
      sheet.leave(path.join('.') || 'the file', message);
    return sheet.done();
  }
  const { reroute, routes, restrictions } = rules.data.rules;
  sheet.reroute('reroute', reroute);
  for (const route of routes) sheet.route(routeToText(route), route);
  sheet.authenticated('authenticated', restrictions.authenticated);
  const { addresses, internalAddresses, never } = restrictions;
  for (const { network, note } of addresses.entries) {
    if (addresses.enabled) sheet.permit(`address ${network}`, network, note);
    else sheet.leave(`address ${network}`, 'The box is not ticked there.');
  }
  for (const { address } of internalAddresses.entries) {
    if (internalAddresses.enabled) sheet.internal(`internal ${address}`, address);
    else sheet.leave(`internal ${address}`, 'The box is not ticked there.');
  }
  for (const { network, note } of never.entries) sheet.refuse(`never ${network}`, network, note);
  return sheet.done();
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
