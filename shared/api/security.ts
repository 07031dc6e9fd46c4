/**
 * The Security page: where logons are judged besides Gatepost's own accounts, whether a sender must
 * belong to its account, the certificate, and the lane for devices that know only old TLS.
 */
import { z } from 'zod';
import {
  readRerouteTo,
  hostSchema,
  networkEntrySchema,
  portSchema,
  text,
} from '../rules/schema.js';
import { ipFromText, isLoopback } from '../address/ip.js';
import { secretSchema } from './delivery.js';
import { oneOf } from './one-of.js';

export const SECURITY_PATH = '/api/security';
/** `POST {store, username, password}` → `LogonTest`. */
export const LOGON_TEST_PATH = '/api/security/test-logon';
/** `POST {certificate}` → `CertificateFacts`; 422 when it cannot be used. */
export const CERTIFICATE_CHECK_PATH = '/api/security/check-certificate';
/** `GET` → `SecurityState`. */
export const SECURITY_STATE_PATH = '/api/security/state';

const MOST_PEM = 100_000;
const pemSchema = z.string().trim().min(1, 'Paste it in PEM form.').max(MOST_PEM, 'Too long.');
const filePathSchema = z
  .string()
  .trim()
  .regex(/^\/[^\0\n]+$/, 'An absolute path, such as /etc/ssl/mail.pem.')
  .max(4000, 'Too long.');
const socketPathSchema = filePathSchema.max(107, 'The path of a socket has at most 107 bytes.');

/** How the name of a logon is handed on: as it came, `user@domain`, or `user` alone. */
export const NAME_FORMS = ['as-given', 'user-at-domain', 'user'] as const;

const common = {
  /** As the administrator calls it; no two are the same. */
  name: z.string().trim().min(1, 'Enter a name.').max(60, 'At most 60 characters.'),
  /**
   * Logons of these domains come here: the part behind the @, or before the backslash. Without any, all
   * logons do, those without a domain too.
   */
  domains: z
    .array(z.union([text(readRerouteTo), z.string().regex(/^[A-Za-z0-9_-]{1,15}$/)]))
    .max(1000, 'At most 1,000 domains.')
    .default(() => []),
  disabled: z.boolean().default(false),
};

const dovecotSchema = z.strictObject({
  kind: z.literal('dovecot'),
  ...common,
  /** Dovecot's auth-client service: a Unix socket, or a port without TLS on a trusted network. */
  at: z.union([
    z.strictObject({ socket: socketPathSchema }),
    z.strictObject({ host: hostSchema, port: portSchema }),
  ]),
});

/** Of its authority; absent: those that Node knows. PEM. */
const ca = pemSchema.optional();

const ldapSchema = z.strictObject({
  kind: z.literal('ldap'),
  ...common,
  host: hostSchema,
  port: portSchema,
  /** `none` only to a loopback address. */
  tls: oneOf(['ldaps', 'starttls', 'none']),
  ca,
  bind: z.discriminatedUnion('how', [
    /** Binds as the template says: `{user}`, `{domain}` and `{name}` (as given) are put in, escaped. */
    z.strictObject({
      how: z.literal('template'),
      template: z
        .string()
        .min(
          1,
          'Such as {domain}\\{user}, {user}@example.com or uid={user},ou=people,dc=example,dc=com.',
        )
        .max(500)
        .regex(/\{(?:user|name)\}/, 'It must hold {user} or {name}.'),
    }),
    /** Binds with an account of its own, looks the user up, and binds as what it finds. */
    z.strictObject({
      how: z.literal('search'),
      account: z.string().min(1, 'The DN or name to search with.').max(500),
      password: secretSchema,
      base: z.string().min(1, 'Such as dc=example,dc=com.').max(500),
      filter: z
        .string()
        .max(500)
        .regex(/\{(?:user|name)\}/, 'It must hold {user} or {name}.')
        .default('(|(uid={user})(mail={name})(sAMAccountName={user})(userPrincipalName={name}))'),
    }),
  ]),
});

const mailServer = {
  ...common,
  host: hostSchema,
  port: portSchema,
  tls: oneOf(['implicit', 'starttls']),
  ca,
  nameForm: oneOf(NAME_FORMS).default('as-given'),
};
const imapSchema = z.strictObject({ kind: z.literal('imap'), ...mailServer });
const pop3Schema = z.strictObject({ kind: z.literal('pop3'), ...mailServer });

export const storeSchema = z.discriminatedUnion('kind', [
  dovecotSchema,
  ldapSchema,
  imapSchema,
  pop3Schema,
]);
export type AccountStore = z.infer<typeof storeSchema>;
export type DovecotStore = z.infer<typeof dovecotSchema>;
export type LdapStore = z.infer<typeof ldapSchema>;
export type ImapStore = z.infer<typeof imapSchema>;
export type Pop3Store = z.infer<typeof pop3Schema>;

export const certificateSchema = z.discriminatedUnion('kind', [
  /** Made in the data folder at the first start. */
  z.strictObject({ kind: z.literal('self-signed') }),
  /** Read again when they change. */
  z.strictObject({ kind: z.literal('files'), cert: filePathSchema, key: filePathSchema }),
  z.strictObject({ kind: z.literal('pasted'), cert: pemSchema, key: secretSchema.or(pemSchema) }),
]);
export type CertificateSetting = z.infer<typeof certificateSchema>;

/** A listener of its own for devices that know only TLS 1.0, or none at all. */
export const legacyLaneSchema = z.strictObject({
  /** `0.0.0.0:2526`. */
  listen: z
    .string()
    .trim()
    .max(100)
    .regex(/^(?:\[[\da-f:.]+\]|[\w.-]+):\d{1,5}$/i, 'An address and port, such as 10.0.0.1:2526.'),
  /** Nobody else is greeted. */
  networks: z.array(networkEntrySchema).min(1, 'Name the devices.').max(1000),
  /** From then on it is closed. ISO 8601. */
  until: z.iso.datetime({ offset: true, error: 'A date and time.' }),
  /** Passwords without TLS are taken. */
  plainLogons: z.boolean().default(false),
});
export type LegacyLane = z.infer<typeof legacyLaneSchema>;

export const securitySchema = z
  .strictObject({
    /** Asked in this order for a name that is not one of Gatepost's own accounts. */
    stores: z
      .array(storeSchema)
      .max(20, 'At most 20.')
      .default(() => []),
    /** The sender of a message must belong to the account that logged on (5.7.1). */
    senderBelongs: z.boolean().default(false),
    /** Seconds for which an accepted logon of a store need not be asked again; 0: always. */
    cacheFor: z.int('A whole number of seconds.').min(0).max(3600, 'At most an hour.').default(60),
    certificate: certificateSchema.default({ kind: 'self-signed' }),
    legacy: legacyLaneSchema.nullable().default(null),
  })
  .check(({ value, issues }) => {
    for (const [index, store] of value.stores.entries()) {
      const path = ['stores', index];
      if (value.stores.findIndex(({ name }) => name === store.name) < index) {
        const message = 'Another one has this name.';
        issues.push({ code: 'custom', message, path: [...path, 'name'], input: store.name });
      }
      if (store.kind === 'ldap' && store.tls === 'none' && !isThisMachine(store.host)) {
        const message = 'Passwords are not sent without TLS, but to this machine.';
        issues.push({ code: 'custom', message, path: [...path, 'tls'], input: store.tls });
      }
    }
  });
export type Security = z.infer<typeof securitySchema>;
export type SecurityInput = z.input<typeof securitySchema>;

function isThisMachine(host: string): boolean {
  const ip = ipFromText(host.replace(/^\[|\]$/g, ''));
  return ip !== null && isLoopback(ip);
}

export const FIRST_SECURITY: Security = securitySchema.parse({});

/** `POST /api/security/check-certificate`. */
export const certificateCheckSchema = z.strictObject({ certificate: certificateSchema });

export const logonTestSchema = z.strictObject({
  /** As it is typed, stored or not; absent: Gatepost's own accounts. */
  store: storeSchema.optional(),
  username: z.string().min(1, 'Enter the name.').max(200),
  password: z.string().min(1, 'Enter the password.').max(1000),
});

export type LogonQuestion = z.infer<typeof logonTestSchema>;

export type {
  CertificateFacts,
  ListenerOffer,
  LogonTest,
  SecurityState,
} from './answers/security.js';
