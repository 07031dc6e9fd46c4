/** How the rules are used: hits beside every row, and addresses behind which there is more than one host. */
import { z } from 'zod';

export const RULE_USE_PATH = '/api/routing/use';
/** Days that are counted, the present one (UTC) included. */
export const USE_DAYS = 30;

export interface RuleUse {
  /** Decisions that it matched in the last 30 days. */
  readonly decisions: number;
  /** The same by day, oldest first; 30 of them. */
  readonly byDay: readonly number[];
  /** ISO 8601: as far as the log goes back. */
  readonly lastUsed: string;
}

/** One permitted address with the traffic of many hosts: everyone behind this gateway can relay. */
export interface Gateway {
  readonly peer: string;
  /** The rule that permits it. */
  readonly rule: string;
  /** HELO names that it gave in the last 7 days, and some of them. */
  readonly heloCount: number;
  readonly helos: readonly string[];
  /** Accounts that logged on from it in the same time. */
  readonly accountCount: number;
  readonly decisions: number;
  /** ISO 8601. */
  readonly lastSeen: string;
}

/** `GET /api/routing/use`. */
export interface RoutingUse {
  /** ISO 8601: how far the log goes back; null while it is empty. A rule that is not in `rules` has not been used since. */
  readonly since: string | null;
  /** By the rule's text form. */
  readonly rules: Readonly<Record<string, RuleUse>>;
  /** Those that nobody has kept, the most names first; at most 20. */
  readonly gateways: readonly Gateway[];
}

/** `POST /api/routing/use/keep-gateway {peer}`: it is known, and not warned of again. */
export const KEEP_GATEWAY_PATH = '/api/routing/use/keep-gateway';
export const keepGatewaySchema = z.strictObject({ peer: z.string().min(1).max(100) });
