/**
 * The rules: what an administrator sets on the Routing tab and in Routing Restrictions. This schema
 * is the only one: the console's forms, the API and the store all read through it.
 *
 * Promise: what it lets through is in standard form (networks as CIDR, domains in lower case with
 * A-labels), so that two rule sets that mean the same are written the same. What needs more than one
 * row to judge (duplicates, cycles) is `compile`'s to refuse.
 */
import { z } from 'zod';
import { domainFromText, domainKey, isDomain } from '../address/domain.js';
import { ipFromText, ipToText, isMappedText } from '../address/ip.js';
import { literalFromText, literalToText } from '../address/mailbox.js';
import { networkFromText, networkToCidr } from '../address/network.js';
import { parsed, unreadable, type Parsed } from '../address/parsed.js';
import { requestSchema } from './request.js';

/** A zod string that is read by one of our readers; what is wrong carries the suggestion along. */
export function text(read: (text: string) => Parsed<string>) {
  return z.string().transform((input, context) => {
    const result = read(input);
    if (result.ok) return result.value;
    const [suggestion] = result.suggestions;
    context.addIssue({ code: 'custom', message: result.message, params: { suggestion } });
    return z.NEVER;
  });
}

/** "E-Mail sent to this domain:": `name`, `#name` (this name only), `.name` (names below), or a literal. */
export function readSentTo(input: string): Parsed<string> {
  const trimmed = input.trim();
  if (trimmed === '') return unreadable('Enter a domain.', 'example.com');
  const ip = literalFromText(trimmed) ?? ipFromText(trimmed);
  if (ip) return parsed(literalToText(ip));
  if (trimmed.includes('@')) {
    const behind = trimmed.slice(trimmed.lastIndexOf('@') + 1);
    return unreadable(
      'A row is for a domain, not for one address.',
      ...(readSentTo(behind).ok ? [behind] : []),
    );
  }
  const mark = /^[#.]/.exec(trimmed)?.[0] ?? '';
  const domain = domainFromText(trimmed.slice(mark.length));
  return domain.ok ? parsed(mark + domainKey(domain.value)) : domain;
}

/** "Should be rerouted to this domain:": a plain domain. */
export function readRerouteTo(input: string): Parsed<string> {
  const domain = domainFromText(input.trim());
  return domain.ok ? parsed(domainKey(domain.value)) : domain;
}

/** What can only be meant for an IPv4 address. */
const ONLY_DIGITS = /^[\d.]+$/;

/** "Should be forwarded to this host:": a host name or an address. */
export function readHost(input: string): Parsed<string> {
  const trimmed = input.trim();
  if (trimmed === '') return unreadable('Enter a host name or an address.');
  const ip = literalFromText(trimmed) ?? ipFromText(trimmed);
  if (ip) return parsed(ipToText(ip));
  if (ONLY_DIGITS.test(trimmed))
    return unreadable(`“${trimmed.slice(0, 60)}” is not an IPv4 address.`);
  const host = /^(.+):\d{1,5}$/.exec(trimmed)?.[1];
  if (host === undefined) return readRerouteTo(trimmed);
  const isHost =
    (literalFromText(host) ?? ipFromText(host)) !== null ||
    (isDomain(host) && !ONLY_DIGITS.test(host));
  return unreadable('The port has a field of its own.', ...(isHost ? [host] : []));
}

export function readNetwork(input: string): Parsed<string> {
  const network = networkFromText(input);
  return network.ok ? parsed(networkToCidr(network.value)) : network;
}

/** An address of this host, for "connecting to these internal addresses". */
export function readInternalAddress(input: string): Parsed<string> {
  const network = networkFromText(input);
  if (network.ok && network.value.prefix === (network.value.ip.family === 4 ? 32 : 128)) {
    return parsed(ipToText(network.value.ip));
  }
  const ip = ipFromText(input.trim());
  if (ip && isMappedText(input))
    return unreadable('Enter this IPv4 address as IPv4.', ipToText(ip));
  if (network.ok)
    return unreadable('One address of this host, not a network.', ipToText(network.value.ip));
  // What was meant may be a network, which is no address of this host.
  const addresses = network.suggestions.filter((each) => readInternalAddress(each).ok);
  return unreadable(network.message, ...addresses);
}

const instant = z.iso.datetime({ offset: true, message: 'A time such as 2026-12-31T17:00:00Z.' });
const note = z.string().max(500, 'At most 500 characters.');
export const portSchema = z
  .int('A port is a whole number.')
  .min(1, 'From 1 to 65535.')
  .max(65535, 'From 1 to 65535.');
export const hostSchema = text(readHost);
const life = { note: note.optional(), until: instant.optional() };

export const routeTargetSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('inbound'),
    host: hostSchema.optional(),
    port: portSchema.optional(),
  }),
  z.strictObject({ kind: z.literal('domain'), domain: text(readRerouteTo) }),
  z.strictObject({ kind: z.literal('host'), host: hostSchema, port: portSchema.default(25) }),
  z.strictObject({ kind: z.literal('destination') }),
]);

export const routeSchema = z
  .strictObject({
    domain: text(readSentTo),
    to: routeTargetSchema,
    alwaysRelay: z.boolean().optional(),
    ...life,
  })
  .check((context) => {
    const { to, alwaysRelay } = context.value;
    if (to.kind !== 'inbound') return;
    if (alwaysRelay) {
      const message =
        'Override is for mail that goes on to another server: an inbound row needs none.';
      context.issues.push({ code: 'custom', message, path: ['alwaysRelay'], input: alwaysRelay });
    }
    if (to.port !== undefined && to.host === undefined) {
      context.issues.push({
        code: 'custom',
        message: 'A port needs a host.',
        path: ['to', 'port'],
        input: to.port,
      });
    }
  });

export const networkEntrySchema = z.strictObject({ network: text(readNetwork), ...life });
export const internalEntrySchema = z.strictObject({ address: text(readInternalAddress), ...life });

export const restrictionsSchema = z.strictObject({
  authenticated: z.boolean(),
  addresses: z.strictObject({ enabled: z.boolean(), entries: z.array(networkEntrySchema) }),
  internalAddresses: z.strictObject({
    enabled: z.boolean(),
    entries: z.array(internalEntrySchema),
  }),
  never: z.strictObject({ entries: z.array(networkEntrySchema) }),
});

export const expectationSchema = z.strictObject({
  request: requestSchema,
  verdict: z.enum(['inbound', 'relay', 'reject']),
  note: note.optional(),
});

export const rulesSchema = z.strictObject({
  reroute: z.boolean(),
  routes: z.array(routeSchema),
  restrictions: restrictionsSchema,
  expectations: z.array(expectationSchema).default([]),
});

export type RouteTarget = z.infer<typeof routeTargetSchema>;
export type Route = z.infer<typeof routeSchema>;
export type NetworkEntry = z.infer<typeof networkEntrySchema>;
export type InternalEntry = z.infer<typeof internalEntrySchema>;
export type Restrictions = z.infer<typeof restrictionsSchema>;
export type Expectation = z.infer<typeof expectationSchema>;
export type Rules = z.infer<typeof rulesSchema>;
/** Rules as they may be sent: `expectations` and a forwarding port may be left out. */
export type RulesInput = z.input<typeof rulesSchema>;

/** Revision 1: Reroute, no rows, nothing ticked. It accepts and relays nothing. */
export const FIRST_RULES: Rules = {
  reroute: true,
  routes: [],
  restrictions: {
    authenticated: false,
    addresses: { enabled: false, entries: [] },
    internalAddresses: { enabled: false, entries: [] },
    never: { entries: [] },
  },
  expectations: [],
};
