/**
 * DNS lists (RFC 5782) of addresses that send what nobody wants: asked about peers that the rules do not permit and
 * that have not logged on. Part of the delivery settings.
 */
import { z } from 'zod';
import { domainFromText, domainKey } from '../address/domain.js';
import { networkFromText, networkToCidr } from '../address/network.js';
import { parsed, unreadable, type Parsed } from '../address/parsed.js';
import { text } from '../rules/schema.js';

/** `log`: only noted, to see what a list would refuse. `allow`: who is on it is refused by no other. */
export const DNS_LIST_ACTIONS = ['refuse', 'log', 'allow'] as const;
export type DnsListAction = (typeof DNS_LIST_ACTIONS)[number];

/** An IPv6 address takes 64 octets before it, and a name has 253. */
const MOST_ZONE = 189;

export const dnsListSchema = z.strictObject({
  zone: text(readZone),
  /** What peers and the log are told in its place: some zones hold a key that belongs to their user alone. */
  name: z
    .string()
    .trim()
    .regex(/^[\w.-]{1,100}$/, 'Letters, digits, dots and hyphens.')
    .optional(),
  /** Answers that count, as addresses or networks of 127.0.0.0/8; none: all of them. */
  answers: z
    .array(text(readListAnswer))
    .max(50, 'At most 50.')
    .default(() => []),
  action: z.enum(DNS_LIST_ACTIONS).default('refuse'),
  /** `0.0.0.0:25` each, as listeners are named in the status; absent: all. */
  listeners: z.array(z.string().min(1).max(100)).min(1, 'One at least.').max(50).optional(),
});
export type DnsList = z.infer<typeof dnsListSchema>;

export const dnsListsSchema = z
  .array(dnsListSchema)
  .max(20, 'At most 20 lists.')
  .check(({ value, issues }) => {
    for (const [index, list] of value.entries()) {
      for (const name of ['zone', 'name'] as const) {
        const own = name === 'zone' ? list.zone : dnsListName(list);
        const isSame = (other: DnsList) =>
          (name === 'zone' ? other.zone : dnsListName(other)) === own;
        if (value.findIndex(isSame) >= index) continue;
        const message = 'Another one is called so.';
        issues.push({ code: 'custom', message, path: [index, name], input: own });
        break;
      }
    }
  });

/** As peers and the log see it. */
export function dnsListName({ zone, name }: Pick<DnsList, 'zone' | 'name'>): string {
  return name ?? zone;
}

const RULE = 'dns-list ';

/** The rule of a row that a list decided. */
export function dnsListRule(name: string): string {
  return RULE + name;
}

/** The list's name; null for the text of any other rule. */
export function dnsListOfRule(rule: string | null): string | null {
  return rule?.startsWith(RULE) ? rule.slice(RULE.length) : null;
}

export function readZone(input: string): Parsed<string> {
  const trimmed = input.trim().replace(/\.$/, '');
  if (trimmed === '') return unreadable('Enter the zone of the list.', 'zen.spamhaus.org');
  const domain = domainFromText(trimmed);
  if (!domain.ok) return domain;
  const zone = domainKey(domain.value);
  if (zone.length > MOST_ZONE) return unreadable(`A zone has at most ${MOST_ZONE} octets.`);
  return parsed(zone);
}

/** `127.0.0.2` or `127.0.0.4/30`: what lists say (RFC 5782 2.1). */
export function readListAnswer(input: string): Parsed<string> {
  const network = networkFromText(input);
  if (!network.ok) return network;
  const { ip, prefix } = network.value;
  if (ip.family === 4 && Math.floor(ip.value / 2 ** 24) === 127 && prefix >= 8) {
    return parsed(networkToCidr(network.value));
  }
  return unreadable('Lists answer with addresses of 127.0.0.0/8.', '127.0.0.2');
}
