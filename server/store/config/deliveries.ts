/** Delivery settings (shared/api/delivery.ts). */
import type { Delivery } from '../../../shared/api/delivery.js';
import { DELIVERY } from '../sealed-settings.js';
import { numberedSettings, type StoredSettings } from './numbered-settings.js';

export type StoredDelivery = StoredSettings<Delivery>;

export const deliveries = numberedSettings('delivery', 'delivery-changed', DELIVERY);
