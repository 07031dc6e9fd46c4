/**
 * Delivery settings: the Connections page. `inbound` is where accepted mail for our own domains goes
 * unless its row names a host; `outbound` is how mail for everybody else leaves.
 */
import { z } from 'zod';
import { utf8Length } from '../address/octets.js';
import { readRerouteTo, hostSchema, portSchema, text } from '../rules/schema.js';
import { dnsListsSchema } from './dns-lists.js';
import { FIRST_LIMITS, limitsSchema } from './limits.js';
import { proxiesSchema } from './proxies.js';
import { recipientsSchema } from './recipients.js';
import { readSmartHosts } from './smart-hosts.js';

export const DELIVERY_PATH = '/api/delivery';

const secondsSchema = z
  .int('A whole number of seconds.')
  .min(1, 'At least 1 second.')
  .max(30 * 86_400, 'At most 30 days.');
const socketPathSchema = z
  .string()
  .regex(/^\/[^\0]+$/, 'An absolute path, such as /run/dovecot/lmtp.')
  .refine((path) => utf8Length(path) <= 107, 'The path of a socket has at most 107 bytes.');

/** Secrets go out as `{set:true}` and are kept when they come back so. */
export const secretSchema = z.union([
  z.string().min(1, 'Enter the password.').max(500),
  z.strictObject({ set: z.literal(true) }),
]);

/** How Gatepost logs on to another mail server. */
export const serverLogonSchema = z.strictObject({
  username: z.string().min(1, 'Enter the account.').max(200),
  password: secretSchema,
});

export const inboundSchema = z.union([
  z.strictObject({ kind: z.literal('maildir') }),
  z.strictObject({ kind: z.literal('smtp'), host: hostSchema, port: portSchema }),
  z.strictObject({ kind: z.literal('lmtp'), socket: socketPathSchema }),
  z.strictObject({ kind: z.literal('lmtp'), host: hostSchema, port: portSchema }),
]);

/** `none` never, `opportunistic` when offered, `required` or no delivery, `verified` with a certificate we trust. */
export const TLS_MODES = ['none', 'opportunistic', 'required', 'verified'] as const;
export type TlsMode = (typeof TLS_MODES)[number];

export const outboundSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('mx'), tls: z.enum(TLS_MODES).default('opportunistic') }),
  z.strictObject({
    kind: z.literal('smarthost'),
    /** One, or several with commas: tried in turn, those that do not answer left out for a while. */
    host: text(readSmartHosts),
    /** Where an entry of the list brings none of its own. */
    port: portSchema.default(25),
    tls: z.enum(TLS_MODES).default('opportunistic'),
    auth: serverLogonSchema.optional(),
  }),
]);

/** TLS for one destination, before the common setting: a domain of recipients, or a host's name or address. */
export const tlsForSchema = z.strictObject({ destination: hostSchema, tls: z.enum(TLS_MODES) });
export type TlsFor = z.infer<typeof tlsForSchema>;

const MIB = 1024 * 1024;

/** What settings from before these members say. */
const ADDED = {
  warnAfter: 14_400,
  recipients: { kind: 'any' },
  messageSize: 50 * MIB,
  minimumFree: 10 * MIB,
  keepLog: { days: 90, octets: 10_240 * MIB },
  limits: FIRST_LIMITS,
} as const;

export const deliverySchema = z
  .strictObject({
    /** Added to addresses without a domain, and the name on bounces. */
    siteDomain: text(readRerouteTo),
    inbound: inboundSchema,
    outbound: outboundSchema,
    /** Seconds to wait after each failed attempt; the last one repeats. */
    retry: z.array(secondsSchema).min(1, 'At least one interval.').max(50, 'At most 50 intervals.'),
    /** Seconds after which a message that could not be delivered is bounced. */
    expireAfter: secondsSchema,
    /** Seconds after which the sender is told, once, that a message is late; 0: never. */
    warnAfter: z
      .int('A whole number of seconds.')
      .min(0, 'At least 0 seconds.')
      .max(30 * 86_400, 'At most 30 days.')
      .default(ADDED.warnAfter),
    recipients: recipientsSchema.default(ADDED.recipients),
    tlsFor: z
      .array(tlsForSchema)
      .max(1000, 'At most 1,000 destinations.')
      .default(() => []),
    /** The largest message that is taken, in octets; announced with SIZE (RFC 1870). */
    messageSize: octetsSchema(MIB / 16, 2048 * MIB).default(ADDED.messageSize),
    /** With less room in the data folder than this, in octets, no mail is taken (the original's 10 MB, KB Q189587). */
    minimumFree: octetsSchema(0, MIB * MIB).default(ADDED.minimumFree),
    /** The decision log: rows that are older, or beyond that size on the disk, are removed. */
    keepLog: z
      .strictObject({
        days: z
          .int('A whole number of days.')
          .min(1, 'At least 1 day.')
          .max(3650, 'At most 3,650 days.'),
        octets: octetsSchema(64 * MIB, MIB * MIB),
      })
      .default(ADDED.keepLog),
    limits: limitsSchema.default(ADDED.limits),
    proxies: proxiesSchema.default(() => []),
    dnsLists: dnsListsSchema.default(() => []),
  })
  .check(({ value, issues }) => {
    const { outbound } = value;
    if (outbound.kind === 'smarthost' && outbound.auth && outbound.tls === 'none') {
      const message = 'A password is not sent without TLS: choose another mode, or no account.';
      issues.push({ code: 'custom', message, path: ['outbound', 'tls'], input: outbound.tls });
    }
  });

export type Delivery = z.infer<typeof deliverySchema>;
export type DeliveryInput = z.input<typeof deliverySchema>;
export type Inbound = z.infer<typeof inboundSchema>;
export type Outbound = z.infer<typeof outboundSchema>;

/** The original's retry intervals (0.25, 0.5, 1 and 4 hours, `ims/reference.md` 4) and an expiry of two days. */
export function firstDelivery(siteDomain: string): Delivery {
  return {
    siteDomain,
    inbound: { kind: 'maildir' },
    outbound: { kind: 'mx', tls: 'opportunistic' },
    retry: [900, 1800, 3600, 14_400],
    expireAfter: 172_800,
    tlsFor: [],
    proxies: [],
    dnsLists: [],
    ...ADDED,
  };
}

function octetsSchema(least: number, most: number) {
  return z
    .int('A whole number of octets.')
    .min(least, `At least ${least.toLocaleString('en')} octets.`)
    .max(most, `At most ${most.toLocaleString('en')} octets.`);
}
