/**
 * Which members of settings are secrets: the one list of them. What shows settings, what stores them and what
 * says which secrets are missing all go by it, so a new secret is one entry here.
 */
import type { Alerts } from './alerts.js';
import type { BackupSettings } from './backups.js';
import type { Delivery } from './delivery.js';
import type { Security } from './security.js';

/** The text itself, or only that there is one. */
export type Secret = string | { readonly set: true };
export const SECRET_SET = { set: true } as const;

export interface SecretPlace {
  /** A secret that was kept for one purpose cannot be used for another. */
  readonly purpose:
    'smart-host' | 'account-store' | 'certificate' | 'alert-webhook' | 'alert-mail' | 'backup';
  /** For an administrator: `The password for the smart host`. */
  readonly label: string;
}

export type ChangeSecret = (secret: Secret, place: SecretPlace) => string | { set: true };

/** The same settings with each secret as `change` has it. Also for settings from before all members were there. */
export function withDeliverySecrets(settings: Delivery, change: ChangeSecret): Delivery {
  const { outbound } = settings;
  if (outbound?.kind !== 'smarthost' || !outbound.auth) return settings;
  const place = { purpose: 'smart-host', label: 'The password for the smart host' } as const;
  const password = change(outbound.auth.password, place);
  return { ...settings, outbound: { ...outbound, auth: { ...outbound.auth, password } } };
}

export function withBackupSecrets(settings: BackupSettings, change: ChangeSecret): BackupSettings {
  const { schedule } = settings;
  if (!schedule?.passphrase) return settings;
  const place = { purpose: 'backup', label: 'The pass phrase of the scheduled backups' } as const;
  return { schedule: { ...schedule, passphrase: change(schedule.passphrase, place) } };
}

export function withSecuritySecrets(settings: Security, change: ChangeSecret): Security {
  const { certificate, stores } = settings;
  return {
    ...settings,
    ...(stores && { stores: stores.map((store) => withStoreSecret(store, change)) }),
    ...(certificate?.kind === 'pasted' && {
      certificate: {
        ...certificate,
        key: change(certificate.key, {
          purpose: 'certificate',
          label: 'The private key of the certificate',
        }),
      },
    }),
  };
}

function withStoreSecret(
  store: Security['stores'][number],
  change: ChangeSecret,
): Security['stores'][number] {
  if (store.kind !== 'ldap' || store.bind.how !== 'search') return store;
  const label = `The password to search the account store ${store.name} with`;
  const password = change(store.bind.password, { purpose: 'account-store', label });
  return { ...store, bind: { ...store.bind, password } };
}

export function withAlertSecrets(settings: Alerts, change: ChangeSecret): Alerts {
  const { webhook, mail } = settings;
  return {
    ...settings,
    ...(webhook?.token !== undefined && {
      webhook: {
        ...webhook,
        token: change(webhook.token, {
          purpose: 'alert-webhook',
          label: 'The token of the webhook for alerts',
        }),
      },
    }),
    ...(mail?.auth && {
      mail: {
        ...mail,
        auth: {
          ...mail.auth,
          password: change(mail.auth.password, {
            purpose: 'alert-mail',
            label: 'The password of the mail server for alerts',
          }),
        },
      },
    }),
  };
}
