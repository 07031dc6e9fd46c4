/** Security settings (shared/api/security.ts). */
import type { Security } from '../../../shared/api/security.js';
import { SECURITY } from '../sealed-settings.js';
import { numberedSettings, type StoredSettings } from './numbered-settings.js';

export type StoredSecurity = StoredSettings<Security>;

export const securities = numberedSettings('security', 'security-changed', SECURITY);
