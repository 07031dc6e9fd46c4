/** Settings of alerts (shared/api/alerts.ts). */
import { ALERTS } from '../sealed-settings.js';
import { numberedSettings } from './numbered-settings.js';

export const alertSettings = numberedSettings('alerts', 'alerts-changed', ALERTS);
