/**
 * Settings with their secrets sealed, as the databases hold them: `{"set":true,"sealed":"v1:…"}` stands where the
 * secret would. Read from there a secret stays sealed until it is needed, and goes back as it came.
 */
import { alertsSchema, type Alerts } from '../../shared/api/alerts.js';
import { backupSettingsSchema, type BackupSettings } from '../../shared/api/backups.js';
import { deliverySchema, type Delivery } from '../../shared/api/delivery.js';
import {
  SECRET_SET,
  withAlertSecrets,
  withBackupSecrets,
  withDeliverySecrets,
  withSecuritySecrets,
  type ChangeSecret,
  type Secret,
} from '../../shared/api/secret-places.js';
import { securitySchema, type Security } from '../../shared/api/security.js';
import { KeyFault, type Secrets } from './secrets.js';

/** A kind of settings: how they are read, and where their secrets are. */
export interface SettingsKind<T> {
  readonly parse: (value: unknown) => T;
  readonly withSecrets: (settings: T, change: ChangeSecret) => T;
}

export const DELIVERY: SettingsKind<Delivery> = {
  parse: (value) => deliverySchema.parse(value),
  withSecrets: withDeliverySecrets,
};
export const SECURITY: SettingsKind<Security> = {
  parse: (value) => securitySchema.parse(value),
  withSecrets: withSecuritySecrets,
};
export const BACKUPS: SettingsKind<BackupSettings> = {
  parse: (value) => backupSettingsSchema.parse(value),
  withSecrets: withBackupSecrets,
};

export const ALERTS: SettingsKind<Alerts> = {
  parse: (value) => alertsSchema.parse(value),
  withSecrets: withAlertSecrets,
};

/** As a secret is once it is stored. */
interface SealedSecret {
  set: true;
  readonly sealed: string;
}

/** Settings as they were stored, also before all members were there. Throws when they are none. */
export function settingsFromStored<T>(kind: SettingsKind<T>, json: string): T {
  const stored: Secret[] = [];
  const bare = kind.withSecrets(JSON.parse(json) as T, (secret) => {
    stored.push(secret);
    return typeof secret === 'string' ? secret : SECRET_SET;
  });
  // No schema lets anything sealed in from outside, so it is put back behind it.
  return kind.withSecrets(kind.parse(bare), () => stored.shift()!);
}

/** For storing. Throws a KeyFault when a secret cannot be sealed. */
export function sealed<T>(kind: SettingsKind<T>, settings: T, secrets: Secrets): T {
  return kind.withSecrets(settings, (secret, { purpose }): Secret | SealedSecret =>
    typeof secret === 'string' ? { set: true, sealed: secrets.seal(purpose, secret) } : secret,
  );
}

/** For using: what cannot be opened is `{set:true}`. */
export function opened<T>(kind: SettingsKind<T>, settings: T, secrets: Secrets): T {
  return kind.withSecrets(settings, (secret, { purpose }) => textOf(secret, purpose, secrets));
}

/** The secrets that cannot be opened, each by what it is called. */
export function unreadable<T>(kind: SettingsKind<T>, settings: T, secrets: Secrets): string[] {
  const labels: string[] = [];
  kind.withSecrets(settings, (secret, { purpose, label }) => {
    if (typeof textOf(secret, purpose, secrets) !== 'string') labels.push(label);
    return secret;
  });
  return labels;
}

/** Whether a secret stands there as it is, as earlier versions stored it. */
export function hasPlain<T>(kind: SettingsKind<T>, settings: T): boolean {
  let found = false;
  kind.withSecrets(settings, (secret) => {
    found ||= typeof secret === 'string';
    return secret;
  });
  return found;
}

/** JSON for a copy of settings: what cannot be sealed is left out of it rather than kept readable. */
export function keptJson<T>(kind: SettingsKind<T>, settings: T, secrets: Secrets): string {
  try {
    return JSON.stringify(sealed(kind, settings, secrets));
  } catch (error) {
    if (!(error instanceof KeyFault)) throw error;
    const bare = kind.withSecrets(settings, (secret) =>
      typeof secret === 'string' ? SECRET_SET : secret,
    );
    return JSON.stringify(bare);
  }
}

function textOf(secret: Secret, purpose: string, secrets: Secrets): string | typeof SECRET_SET {
  if (typeof secret === 'string') return secret;
  const { sealed: text } = secret as Partial<SealedSecret>;
  return (text === undefined ? null : secrets.open(purpose, text)) ?? SECRET_SET;
}
