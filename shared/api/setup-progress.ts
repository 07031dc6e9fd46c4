/** Set-up in steps: how far it has come, and what this host is like. */
import { z } from 'zod';
import { domainFromText, domainKey } from '../address/domain.js';
import { text } from '../rules/schema.js';

export const SETUP_PROGRESS_PATH = '/api/setup/progress';
export const NAME_CHECK_PATH = '/api/setup/check-names';

/** In their order; the administrator is made before any of them. */
export const SETUP_STEPS = ['domains', 'inbound', 'relay', 'test'] as const;
export type SetupStep = (typeof SETUP_STEPS)[number];

export const setupChangeSchema = z.strictObject({
  /** Where to go on. */
  step: z.enum(SETUP_STEPS).optional(),
  finished: z.boolean().optional(),
});

/** A network that an interface of this host is in. */
export const hostNetworkSchema = z.object({
  /** CIDR. */
  network: z.string(),
  interface: z.string(),
  /** This host's address in it. */
  address: z.string(),
});
export type HostNetwork = z.infer<typeof hostNetworkSchema>;

/** `GET /api/setup/progress`. */
export const setupProgressSchema = z.object({
  step: z.enum(SETUP_STEPS),
  finished: z.boolean(),
  hostname: z.string(),
  /** The setting that gives it, such as `GATEPOST_HOSTNAME`; null: the system's name. */
  hostnameFrom: z.string().nullable(),
  networks: z.array(hostNetworkSchema),
});
export type SetupProgress = z.infer<typeof setupProgressSchema>;

export const nameCheckSchema = z.strictObject({
  domains: z
    .array(
      text((input) => {
        const domain = domainFromText(input.trim());
        return domain.ok ? { ok: true, value: domainKey(domain.value) } : domain;
      }),
    )
    .max(20, 'At most 20 domains.'),
});

export const foundNameSchema = z.object({
  name: z.string(),
  addresses: z.array(z.string()),
  /** One of them is an address of this host. */
  own: z.boolean(),
});
export type FoundName = z.infer<typeof foundNameSchema>;

/** What DNS says. A `problem` is why it could not be asked. */
export const checkedNamesSchema = z.object({
  host: foundNameSchema.extend({
    problem: z.string().nullable(),
    /** Names of its addresses, by address (PTR). */
    pointers: z.array(z.object({ address: z.string(), names: z.array(z.string()) })),
  }),
  domains: z.array(
    z.object({
      domain: z.string(),
      problem: z.string().nullable(),
      /** Its mail exchangers, best first. */
      exchangers: z.array(foundNameSchema),
      /** One of them is this host, by address or by name. */
      here: z.boolean(),
    }),
  ),
});
export type CheckedNames = z.infer<typeof checkedNamesSchema>;
