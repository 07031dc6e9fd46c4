/** How the rules are used: hits beside every row, and addresses behind which there is more than one host. */
import { z } from 'zod';

export const RULE_USE_PATH = '/api/routing/use';
/** Days that are counted, the present one (UTC) included. */
export const USE_DAYS = 30;

/** `POST /api/routing/use/keep-gateway {peer}`: it is known, and not warned of again. */
export const KEEP_GATEWAY_PATH = '/api/routing/use/keep-gateway';
export const keepGatewaySchema = z.strictObject({ peer: z.string().min(1).max(100) });

export type { Gateway, RoutingUse, RuleUse } from './answers/rule-use.js';
