/**
 * Alerts: what is watched, and the ways by which somebody is told that do not need this mail server. Edited whole on
 * the Diagnostics page.
 */
import { z } from 'zod';
import { ipFromText, isLoopback } from '../address/ip.js';
import { mailboxFromText, mailboxToText } from '../address/mailbox.js';
import { hostSchema, portSchema } from '../rules/schema.js';
import { secretSchema, serverLogonSchema } from './delivery.js';
import { oneOf } from './one-of.js';

export const ALERTS_PATH = '/api/alerts';
/** `POST {way, alerts?}` → `AlertTest`. */
export const ALERT_TEST_PATH = '/api/alerts/test';
/** `GET` → `AlertsState`. */
export const ALERTS_STATE_PATH = '/api/alerts/state';

/** Each condition with its name, for good: programs that take alerts go by it. */
export const ALERT_WORDS = {
  'queue-age': 'Mail waits too long',
  refusals: 'Refusals have jumped',
  certificate: 'The certificate ends soon',
  disk: 'The disk is nearly full',
  'not-enforcing': 'The relay does not enforce the active rules',
} as const;
export type AlertName = keyof typeof ALERT_WORDS;
export const ALERT_NAMES = Object.keys(ALERT_WORDS) as AlertName[];

export const WAY_WORDS = {
  webhook: 'Webhook',
  command: 'Command',
  mail: 'Another mail server',
} as const;
export type AlertWay = keyof typeof WAY_WORDS;
export const ALERT_WAYS = Object.keys(WAY_WORDS) as AlertWay[];

/** `starttls` is required, not merely taken where it is offered. */
export const ALERT_TLS_MODES = ['none', 'starttls', 'implicit'] as const;

const seconds = (least: number, most: number, words: string) =>
  z
    .int('A whole number of seconds.')
    .min(least, `At least ${words}.`)
    .max(most, 'At most 30 days.');
const MONTH = 30 * 86_400;
const mailbox = z
  .string()
  .trim()
  .max(320)
  .transform((text, context) => {
    const read = mailboxFromText(text, '');
    if (read.ok && read.value.domain !== '') return mailboxToText(read.value);
    context.addIssue({ code: 'custom', message: 'An address, such as admin@example.net.' });
    return z.NEVER;
  });

const urlSchema = z
  .string()
  .trim()
  .max(2000, 'Too long.')
  .refine(isWebAddress, 'An https:// or http:// address without a name and password in it.');

const webhookSchema = z
  .strictObject({
    url: urlSchema,
    /** Sent as `Authorization: Bearer`. */
    token: secretSchema.optional(),
  })
  .check(({ value, issues }) => {
    if (value.token === undefined || !isWebAddress(value.url)) return;
    const { protocol, hostname } = new URL(value.url);
    if (protocol === 'https:' || isThisMachine(hostname)) return;
    const message = 'A token is not sent without TLS, but to this machine: use https://.';
    issues.push({ code: 'custom', message, path: ['url'], input: value.url });
  });

const mailSchema = z
  .strictObject({
    host: hostSchema,
    port: portSchema.default(587),
    tls: oneOf(ALERT_TLS_MODES).default('starttls'),
    auth: serverLogonSchema.optional(),
    from: mailbox,
    to: z.array(mailbox).min(1, 'Name somebody.').max(20, 'At most 20 addresses.'),
  })
  .check(({ value, issues }) => {
    if (!value.auth || value.tls !== 'none' || isThisMachine(value.host)) return;
    const message = 'A password is not sent without TLS, but to this machine.';
    issues.push({ code: 'custom', message, path: ['tls'], input: value.tls });
  });

export const alertsSchema = z.strictObject({
  /** The oldest message has waited longer than `after` seconds. */
  queueAge: z
    .strictObject({ enabled: z.boolean(), after: seconds(1, MONTH, '1 second') })
    .default({ enabled: true, after: 4 * 3600 }),
  /** Refusals of the last two hours are so many times those of the week before, or an applied revision refuses who relayed before. */
  refusals: z
    .strictObject({
      enabled: z.boolean(),
      times: z.number().min(1.5, 'At least 1.5 times.').max(1000, 'At most 1,000 times.'),
    })
    .default({ enabled: true, times: 5 }),
  certificate: z
    .strictObject({
      enabled: z.boolean(),
      days: z
        .int('A whole number of days.')
        .min(1, 'At least 1 day.')
        .max(365, 'At most 365 days.'),
    })
    .default({ enabled: true, days: 14 }),
  /** Less than so many per cent of the disk are free, or no mail is taken because of it. */
  disk: z
    .strictObject({
      enabled: z.boolean(),
      percent: z.number().min(0.1, 'At least 0.1 %.').max(90, 'At most 90 %.'),
    })
    .default({ enabled: true, percent: 10 }),
  /** The relay is silent, or enforces another revision than the newest, for longer than `after` seconds. */
  notEnforcing: z
    .strictObject({ enabled: z.boolean(), after: seconds(1, MONTH, '1 second') })
    .default({ enabled: true, after: 60 }),
  /** Said again after so many seconds while it goes on; 0: never. */
  repeatAfter: seconds(0, MONTH, '0 seconds').default(24 * 3600),
  webhook: webhookSchema.nullable().default(null),
  /** The program that the setting GATEPOST_ALERT_COMMAND names is run. */
  command: z.boolean().default(false),
  mail: mailSchema.nullable().default(null),
});
export type Alerts = z.infer<typeof alertsSchema>;
export type AlertsInput = z.input<typeof alertsSchema>;

export const FIRST_ALERTS: Alerts = alertsSchema.parse({});

/** `POST /api/alerts/test`: the way as it is typed, stored or not. */
export const alertTestSchema = z.strictObject({
  way: oneOf(ALERT_WAYS),
  /** Absent: as they are stored. */
  alerts: alertsSchema.optional(),
});
export type AlertQuestion = z.infer<typeof alertTestSchema>;

export type { AlertsState, AlertTest, RaisedAlert, WayState } from './answers/alerts.js';

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}

function isThisMachine(host: string): boolean {
  const ip = ipFromText(host.replace(/^\[|\]$/g, ''));
  return ip !== null && isLoopback(ip);
}
