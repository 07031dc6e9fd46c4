/** What people who use the console may do. A role may do what the roles below it may. */
import { z } from 'zod';

/** From the least on: explanations only; queue and log; everything. */
export const ROLES = ['helpdesk', 'operator', 'administrator'] as const;
export type Role = (typeof ROLES)[number];
export const roleSchema = z.enum(ROLES);

export function mayAct(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}
