/** The documents of the draft beside the rules: how each is read, judged, stored and said. A new one is one entry here. */
import type { z } from 'zod';
import { alertsSchema, type Alerts } from '../../shared/api/alerts.js';
import { backupSettingsSchema, type BackupSettings } from '../../shared/api/backups.js';
import { deliverySchema, type Delivery } from '../../shared/api/delivery.js';
import { securitySchema, type Security } from '../../shared/api/security.js';
import { getAlerts, putAlerts } from '../api/alerts.js';
import { getBackupSettings, putBackupSettings } from '../api/backups.js';
import { getDelivery, putDelivery } from '../api/delivery.js';
import type { Answer } from '../api/request.js';
import type { Loaded } from '../api/routing.js';
import { getSecurity, putSecurity } from '../api/security.js';
import { ALERTS_WORDS } from './alert-words.js';
import { BACKUP_WORDS } from './backup-words.js';
import { DELIVERY_WORDS } from './delivery-words.js';
import { SECURITY_WORDS } from './security-words.js';
import type { SettingWords } from './settings-changes.js';

export interface SettingsTypes {
  readonly delivery: Delivery;
  readonly security: Security;
  readonly alerts: Alerts;
  readonly backups: BackupSettings;
}
export type SettingsName = keyof SettingsTypes;
export type DraftDocument = 'routing' | SettingsName;

interface SettingsDocument<T> {
  /** The page that shows it. */
  readonly page: string;
  readonly key: readonly string[];
  readonly schema: z.ZodType<T>;
  readonly get: (signal?: AbortSignal) => Promise<Loaded<T>>;
  readonly put: (settings: T, ifMatch: string) => Promise<Answer<T>>;
  readonly words: SettingWords<T>;
}
export type SettingsDocuments = {
  readonly [N in SettingsName]: SettingsDocument<SettingsTypes[N]>;
};

export const ROUTING_KEY: readonly string[] = ['routing'];

export const SETTINGS: SettingsDocuments = {
  delivery: {
    page: 'Connections',
    key: ['delivery'],
    schema: deliverySchema,
    get: getDelivery,
    put: putDelivery,
    words: DELIVERY_WORDS,
  },
  security: {
    page: 'Security',
    key: ['security'],
    schema: securitySchema,
    get: getSecurity,
    put: putSecurity,
    words: SECURITY_WORDS,
  },
  alerts: {
    page: 'Diagnostics',
    key: ['alerts'],
    schema: alertsSchema,
    get: getAlerts,
    put: putAlerts,
    words: ALERTS_WORDS,
  },
  backups: {
    page: 'Diagnostics',
    key: ['backup-settings'],
    schema: backupSettingsSchema,
    get: getBackupSettings,
    put: putBackupSettings,
    words: BACKUP_WORDS,
  },
};

/** In the order in which they are applied. */
export const SETTINGS_NAMES = Object.keys(SETTINGS) as SettingsName[];
export const DRAFT_DOCUMENTS: readonly DraftDocument[] = ['routing', ...SETTINGS_NAMES];

export function keyOf(document: DraftDocument): readonly string[] {
  return document === 'routing' ? ROUTING_KEY : SETTINGS[document].key;
}
