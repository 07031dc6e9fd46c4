/** What applying settings answers: the settings as they are stored, and whether the relay uses them. */
import { deliverySchema } from '../delivery.js';
import { securitySchema } from '../security.js';
import { enforcedSchema } from './routing.js';

const applied = { enforced: enforcedSchema };
export const deliveryAppliedSchema = deliverySchema.safeExtend(applied);
export const securityAppliedSchema = securitySchema.safeExtend(applied);
