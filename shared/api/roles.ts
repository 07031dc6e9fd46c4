/** What people who use the console may do. A role may do what the roles below it may. */
import { z } from 'zod';

/** From the least on: explanations only; queue and log; everything. */
export const ROLES = ['helpdesk', 'operator', 'administrator'] as const;
export type Role = (typeof ROLES)[number];
export const roleSchema = z.enum(ROLES);

/** What each role is called, and what it may, in a sentence. */
export const ROLE_WORDS: Readonly<Record<Role, { readonly name: string; readonly may: string }>> = {
  helpdesk: {
    name: 'Helpdesk',
    may: 'Looks up one reference and reads why it was decided so.',
  },
  operator: {
    name: 'Operator',
    may: 'Reads the decision log and the history, and acts on the queues.',
  },
  administrator: {
    name: 'Administrator',
    may: 'Changes rules, settings, accounts and people.',
  },
};

export function mayAct(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}

export function lesserRole(one: Role, other: Role): Role {
  return mayAct(one, other) ? other : one;
}
