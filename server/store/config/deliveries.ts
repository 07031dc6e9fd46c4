/** Delivery settings (shared/api/delivery.ts). */
import { deliveryFromJson, type Delivery } from '../../../shared/api/delivery.js';
import { numberedSettings, type StoredSettings } from './numbered-settings.js';

export type StoredDelivery = StoredSettings<Delivery>;

export const deliveries = numberedSettings('delivery', 'delivery-changed', deliveryFromJson);
